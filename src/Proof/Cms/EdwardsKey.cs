using System.Runtime.InteropServices;

namespace Proof.Cms;

/// <summary>
/// Ed25519 and Ed448 keys, through the same OpenSSL that .NET itself uses but does not offer them from.
/// </summary>
/// <remarks>RFC 8032, pure variants with empty context, as RFC 8419 and RFC 8410 want.</remarks>
internal sealed class EdwardsKey
{
    private const int Ed25519Nid = 1087;
    private const int Ed448Nid = 1088;

    private readonly LibCrypto.KeyHandle _key;
    private readonly SignatureKind _kind;

    private EdwardsKey(LibCrypto.KeyHandle key, SignatureKind kind)
    {
        _key = key;
        _kind = kind;
    }

    internal int Bits => _kind == SignatureKind.Ed25519 ? 256 : 456;

    /// <returns>null where OpenSSL 3 is missing or refuses the point.</returns>
    internal static EdwardsKey? TryImport(string oid, ReadOnlySpan<byte> raw)
    {
        var kind = oid == Oids.Ed25519 ? SignatureKind.Ed25519 : SignatureKind.Ed448;
        try
        {
            var key = LibCrypto.NewRawPublicKey(
                kind == SignatureKind.Ed25519 ? Ed25519Nid : Ed448Nid, 0,
                ref MemoryMarshal.GetReference(raw), (nuint)raw.Length);
            return key.IsInvalid ? null : new EdwardsKey(key, kind);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    internal SignatureResult Verify(SignatureKind kind, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (kind != _kind)
        {
            return SignatureResult.Invalid;
        }

        using var context = LibCrypto.NewDigestContext();
        if (context.IsInvalid || LibCrypto.DigestVerifyInit(context, 0, 0, 0, _key) != 1)
        {
            return SignatureResult.Unsupported;
        }

        var verified = LibCrypto.DigestVerify(
            context, ref MemoryMarshal.GetReference(signature), (nuint)signature.Length,
            ref MemoryMarshal.GetReference(data), (nuint)data.Length);
        return verified == 1 ? SignatureResult.Valid : SignatureResult.Invalid;
    }
}
