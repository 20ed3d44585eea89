using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ResultStore.Sealing.Keys;

/// <summary>Opens private keys. No exception from here names a PIN, nor a cause that might.</summary>
internal static class KeyOpening
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <param name="source">Where it is.</param>
    /// <param name="folder">The key folder.</param>
    /// <exception cref="InvalidDataException">It cannot be opened; the message says why as far as is safe.</exception>
    public static SigningKey Open(KeySource source, string folder)
    {
        try
        {
            return string.IsNullOrEmpty(source.Pkcs11)
                ? OpenFile(source, folder)
                : OperatingSystem.IsWindows() ? throw new InvalidDataException("PKCS#11 needs OpenSSL's engine.")
                : OpenToken(source, folder);
        }
        catch (CryptographicException)
        {
            // Its message is left out: libraries below have been seen to repeat what they were given.
            throw new InvalidDataException(
                $"{source.Name} cannot be opened: no such key, not a private key, or not its PIN.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{source.Name} {Why(fault)}.");
        }
    }

    /// <summary>Without the words of the fault, which may repeat what it was given.</summary>
    private static string Why(Exception fault) => fault is FileNotFoundException or DirectoryNotFoundException
        ? "is not there"
        : $"cannot be read: {fault.GetType().Name}";

    /// <summary>The text of a file that only its owner may read.</summary>
    /// <exception cref="InvalidDataException">It is not there, or others can read it.</exception>
    public static string ReadPrivateText(string path)
    {
        RefuseOpenFile(path);
        return File.ReadAllText(path);
    }

    /// <summary>The certificates of a PEM file, leaf first.</summary>
    /// <exception cref="InvalidDataException">It holds none.</exception>
    public static X509Certificate2Collection ReadChain(string path)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(File.ReadAllText(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} {Why(fault)}.");
        }

        return chain.Count > 0
            ? chain
            : throw new InvalidDataException($"{Path.GetFileName(path)} holds no certificate.");
    }

    private static SigningKey OpenFile(KeySource source, string folder)
    {
        var path = Path.Combine(folder, source.KeyFile!);
        RefuseOpenFile(path);
        return Path.GetExtension(path) is ".p12" or ".pfx" ? OpenPkcs12(path, source, folder)
            : OpenPem(File.ReadAllText(path), source, folder);
    }

    private static SigningKey OpenPem(string pem, KeySource source, string folder)
    {
        var isEncrypted = pem.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal);
        var pin = isEncrypted ? ReadPin(source, folder) : "";
        using var ec = TryImport(ECDsa.Create(), pem, isEncrypted, pin);
        if (ec is not null)
        {
            return Imported(isEc: true, ec.ExportPkcs8PrivateKey());
        }

        using var rsa = RSA.Create();
        Load(rsa, pem, isEncrypted, pin);
        return Imported(isEc: false, rsa.ExportPkcs8PrivateKey());
    }

    private static ECDsa? TryImport(ECDsa key, string pem, bool isEncrypted, string pin)
    {
        try
        {
            Load(key, pem, isEncrypted, pin);
            return key;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }

    private static void Load(AsymmetricAlgorithm key, string pem, bool isEncrypted, string pin)
    {
        try
        {
            if (isEncrypted)
            {
                key.ImportFromEncryptedPem(pem, pin);
            }
            else
            {
                key.ImportFromPem(pem);
            }
        }
        catch (ArgumentException)
        {
            throw new CryptographicException("No private key in the file.");
        }
    }

    private static SigningKey OpenPkcs12(string path, KeySource source, string folder)
    {
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(
            path, ReadPin(source, folder), X509KeyStorageFlags.EphemeralKeySet | X509KeyStorageFlags.Exportable);
        using var key = certificate.GetECDsaPrivateKey()
            ?? (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey()
            ?? throw new CryptographicException("No private key of a kind that seals.");
        return Imported(key is ECDsa, key.ExportPkcs8PrivateKey());
    }

    /// <summary>Objects over a key in memory: each imports it anew.</summary>
    private static SigningKey Imported(bool isEc, byte[] pkcs8) => new(() =>
    {
        AsymmetricAlgorithm key = isEc ? ECDsa.Create() : RSA.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return key;
    });

    /// <summary>
    /// Through OpenSSL's engine. The engine writes the URI to standard error where it finds no key: the PIN therefore
    /// goes by a file in memory that is gone when this returns, never in the URI.
    /// </summary>
    [UnsupportedOSPlatform("windows")]
    private static SigningKey OpenToken(KeySource source, string folder)
    {
        var uri = source.Pkcs11!;
        if (!uri.StartsWith("pkcs11:", StringComparison.Ordinal) || uri.Contains("pin-", StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"{source.Name}: begins with pkcs11: and names no PIN; say pinFile or pinVariable beside it.");
        }

        var pin = Encoding.UTF8.GetBytes(ReadPin(source, folder));
        var memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var path = Path.Combine(memory, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.DeleteOnClose,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(pin);
        file.Flush();
        var join = uri.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var handle = KeyEngine.Load($"{uri}{join}pin-source=file:{path}", source.Name);
        return new SigningKey(IsEc(handle)
            ? () => new ECDsaOpenSsl(handle)
            : () => new RSAOpenSsl(handle));
    }

    [UnsupportedOSPlatform("windows")]
    private static bool IsEc(SafeEvpPKeyHandle handle)
    {
        try
        {
            using var key = new ECDsaOpenSsl(handle);
            return key.KeySize > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string ReadPin(KeySource source, string folder)
    {
        if (!string.IsNullOrEmpty(source.PinFile))
        {
            return ReadPrivateText(Path.Combine(folder, source.PinFile)).TrimEnd('\r', '\n');
        }

        if (string.IsNullOrEmpty(source.PinVariable))
        {
            return "";
        }

        return Environment.GetEnvironmentVariable(source.PinVariable)
            ?? throw new InvalidDataException($"{source.Name}: the variable {source.PinVariable} is not set.");
    }

    private static void RefuseOpenFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} is missing.");
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new InvalidDataException(
                $"{Path.GetFileName(path)} can be read by others; set its mode to 0600.");
        }
    }
}
