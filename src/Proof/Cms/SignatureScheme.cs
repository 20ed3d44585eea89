using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Proof.Cms;

/// <summary>A way to sign that this program writes.</summary>
public sealed class SignatureScheme
{
    private SignatureScheme(SignatureKind kind, DigestAlgorithm digest, string oid)
    {
        Kind = kind;
        Digest = digest;
        Oid = oid;
    }

    /// <summary>RSA PKCS#1 v1.5; counts as strong until 2029-01-01 by the ETSI suites.</summary>
    public static SignatureScheme RsaPkcs1Sha256 { get; } =
        new(SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256, "1.2.840.113549.1.1.11");

    /// <summary>RSASSA-PSS with a salt of 32 bytes.</summary>
    public static SignatureScheme RsaPssSha256 { get; } =
        new(SignatureKind.RsaPss, DigestAlgorithm.Sha256, Oids.RsaPss);

    /// <summary>ECDSA, for P-256.</summary>
    public static SignatureScheme EcdsaSha256 { get; } =
        new(SignatureKind.Ecdsa, DigestAlgorithm.Sha256, "1.2.840.10045.4.3.2");

    /// <summary>ECDSA, for P-384.</summary>
    public static SignatureScheme EcdsaSha384 { get; } =
        new(SignatureKind.Ecdsa, DigestAlgorithm.Sha384, "1.2.840.10045.4.3.3");

    /// <summary>ECDSA, for P-521.</summary>
    public static SignatureScheme EcdsaSha512 { get; } =
        new(SignatureKind.Ecdsa, DigestAlgorithm.Sha512, "1.2.840.10045.4.3.4");

    /// <summary>Family.</summary>
    public SignatureKind Kind { get; }

    /// <summary>Digest of the document and of the attributes.</summary>
    public DigestAlgorithm Digest { get; }

    private string Oid { get; }

    /// <summary>The scheme that fits a certificate's key; PKCS#1 v1.5 for RSA.</summary>
    /// <exception cref="NotSupportedException">A key this program does not sign with.</exception>
    public static SignatureScheme For(Certificate certificate) => certificate.PublicKey switch
    {
        { AlgorithmOid: Oids.Rsa } => RsaPkcs1Sha256,
        { AlgorithmOid: Oids.RsaPss } => RsaPssSha256,
        { AlgorithmOid: Oids.EcPublicKey, Bits: <= 256 } => EcdsaSha256,
        { AlgorithmOid: Oids.EcPublicKey, Bits: <= 384 } => EcdsaSha384,
        { AlgorithmOid: Oids.EcPublicKey } => EcdsaSha512,
        var key => throw new NotSupportedException($"No signature scheme for keys of type {key.AlgorithmOid}."),
    };

    /// <summary>Signs a digest with a key at hand.</summary>
    /// <param name="key">RSA or ECDSA; its private part may live in a token.</param>
    /// <param name="hash">By <see cref="Digest"/>.</param>
    /// <returns>The value as CMS holds it.</returns>
    /// <exception cref="CryptographicException">The key refuses.</exception>
    public byte[] Sign(AsymmetricAlgorithm key, ReadOnlySpan<byte> hash) => (Kind, key) switch
    {
        (SignatureKind.RsaPkcs1, RSA rsa) => rsa.SignHash(hash, Digest.Name, RSASignaturePadding.Pkcs1),
        (SignatureKind.RsaPss, RSA rsa) => rsa.SignHash(hash, Digest.Name, RSASignaturePadding.Pss),
        (SignatureKind.Ecdsa, ECDsa ec) => ec.SignHash(hash, DSASignatureFormat.Rfc3279DerSequence),
        _ => throw new CryptographicException("The key is of another kind than the scheme."),
    };

    internal void WriteIdentifier(AsnWriter writer)
    {
        using var identifier = writer.PushSequence();
        writer.WriteObjectIdentifier(Oid);
        if (Kind == SignatureKind.RsaPkcs1)
        {
            writer.WriteNull();
        }
        else if (Kind == SignatureKind.RsaPss)
        {
            WritePssParameters(writer);
        }
    }

    /// <remarks>RFC 4055, 3.1.</remarks>
    private void WritePssParameters(AsnWriter writer)
    {
        using var parameters = writer.PushSequence();
        using (writer.PushSequence(Ber.Context(0, true)))
        {
            WriteDigest(writer, Digest);
        }

        using (writer.PushSequence(Ber.Context(1, true)))
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.Mgf1);
            WriteDigest(writer, Digest);
        }

        using (writer.PushSequence(Ber.Context(2, true)))
        {
            writer.WriteInteger(Digest.Length);
        }
    }

    /// <summary>SHA-2 identifiers go without parameters (RFC 5754, 2).</summary>
    internal static void WriteDigest(AsnWriter writer, DigestAlgorithm digest)
    {
        using var identifier = writer.PushSequence();
        writer.WriteObjectIdentifier(digest.Oid);
    }
}
