using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace Proof.Cms;

/// <summary>A time-stamp token: an authority's word that a digest existed at a time.</summary>
/// <remarks>RFC 3161, 2.4.2, with RFC 5816 for ESS version 2.</remarks>
public sealed class TimeStampToken
{
    // No token is older than the standard's idea, and callers must be able to reckon with time and accuracy.
    private const int FirstYear = 1970;
    private const int MaxAccuracySeconds = 24 * 60 * 60;

    private readonly bool _hasCriticalExtension;

    private TimeStampToken(ReadOnlyMemory<byte> encoded, SignedData signed)
    {
        Encoded = encoded;
        Signature = signed;
        var info = Ber.Reader(signed.Content).ReadSequence();
        _ = info.ReadSmall();
        PolicyOid = info.ReadOid();
        var imprint = info.ReadSequence();
        ImprintAlgorithmOid = imprint.ReadAlgorithm().Oid;
        ImprintAlgorithm = DigestAlgorithm.TryFromOid(ImprintAlgorithmOid, out var digest) ? digest : null;
        Imprint = imprint.ReadOctets();
        SerialNumber = info.ReadIntegerBytes();
        Time = info.ReadGeneralTime();
        if (Time.Year < FirstYear)
        {
            throw new AsnContentException();
        }

        Accuracy = info.NextIs(UniversalTagNumber.Sequence) ? ReadAccuracy(info.ReadSequence()) : TimeSpan.Zero;
        IsOrdered = info.NextIs(UniversalTagNumber.Boolean) && info.ReadBoolean();
        Nonce = info.NextIs(UniversalTagNumber.Integer) ? info.ReadIntegerBytes() : default;
        if (info.NextIs(0))
        {
            _ = info.ReadEncodedValue(); // tsa: a hint only, the signing-certificate attribute binds
        }

        if (info.NextIs(1))
        {
            var extensions = info.ReadSequence(Ber.Context(1, true));
            foreach (var (_, extension) in extensions.ReadExtensions())
            {
                _hasCriticalExtension |= extension.Critical;
            }
        }
    }

    /// <summary>The token as it was given, without padding.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The signature around it, with certificates and revocation data.</summary>
    public SignedData Signature { get; }

    /// <summary>genTime.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>How far genTime may be off to either side; zero if not stated.</summary>
    public TimeSpan Accuracy { get; }

    /// <summary>Whether tokens of this authority can be ordered by genTime alone.</summary>
    public bool IsOrdered { get; }

    /// <summary>The authority's policy.</summary>
    public string PolicyOid { get; }

    /// <summary>Content octets of the INTEGER.</summary>
    public ReadOnlyMemory<byte> SerialNumber { get; }

    /// <summary>Content octets of the INTEGER; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Nonce { get; }

    /// <summary>Digest of what is stamped; null if this program does not know it.</summary>
    public DigestAlgorithm? ImprintAlgorithm { get; }

    /// <summary>Its identifier as written.</summary>
    public string ImprintAlgorithmOid { get; }

    /// <summary>The digest that is stamped.</summary>
    public ReadOnlyMemory<byte> Imprint { get; }

    /// <summary>Reads a token, as a signature attribute or a document time-stamp's /Contents holds it.</summary>
    /// <param name="encoded">ContentInfo in DER or BER; zeros behind it are padding.</param>
    /// <param name="token">The token.</param>
    /// <param name="fault">Why not.</param>
    /// <returns><see langword="false"/> on any fault. Never throws: input may be hostile.</returns>
    public static bool TryParse(
        ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out TimeStampToken? token, out CmsFault fault)
    {
        token = null;
        if (!SignedDataReader.TryRead(encoded, Oids.TstInfo, out var signed, out fault))
        {
            return false;
        }

        if (signed.SignedAttributes.IsEmpty)
        {
            fault = CmsFault.AttributeMissing;
            return false;
        }

        try
        {
            token = new TimeStampToken(encoded[..Ber.Measure(encoded.Span)], signed);
            return true;
        }
        catch (AsnContentException)
        {
            fault = CmsFault.Malformed;
            return false;
        }
    }

    /// <summary>Judges the token from the digest of what it should stand over.</summary>
    /// <param name="imprint">Digest by <see cref="ImprintAlgorithm"/> of the stamped bytes.</param>
    /// <param name="others">Certificates known from elsewhere, for a token that brings none.</param>
    /// <remarks>Whether the authority is trusted is for the certificate path to say.</remarks>
    public CmsVerdict Verify(ReadOnlySpan<byte> imprint, IReadOnlyList<Certificate>? others = null)
    {
        if (ImprintAlgorithm is not { IsAvailable: true })
        {
            return CmsVerdict.Unsure(
                SubIndication.CryptoConstraintsFailure, CmsFinding.DigestUnsupported,
                AlgorithmNames.Of(ImprintAlgorithmOid));
        }

        if (!imprint.SequenceEqual(Imprint.Span))
        {
            return CmsVerdict.Failed(SubIndication.HashFailure, CmsFinding.ImprintDiffers);
        }

        var digest = Signature.DigestAlgorithm is { IsAvailable: true } known ? known.Hash(Signature.Content.Span) : [];
        var verdict = Signature.Verify(digest, others);
        return verdict.IsIntact ? JudgeAuthority(Signature.FindSigner(others ?? [])!) : verdict;
    }

    /// <summary>Whether the signer's chain ends in an anchor, at the time that the token tells.</summary>
    /// <param name="anchors">Of time-stamp authorities.</param>
    /// <remarks>Revocation is not looked at, nor whether that time is now. <see cref="Verify"/> judges the token.
    /// </remarks>
    public bool ChainsTo(TrustAnchors anchors) =>
        Signature.FindSigner([]) is { } signer && ChainValidator.Validate(
            new ChainRequest
            {
                Target = signer,
                Pool = Signature.Certificates,
                Anchors = anchors,
                Revocation = RevocationMode.Off,
                Now = Time,
                SignatureTime = Time,
                Purpose = ChainPurpose.TimeStamping,
            }).IsPassed;

    private CmsVerdict JudgeAuthority(Certificate authority)
    {
        // RFC 3161, 2.3: one purpose, and critical.
        var extended = authority.Extended;
        if (extended.ExtendedKeyUsages is not [Oids.TimeStamping] || !extended.ExtendedKeyUsageIsCritical)
        {
            return CmsVerdict.Unsure(SubIndication.SigConstraintsFailure, CmsFinding.KeyPurposeWrong);
        }

        if (Signature.SigningCertificateReference is null)
        {
            return CmsVerdict.Unsure(
                SubIndication.SigConstraintsFailure, CmsFinding.SigningCertificateReferenceMissing);
        }

        if (_hasCriticalExtension)
        {
            return CmsVerdict.Unsure(SubIndication.SigConstraintsFailure, CmsFinding.CriticalExtensionUnknown);
        }

        // The authority itself says it signed at genTime: outside the certificate that is a contradiction, not a doubt.
        return Time < authority.NotBefore
            ? CmsVerdict.Failed(SubIndication.NotYetValid, CmsFinding.TimeOutsideCertificate)
            : Time > authority.NotAfter ? CmsVerdict.Failed(SubIndication.Expired, CmsFinding.TimeOutsideCertificate)
            : CmsVerdict.Intact;
    }

    private static TimeSpan ReadAccuracy(AsnReader accuracy)
    {
        var seconds = accuracy.NextIs(UniversalTagNumber.Integer) ? accuracy.ReadSmall() : 0;
        if (seconds > MaxAccuracySeconds)
        {
            throw new AsnContentException();
        }

        var milliseconds = accuracy.NextIs(0) ? accuracy.ReadSmall(Ber.Context(0)) : 0;
        var microseconds = accuracy.NextIs(1) ? accuracy.ReadSmall(Ber.Context(1)) : 0;
        return new TimeSpan((seconds * TimeSpan.TicksPerSecond)
            + (Fraction(milliseconds) * TimeSpan.TicksPerMillisecond)
            + (Fraction(microseconds) * TimeSpan.TicksPerMicrosecond));

        static int Fraction(int part) => part <= 999 ? part : throw new AsnContentException();
    }
}
