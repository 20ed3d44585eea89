using System.Runtime.InteropServices;

namespace Proof.Cms;

/// <summary>The five OpenSSL 3 functions that EdDSA needs.</summary>
internal static class LibCrypto
{
    internal const string Library = "libcrypto.so.3";

    [DllImport(Library, EntryPoint = "EVP_PKEY_new_raw_public_key", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern KeyHandle NewRawPublicKey(int type, nint engine, ref byte key, nuint length);

    [DllImport(Library, EntryPoint = "EVP_MD_CTX_new", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern DigestContextHandle NewDigestContext();

    [DllImport(Library, EntryPoint = "EVP_DigestVerifyInit", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int DigestVerifyInit(
        DigestContextHandle context, nint keyContext, nint type, nint engine, KeyHandle key);

    [DllImport(Library, EntryPoint = "EVP_DigestVerify", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int DigestVerify(
        DigestContextHandle context, ref byte signature, nuint signatureLength, ref byte data, nuint dataLength);

    [DllImport(Library, EntryPoint = "EVP_PKEY_free", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void FreeKey(nint key);

    [DllImport(Library, EntryPoint = "EVP_MD_CTX_free", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void FreeDigestContext(nint context);

    internal sealed class KeyHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            FreeKey(handle);
            return true;
        }
    }

    internal sealed class DigestContextHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            FreeDigestContext(handle);
            return true;
        }
    }
}
