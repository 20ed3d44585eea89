using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace Proof.Cms;

/// <summary>A CMS SignedData with one signer, judged from a digest and never from the document.</summary>
/// <remarks>RFC 5652, 5. Keeps slices of the bytes it was read from.</remarks>
public sealed class SignedData
{
    internal SignedData()
    {
    }

    /// <summary>Digest of the content; null if this program does not know it.</summary>
    public DigestAlgorithm? DigestAlgorithm { get; internal init; }

    /// <summary>Identifier of the digest as written.</summary>
    public required string DigestAlgorithmOid { get; init; }

    /// <summary>Algorithm of the signature value.</summary>
    public required SignatureAlgorithm SignatureAlgorithm { get; init; }

    /// <summary>The signature value; what a signature time-stamp is over.</summary>
    public ReadOnlyMemory<byte> SignatureValue { get; internal init; }

    /// <summary>Type of the signed content.</summary>
    public required string ContentType { get; init; }

    /// <summary>
    /// The signed attributes as a SET, in the order and form in which they stand; empty if there are none.
    /// </summary>
    public ReadOnlyMemory<byte> SignedAttributes { get; internal init; }

    /// <summary>The message-digest attribute; empty without signed attributes.</summary>
    public ReadOnlyMemory<byte> MessageDigest { get; internal init; }

    /// <summary>The signing-time attribute: a claim of the signer; forbidden by the PAdES baseline.</summary>
    public DateTimeOffset? SigningTime { get; internal init; }

    /// <summary>The signing-certificate attribute, version 1 or 2; null if absent (CAdES demands one).</summary>
    public SigningCertificateReference? SigningCertificateReference { get; internal init; }

    /// <summary>The signature-policy-identifier attribute; null where the signer named no policy, and of a time-stamp
    /// token, whose policy stands in its content.</summary>
    public SignaturePolicyIdentifier? SignaturePolicy { get; internal init; }

    /// <summary>Every readable certificate inside, also those of the certificate-values attribute.</summary>
    public IReadOnlyList<Certificate> Certificates { get; internal init; } = [];

    /// <summary>CRLs inside: field crls, Adobe's and CAdES's attributes; each as encoded.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Crls { get; internal init; } = [];

    /// <summary>OCSP responses inside, OCSPResponse or BasicOCSPResponse as they stand.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> OcspResponses { get; internal init; } = [];

    /// <summary>Those of <see cref="Crls"/> and <see cref="OcspResponses"/> that the signature itself covers.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> SignedRevocation { get; init; } = [];

    /// <summary>Signature time-stamp tokens (RFC 3161) of the unsigned attributes, as encoded.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> SignatureTimestamps { get; internal init; } = [];

    /// <summary>
    /// Content time-stamp tokens of the signed attributes, as encoded: over the document's digest, made before the
    /// signature, hence a bound for <see cref="ChainRequest.NotSignedBefore"/> once they are found sound.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> ContentTimestamps { get; internal init; } = [];

    /// <summary>What is unusual without changing the verdict.</summary>
    public CmsWarnings Warnings { get; internal init; }

    /// <summary>The signer's certificate as far as it is inside; else null.</summary>
    public Certificate? SigningCertificate => FindSigner([]);

    internal SignerIdentifier Signer { get; init; }

    /// <summary>The encapsulated content of a time-stamp token.</summary>
    internal ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Reads a detached signature, as a PDF's /Contents holds it.</summary>
    /// <param name="contents">ContentInfo in DER or BER; zeros behind it are padding.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="fault">Why not.</param>
    /// <returns><see langword="false"/> on any fault. Never throws: input may be hostile.</returns>
    public static bool TryParse(
        ReadOnlyMemory<byte> contents, [NotNullWhen(true)] out SignedData? signature, out CmsFault fault) =>
        SignedDataReader.TryRead(contents, encapsulated: null, out signature, out fault);

    /// <summary>Judges the signature from the digest of the signed bytes.</summary>
    /// <param name="messageDigest">Digest by <see cref="DigestAlgorithm"/> over the signed byte range.</param>
    /// <param name="others">Certificates known from elsewhere (DSS, AIA), for a signature that brings none.</param>
    /// <remarks>ETSI EN 319 102-1, 5.2.3.4 and 5.2.7.4; proven failures are told before open questions.</remarks>
    public CmsVerdict Verify(ReadOnlySpan<byte> messageDigest, IReadOnlyList<Certificate>? others = null)
    {
        if (DigestAlgorithm is not { IsAvailable: true } digest)
        {
            return CmsVerdict.Unsure(
                SubIndication.CryptoConstraintsFailure, CmsFinding.DigestUnsupported,
                AlgorithmNames.Of(DigestAlgorithmOid));
        }

        if (!SignedAttributes.IsEmpty && !messageDigest.SequenceEqual(MessageDigest.Span))
        {
            return CmsVerdict.Failed(SubIndication.HashFailure, CmsFinding.MessageDigestDiffers);
        }

        if (FindSigner(others ?? []) is not { } signer)
        {
            return CmsVerdict.Unsure(
                SubIndication.NoSigningCertificateFound, CmsFinding.SigningCertificateMissing);
        }

        var key = signer.PublicKey;
        return VerifyValue(key, digest, messageDigest) switch
        {
            SignatureResult.Invalid => CmsVerdict.Failed(SubIndication.SigCryptoFailure, CmsFinding.SignatureInvalid),
            SignatureResult.Unsupported => CmsVerdict.Unsure(
                SubIndication.CryptoConstraintsFailure, CmsFinding.SignatureAlgorithmUnsupported,
                SignatureAlgorithm.Kind == SignatureKind.Unknown || key.IsSupported
                    ? SignatureAlgorithm.Name
                    : AlgorithmNames.Of(key.CurveOid ?? key.AlgorithmOid)),
            _ => SigningCertificateReference?.Judge(signer) ?? CmsVerdict.Intact,
        };
    }

    private SignatureResult VerifyValue(PublicKey key, DigestAlgorithm digest, ReadOnlySpan<byte> messageDigest)
    {
        if (SignedAttributes.IsEmpty)
        {
            return key.VerifyHash(SignatureAlgorithm with { Digest = digest }, messageDigest, SignatureValue.Span);
        }

        // Where two digests are named, signers are divided on which one the attributes are hashed by.
        var result = key.Verify(SignatureAlgorithm, SignedAttributes.Span, SignatureValue.Span);
        return result == SignatureResult.Valid || !Warnings.HasFlag(CmsWarnings.DigestsDiffer)
            ? result
            : key.Verify(SignatureAlgorithm with { Digest = digest }, SignedAttributes.Span, SignatureValue.Span);
    }

    /// <summary>The certificate that fits the signer identifier; the one that ESS names if several do.</summary>
    /// <param name="others">Certificates known from elsewhere.</param>
    public Certificate? FindSigner(IReadOnlyList<Certificate> others)
    {
        Certificate? first = null;
        foreach (var candidate in Certificates.Concat(others))
        {
            if (Signer.Fits(candidate))
            {
                first ??= candidate;
                if (SigningCertificateReference is null || SigningCertificateReference.Judge(candidate) is null)
                {
                    return candidate;
                }
            }
        }

        return first;
    }
}

/// <summary>
/// The signing-certificate attribute: which certificate the signer meant, so that none can be exchanged.
/// </summary>
/// <param name="Version">1 (always SHA-1) or 2; RFC 5035, 3 to 5.</param>
/// <param name="Digest">Digest of the certificate; null if unknown.</param>
/// <param name="DigestOid">Its identifier as written.</param>
/// <param name="CertificateHash">Digest of the signer's certificate.</param>
public sealed record SigningCertificateReference(
    int Version, DigestAlgorithm? Digest, string DigestOid, ReadOnlyMemory<byte> CertificateHash)
{
    /// <returns>null if <paramref name="certificate"/> is the one that is meant.</returns>
    /// <remarks>ETSI EN 319 102-1, 5.2.3.4: another one is not the signing certificate, so none was found.</remarks>
    internal CmsVerdict? Judge(Certificate certificate) =>
        Digest is not { IsAvailable: true }
            ? CmsVerdict.Unsure(
                SubIndication.CryptoConstraintsFailure, CmsFinding.DigestUnsupported, AlgorithmNames.Of(DigestOid))
        : certificate.HashOf(Digest).Span.SequenceEqual(CertificateHash.Span) ? null
        : CmsVerdict.Unsure(SubIndication.NoSigningCertificateFound, CmsFinding.SigningCertificateDiffers);
}

/// <summary>IssuerAndSerialNumber or subject key identifier.</summary>
/// <remarks>RFC 5652, 5.3.</remarks>
internal readonly record struct SignerIdentifier(
    DistinguishedName? Issuer, ReadOnlyMemory<byte> SerialNumber, ReadOnlyMemory<byte> KeyIdentifier)
{
    internal static SignerIdentifier Read(AsnReader signerInfo)
    {
        if (signerInfo.NextIs(0))
        {
            return new SignerIdentifier(null, default, signerInfo.ReadOctets(Ber.Context(0)));
        }

        var pair = signerInfo.ReadSequence();
        return new SignerIdentifier(DistinguishedName.Read(pair.ReadEncodedValue()), pair.ReadIntegerBytes(), default);
    }

    internal bool Fits(Certificate certificate) => Issuer is not null
        ? certificate.SerialNumber.Span.SequenceEqual(SerialNumber.Span) && certificate.Issuer.Equals(Issuer)
        : certificate.Extended.SubjectKeyIdentifier is { } id && id.Span.SequenceEqual(KeyIdentifier.Span);
}
