using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace ResultStore.Sealing.Keys;

/// <summary>
/// OpenSSL's engine for PKCS#11. Why it finds no key it says on standard error alone, in several lines and with the
/// URI: they are caught there, read, and told in one sentence. Lines that are not the engine's go on to standard error.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class KeyEngine
{
    private const string Engine = "pkcs11";
    private const int StandardError = 2;

    /// <summary>How lines begin, or what stands in them, that say nothing beyond the sentence made of them.</summary>
    private static readonly string[] Words =
    [
        "Login failed", "Login to token failed", "The private key was not found at", "PKCS11_get_private_key returned",
        "No matching initialized token", "Unable to load module", "cannot open shared object file", "UI_process failed",
        "No PIN code was entered",
    ];

    private static readonly Lock OneAtATime = new();

    /// <param name="uri">With the place of its PIN.</param>
    /// <param name="name">What may be told of it.</param>
    /// <exception cref="InvalidDataException">It cannot be had: why, in one sentence without the PIN; with a
    /// <see cref="PinRefusedException"/> within where the PIN is the cause.</exception>
    public static SafeEvpPKeyHandle Load(string uri, string name)
    {
        var said = "";
        lock (OneAtATime)
        {
            try
            {
                return Listening(() => SafeEvpPKeyHandle.OpenPrivateKeyFromEngine(Engine, uri), out said);
            }
            catch (CryptographicException)
            {
                // Its message is left out: libraries below have been seen to repeat what they were given.
                throw new InvalidDataException(
                    $"{name}: {Why(said)}", IsPinRefused(said) ? new PinRefusedException() : null);
            }
        }
    }

    private static string Why(string said) =>
        Says(said, "Unable to load module")
            ? $"the PKCS#11 module {Module} cannot be loaded or started; PKCS11_MODULE_PATH names the maker's."
        : Says(said, "No matching initialized token")
            ? "there is no such token: not plugged in, not initialised, or of another name."
        : Says(said, "No PIN code was entered")
            ? "the token asks for a PIN and none is given; say pinFile or pinVariable."
        : IsPinRefused(said)
            ? "the token refuses the PIN: a wrong one, or too many wrong ones before; mind its limit."
        : Says(said, "The private key was not found")
            ? "the token is there, but holds no such private key: its label, id or type is another."
        : said.Length == 0 ? "OpenSSL has no engine for PKCS#11 (Debian: libengine-pkcs11-openssl)."
        : "OpenSSL's engine for PKCS#11 does not open it.";

    private static bool IsPinRefused(string said) =>
        Says(said, "Login failed") || Says(said, "Login to token failed");

    private static string Module => Environment.GetEnvironmentVariable("PKCS11_MODULE_PATH") is { Length: > 0 } path
        ? path
        : "of p11-kit";

    private static bool Says(string said, string words) => said.Contains(words, StringComparison.Ordinal);

    /// <summary>Runs something while this process's standard error goes to a file of nobody else's.</summary>
    private static T Listening<T>(Func<T> open, out string said)
    {
        var memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var path = Path.Combine(memory, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            BufferSize = 0,
        });
        var before = Duplicate(StandardError);
        _ = Duplicate((int)file.SafeFileHandle.DangerousGetHandle(), StandardError);
        try
        {
            return open();
        }
        finally
        {
            if (before >= 0)
            {
                _ = Duplicate(before, StandardError);
                _ = Close(before);
            }

            said = TextOf(file);
            foreach (var line in said.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !Array.Exists(Words, words => Says(line, words))))
            {
                Console.Error.WriteLine(line);
            }
        }
    }

    private static string TextOf(FileStream file)
    {
        var bytes = new byte[Math.Min(RandomAccess.GetLength(file.SafeFileHandle), 64 << 10)];
        return Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(file.SafeFileHandle, bytes, 0));
    }

    [DllImport("libc", EntryPoint = "dup")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Duplicate(int descriptor);

    [DllImport("libc", EntryPoint = "dup2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Duplicate(int descriptor, int target);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
