using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace Proof.Cms;

/// <summary>An OCSP response with its single responses.</summary>
/// <remarks>RFC 6960, 4.2.1.</remarks>
public sealed class OcspResponse
{
    /// <summary>Largest response read, in bytes.</summary>
    public const int MaxBytes = 4 << 20;

    private const int MaxSingles = 4096;
    private const int MaxCertificates = 32;

    private OcspResponse(ReadOnlyMemory<byte> encoded)
    {
        var whole = Ber.Reader(encoded);
        Encoded = whole.PeekEncodedValue();
        var outer = whole.ReadSequence();
        if (outer.NextIs(UniversalTagNumber.Enumerated))
        {
            outer = Unwrap(outer);
        }

        ToBeSigned = outer.PeekEncodedValue();
        var data = outer.ReadSequence();
        SignatureAlgorithm = SignatureAlgorithm.Read(outer.ReadAlgorithm(), outer: null);
        SignatureValue = outer.ReadBits();
        Certificates = outer.NextIs(0) ? ReadCertificates(outer.ReadSequence(Ber.Context(0, true)).ReadSequence()) : [];

        if (data.NextIs(0) && data.ReadSequence(Ber.Context(0, true)).ReadSmall() != 0)
        {
            throw new AsnContentException(); // of version 1 only
        }

        if (data.NextIs(1))
        {
            ResponderName = DistinguishedName.Read(data.ReadSequence(Ber.Context(1, true)).ReadEncodedValue());
        }
        else
        {
            ResponderKeyHash = data.ReadSequence(Ber.Context(2, true)).ReadOctets();
        }

        ProducedAt = data.ReadGeneralTime();
        Singles = ReadSingles(data.ReadSequence());
        var extensions = data.NextIs(1) ? data.ReadSequence(Ber.Context(1, true)).ReadSequence() : null;
        foreach (var (oid, extension) in extensions?.ReadExtensions() ?? [])
        {
            Nonce = oid == Oids.OcspNonce ? extension.Value : Nonce;
            HasUnknownCritical |= extension.Critical && oid != Oids.OcspNonce;
        }
    }

    /// <summary>The response as it was given.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>When it was signed.</summary>
    public DateTimeOffset ProducedAt { get; }

    /// <summary>Value of the nonce extension as encoded there; empty if absent.</summary>
    public ReadOnlyMemory<byte> Nonce { get; }

    internal DistinguishedName? ResponderName { get; }

    internal ReadOnlyMemory<byte> ResponderKeyHash { get; }

    internal ReadOnlyMemory<byte> ToBeSigned { get; }

    internal ReadOnlyMemory<byte> SignatureValue { get; }

    internal SignatureAlgorithm SignatureAlgorithm { get; }

    internal IReadOnlyList<Certificate> Certificates { get; }

    internal IReadOnlyList<OcspSingle> Singles { get; }

    internal bool HasUnknownCritical { get; }

    /// <summary>Reads a successful response, with or without the outer OCSPResponse.</summary>
    /// <param name="encoded">DER or BER; kept, not copied.</param>
    /// <param name="response">The response; its signature is not checked yet.</param>
    /// <returns><see langword="false"/> if malformed, too large, or an error of the responder. Never throws.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out OcspResponse? response)
    {
        response = null;
        if (encoded.Length > MaxBytes || Ber.IsShredded(encoded.Span))
        {
            return false;
        }

        try
        {
            response = new OcspResponse(encoded);
            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>Whether <paramref name="certificate"/> fits the responder identifier.</summary>
    internal bool IsBy(Certificate certificate) => ResponderName is not null
        ? certificate.Subject.Equals(ResponderName)
        : certificate.KeyHash.Span.SequenceEqual(ResponderKeyHash.Span);

    /// <summary>Whether <paramref name="signer"/>'s key made the signature.</summary>
    internal SignatureResult VerifyBy(Certificate signer) =>
        signer.PublicKey.Verify(SignatureAlgorithm, ToBeSigned.Span, SignatureValue.Span);

    private static AsnReader Unwrap(AsnReader response)
    {
        if (response.ReadEnumeratedBytes().Span is not [0])
        {
            throw new AsnContentException();
        }

        var bytes = response.ReadSequence(Ber.Context(0, true)).ReadSequence();
        return bytes.ReadOid() == Oids.OcspBasic
            ? Ber.Reader(bytes.ReadOctets()).ReadSequence()
            : throw new AsnContentException();
    }

    private static List<Certificate> ReadCertificates(AsnReader list)
    {
        List<Certificate> all = [];
        for (var tried = 0; list.HasData && tried < MaxCertificates; tried++)
        {
            if (Certificate.TryParse(list.ReadEncodedValue().Span, out var certificate))
            {
                all.Add(certificate);
            }
        }

        return all;
    }

    private static List<OcspSingle> ReadSingles(AsnReader list)
    {
        List<OcspSingle> all = [];
        while (list.HasData)
        {
            if (all.Count >= MaxSingles)
            {
                throw new AsnContentException();
            }

            all.Add(OcspSingle.Read(list.ReadSequence()));
        }

        return all;
    }
}

/// <summary>What a CertID names: a certificate by its issuer's name, key and its serial number.</summary>
internal readonly record struct OcspCertId(
    string DigestOid, ReadOnlyMemory<byte> NameHash, ReadOnlyMemory<byte> KeyHash, ReadOnlyMemory<byte> SerialNumber)
{
    internal static OcspCertId Read(AsnReader certId) =>
        new(certId.ReadAlgorithm().Oid, certId.ReadOctets(), certId.ReadOctets(), certId.ReadIntegerBytes());

    internal static OcspCertId Of(Certificate certificate, Certificate issuer, DigestAlgorithm digest) => new(
        digest.Oid, digest.Hash(issuer.Subject.Encoded.Span), digest.Hash(issuer.PublicKeyBits.Span),
        certificate.SerialNumber);

    internal bool Names(Certificate certificate, OcspIssuerHashes issuer) =>
        SerialNumber.Span.SequenceEqual(certificate.SerialNumber.Span) && IsBy(issuer);

    internal bool IsBy(OcspIssuerHashes issuer) => issuer.Of(DigestOid) is { } hashes
        && hashes.Name.AsSpan().SequenceEqual(NameHash.Span) && hashes.Key.AsSpan().SequenceEqual(KeyHash.Span);

    internal void Write(AsnWriter writer)
    {
        using var certId = writer.PushSequence();
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(DigestOid);
            writer.WriteNull(); // responders compare encodings, and this is the customary one
        }

        writer.WriteOctetString(NameHash.Span);
        writer.WriteOctetString(KeyHash.Span);
        writer.WriteInteger(SerialNumber.Span);
    }
}

/// <summary>Digests of an issuer's name and key, each made once: a response may hold thousands of them.</summary>
internal sealed class OcspIssuerHashes(Certificate issuer)
{
    private readonly Dictionary<DigestAlgorithm, (byte[] Name, byte[] Key)> _known = [];

    /// <returns>null for a digest that is not known here.</returns>
    internal (byte[] Name, byte[] Key)? Of(string digestOid)
    {
        if (!DigestAlgorithm.TryFromOid(digestOid, out var digest) || !digest.IsAvailable)
        {
            return null;
        }

        if (!_known.TryGetValue(digest, out var hashes))
        {
            hashes = (digest.Hash(issuer.Subject.Encoded.Span), digest.Hash(issuer.PublicKeyBits.Span));
            _known.Add(digest, hashes);
        }

        return hashes;
    }
}

/// <summary>One SingleResponse.</summary>
internal sealed record OcspSingle(
    OcspCertId CertId, bool IsGood, DateTimeOffset? RevokedAt, RevocationReason Reason,
    DateTimeOffset ThisUpdate, DateTimeOffset? NextUpdate, DateTimeOffset? ArchiveCutoff, bool HasUnknownCritical)
{
    /// <inheritdoc cref="RevocationStatus.Revoked.InvalidFrom"/>
    /// <remarks>RFC 6960, 4.4: what a list may say of an entry, a response may too.</remarks>
    internal DateTimeOffset? InvalidFrom { get; init; }

    internal static OcspSingle Read(AsnReader single)
    {
        var certId = OcspCertId.Read(single.ReadSequence());
        var isGood = single.NextIs(0);
        DateTimeOffset? revokedAt = null;
        var reason = RevocationReason.Unspecified;
        if (single.NextIs(1))
        {
            var revoked = single.ReadSequence(Ber.Context(1, true));
            revokedAt = revoked.ReadGeneralTime();
            reason = revoked.NextIs(0)
                ? RevocationReasons.Read(revoked.ReadSequence(Ber.Context(0, true)))
                : RevocationReason.Unspecified;
        }
        else
        {
            _ = single.ReadEncodedValue(); // good or unknown
        }

        var thisUpdate = single.ReadGeneralTime();
        DateTimeOffset? nextUpdate =
            single.NextIs(0) ? single.ReadSequence(Ber.Context(0, true)).ReadGeneralTime() : null;
        DateTimeOffset? cutoff = null;
        DateTimeOffset? invalidFrom = null;
        var unknown = false;
        var extensions = single.NextIs(1) ? single.ReadSequence(Ber.Context(1, true)).ReadSequence() : null;
        foreach (var (oid, extension) in extensions?.ReadExtensions() ?? [])
        {
            switch (oid)
            {
                case Oids.OcspArchiveCutoff:
                    cutoff = Ber.Reader(extension.Value).ReadGeneralTime();
                    break;
                case Oids.InvalidityDate:
                    invalidFrom = RevocationReasons.ReadInvalidity(extension.Value);
                    break;
                default:
                    unknown |= extension.Critical;
                    break;
            }
        }

        return new OcspSingle(certId, isGood, revokedAt, reason, thisUpdate, nextUpdate, cutoff, unknown)
        {
            InvalidFrom = invalidFrom,
        };
    }
}
