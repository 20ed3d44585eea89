using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Proof.Cms;

/// <summary>A running digest whose state can be copied, which .NET's own cannot.</summary>
internal sealed class ForkableDigest : IDisposable
{
    private readonly LibCrypto.DigestContextHandle _context;
    private readonly int _length;

    private ForkableDigest(LibCrypto.DigestContextHandle context, int length)
    {
        _context = context;
        _length = length;
    }

    /// <returns><see langword="false"/> where OpenSSL 3 is missing or does not know the digest: hash apart
    /// then.</returns>
    public static bool TryCreate(DigestAlgorithm algorithm, [NotNullWhen(true)] out ForkableDigest? digest)
    {
        digest = null;
        if (algorithm == DigestAlgorithm.Shake256)
        {
            return false; // its output length would have to be set apart
        }

        try
        {
            var name = Encoding.ASCII.GetBytes(algorithm.Name.Name + "\0");
            var type = DigestByName(ref name[0]);
            var context = LibCrypto.NewDigestContext();
            if (type != 0 && !context.IsInvalid && DigestInit(context, type, 0) == 1)
            {
                digest = new ForkableDigest(context, algorithm.Length);
                return true;
            }

            context.Dispose();
            return false;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        if (!data.IsEmpty)
        {
            Require(DigestUpdate(_context, ref MemoryMarshal.GetReference(data), (nuint)data.Length));
        }
    }

    /// <summary>A second digest that has taken the same bytes.</summary>
    public ForkableDigest Fork()
    {
        var copy = LibCrypto.NewDigestContext();
        Require(copy.IsInvalid ? 0 : CopyContext(copy, _context));
        return new ForkableDigest(copy, _length);
    }

    /// <summary>The digest; nothing may be appended afterwards.</summary>
    public byte[] Finish()
    {
        var value = new byte[_length];
        Require(DigestFinal(_context, ref value[0], out _));
        return value;
    }

    public void Dispose() => _context.Dispose();

    // None of these fails for lack of memory alone on any platform served: a failure is a fault, not a verdict.
    private static void Require(int result)
    {
        if (result != 1)
        {
            throw new System.Security.Cryptography.CryptographicException("OpenSSL refused a digest operation.");
        }
    }

    [DllImport(LibCrypto.Library, EntryPoint = "EVP_get_digestbyname", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint DigestByName(ref byte name);

    [DllImport(LibCrypto.Library, EntryPoint = "EVP_DigestInit_ex", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int DigestInit(LibCrypto.DigestContextHandle context, nint type, nint engine);

    [DllImport(LibCrypto.Library, EntryPoint = "EVP_DigestUpdate", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int DigestUpdate(LibCrypto.DigestContextHandle context, ref byte data, nuint length);

    [DllImport(LibCrypto.Library, EntryPoint = "EVP_MD_CTX_copy_ex", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CopyContext(LibCrypto.DigestContextHandle target, LibCrypto.DigestContextHandle source);

    [DllImport(LibCrypto.Library, EntryPoint = "EVP_DigestFinal_ex", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int DigestFinal(LibCrypto.DigestContextHandle context, ref byte digest, out uint length);
}
