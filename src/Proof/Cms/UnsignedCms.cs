using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Proof.Cms;

/// <summary>A CAdES baseline signature short of its signature value, so that the key may be anywhere.</summary>
/// <remarks>
/// ETSI EN 319 122-1, 6 with the PAdES profile of ETSI EN 319 142-1, 5.3 and 6: content-type, message-digest,
/// signing-certificate-v2; no signing-time, as PDF states it in /M.
/// </remarks>
public sealed class UnsignedCms
{
    private readonly Certificate _signer;
    private readonly IReadOnlyList<Certificate> _chain;
    private readonly ReadOnlyMemory<byte> _content;
    private readonly string _contentType;

    private UnsignedCms(
        Certificate signer, IReadOnlyList<Certificate> chain, SignatureScheme scheme, string contentType,
        ReadOnlyMemory<byte> content, byte[] attributes)
    {
        _signer = signer;
        _chain = chain;
        _content = content;
        _contentType = contentType;
        Scheme = scheme;
        AttributesToSign = attributes;
    }

    /// <summary>How the key has to sign.</summary>
    public SignatureScheme Scheme { get; }

    /// <summary>The DER SET OF signed attributes: what the signature is over.</summary>
    public ReadOnlyMemory<byte> AttributesToSign { get; }

    /// <summary>Prepares a detached signature.</summary>
    /// <param name="signer">Certificate of the key that will sign.</param>
    /// <param name="chain">Further certificates to enclose, without the signer's; the root may be left out.</param>
    /// <param name="scheme">How the key will sign.</param>
    /// <param name="messageDigest">Digest of the document's byte range by the scheme's digest.</param>
    /// <exception cref="ArgumentException">The digest has the wrong length.</exception>
    public static UnsignedCms Create(
        Certificate signer, IReadOnlyList<Certificate> chain, SignatureScheme scheme,
        ReadOnlySpan<byte> messageDigest) =>
        Create(signer, chain, scheme, messageDigest, Oids.Data, default);

    /// <summary>The same under an explicit signature policy (EN 319 142-1, extended profile E-EPES).</summary>
    /// <param name="policy">As <see cref="SignaturePolicyIdentifier.Encode"/> makes it; empty: none.</param>
    /// <inheritdoc cref="Create(Certificate, IReadOnlyList{Certificate}, SignatureScheme, ReadOnlySpan{byte})"/>
    public static UnsignedCms Create(
        Certificate signer, IReadOnlyList<Certificate> chain, SignatureScheme scheme,
        ReadOnlySpan<byte> messageDigest, ReadOnlyMemory<byte> policy) =>
        Create(signer, chain, scheme, messageDigest, Oids.Data, default, policy);

    internal static UnsignedCms Create(
        Certificate signer, IReadOnlyList<Certificate> chain, SignatureScheme scheme, ReadOnlySpan<byte> messageDigest,
        string contentType, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> policy = default)
    {
        if (messageDigest.Length != scheme.Digest.Length)
        {
            throw new ArgumentException("Not a digest of the scheme's length.", nameof(messageDigest));
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            using (PushAttribute(writer, Oids.ContentType))
            {
                writer.WriteObjectIdentifier(contentType);
            }

            using (PushAttribute(writer, Oids.MessageDigest))
            {
                writer.WriteOctetString(messageDigest);
            }

            using (PushAttribute(writer, Oids.SigningCertificateV2))
            {
                WriteReference(writer, signer);
            }

            if (!policy.IsEmpty)
            {
                using var attribute = PushAttribute(writer, Oids.SignaturePolicy);
                writer.WriteEncodedValue(policy.Span);
            }
        }

        return new UnsignedCms(signer, [.. chain], scheme, contentType, content, writer.Encode());
    }

    /// <summary>The digest of <see cref="AttributesToSign"/>: what a remote key is handed.</summary>
    public byte[] DigestToSign() => Scheme.Digest.Hash(AttributesToSign.Span);

    /// <summary>Signs with a key at hand.</summary>
    /// <exception cref="CryptographicException">The key refuses, or is of another kind than the scheme.</exception>
    public CadesSignature Sign(AsymmetricAlgorithm key) => WithSignature(Scheme.Sign(key, DigestToSign()));

    /// <summary>Joins the signature value that the key made.</summary>
    /// <exception cref="CryptographicException">It is not by the certificate's key over these attributes.</exception>
    public CadesSignature WithSignature(ReadOnlySpan<byte> signature)
    {
        // A wrong slot or a swapped certificate must show before anyone stores the file.
        var algorithm = new SignatureAlgorithm(Scheme.Kind, "", Scheme.Digest, Scheme.Digest, Scheme.Digest.Length);
        return _signer.PublicKey.VerifyHash(algorithm, DigestToSign(), signature) == SignatureResult.Valid
            ? new CadesSignature(this, signature.ToArray(), timestamp: default)
            : throw new CryptographicException("The signature is not by the signing certificate's key.");
    }

    internal byte[] Encode(ReadOnlySpan<byte> signature, ReadOnlyMemory<byte> timestamp, bool enclose)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER, initialCapacity: 8192);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.SignedData);
            using (writer.PushSequence(Ber.Context(0, true)))
            using (writer.PushSequence())
            {
                writer.WriteInteger(_contentType == Oids.Data ? 1 : 3);
                using (writer.PushSetOf())
                {
                    SignatureScheme.WriteDigest(writer, Scheme.Digest);
                }

                WriteContent(writer);
                if (enclose)
                {
                    WriteCertificates(writer);
                }

                using (writer.PushSetOf())
                {
                    WriteSignerInfo(writer, signature, timestamp);
                }
            }
        }

        return writer.Encode();
    }

    private static Both PushAttribute(AsnWriter writer, string oid)
    {
        var attribute = writer.PushSequence();
        writer.WriteObjectIdentifier(oid);
        return new Both(writer.PushSetOf(), attribute);
    }

    /// <summary>SigningCertificateV2 with SHA-256, which as the default is left out, and issuerSerial.</summary>
    /// <remarks>RFC 5035, 3 and 4.</remarks>
    private static void WriteReference(AsnWriter writer, Certificate signer)
    {
        using var attribute = writer.PushSequence();
        using var certificates = writer.PushSequence();
        using var certId = writer.PushSequence();
        writer.WriteOctetString(signer.Sha256.Span);
        using var issuerSerial = writer.PushSequence();
        using (writer.PushSequence())
        using (writer.PushSequence(Ber.Context(4, true)))
        {
            writer.WriteEncodedValue(signer.Issuer.Encoded.Span);
        }

        writer.WriteInteger(signer.SerialNumber.Span);
    }

    private void WriteContent(AsnWriter writer)
    {
        using var info = writer.PushSequence();
        writer.WriteObjectIdentifier(_contentType);
        if (!_content.IsEmpty)
        {
            using var wrapped = writer.PushSequence(Ber.Context(0, true));
            writer.WriteOctetString(_content.Span);
        }
    }

    private void WriteCertificates(AsnWriter writer)
    {
        using var set = writer.PushSetOf(Ber.Context(0, true));
        foreach (var certificate in _chain.Prepend(_signer).Distinct())
        {
            writer.WriteEncodedValue(certificate.Der.Span);
        }
    }

    private void WriteSignerInfo(AsnWriter writer, ReadOnlySpan<byte> signature, ReadOnlyMemory<byte> timestamp)
    {
        using var info = writer.PushSequence();
        writer.WriteInteger(1);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(_signer.Issuer.Encoded.Span);
            writer.WriteInteger(_signer.SerialNumber.Span);
        }

        SignatureScheme.WriteDigest(writer, Scheme.Digest);
        var implicitly = AttributesToSign.ToArray();
        implicitly[0] = 0xa0; // [0] IMPLICIT in place of SET OF
        writer.WriteEncodedValue(implicitly);
        Scheme.WriteIdentifier(writer);
        writer.WriteOctetString(signature);
        if (!timestamp.IsEmpty)
        {
            using var unsigned = writer.PushSetOf(Ber.Context(1, true));
            using var attribute = PushAttribute(writer, Oids.SignatureTimeStampToken);
            writer.WriteEncodedValue(timestamp.Span);
        }
    }

    private sealed class Both(IDisposable inner, IDisposable outer) : IDisposable
    {
        public void Dispose()
        {
            inner.Dispose();
            outer.Dispose();
        }
    }
}
