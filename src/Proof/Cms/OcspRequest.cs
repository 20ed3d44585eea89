using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace Proof.Cms;

/// <summary>A question to an OCSP responder about one certificate.</summary>
/// <remarks>RFC 6960, 4.1; nonce of RFC 9654.</remarks>
public sealed class OcspRequest
{
    private const int MaxCertIds = 64;

    private OcspRequest(ReadOnlyMemory<byte> encoded, IReadOnlyList<OcspCertId> certIds, ReadOnlyMemory<byte> nonce)
    {
        Encoded = encoded;
        CertIds = certIds;
        Nonce = nonce;
    }

    /// <summary>DER, to be sent as <c>application/ocsp-request</c>.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>Value of the nonce extension, itself an encoded OCTET STRING; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Nonce { get; }

    internal IReadOnlyList<OcspCertId> CertIds { get; }

    /// <summary>Asks for one certificate.</summary>
    /// <param name="certificate">Whose status is asked.</param>
    /// <param name="issuer">Its issuer.</param>
    /// <param name="digest">SHA-1 is what every responder understands (RFC 5019, 2.1.1); SHA-256 where known to
    /// work.</param>
    /// <param name="nonce">1 to 128 random bytes, or empty for none: then a cached answer may come back.</param>
    public static OcspRequest Create(
        Certificate certificate, Certificate issuer, DigestAlgorithm digest, ReadOnlySpan<byte> nonce)
    {
        var certId = OcspCertId.Of(certificate, issuer, digest);
        var inner = new AsnWriter(AsnEncodingRules.DER);
        inner.WriteOctetString(nonce);
        var nonceValue = nonce.IsEmpty ? [] : inner.Encode();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                certId.Write(writer);
            }

            if (nonceValue.Length > 0)
            {
                using var extensions = writer.PushSequence(Ber.Context(2, true));
                using var list = writer.PushSequence();
                WriteExtension(writer, Oids.OcspNonce, nonceValue);
            }
        }

        return new OcspRequest(writer.Encode(), [certId], nonceValue);
    }

    /// <summary>Reads a request, on the responder's side.</summary>
    /// <returns><see langword="false"/> if malformed, or for more than 64 certificates. Never throws.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out OcspRequest? request)
    {
        request = null;
        try
        {
            var tbs = Ber.Reader(encoded).ReadSequence().ReadSequence();
            while (tbs.NextIs(0) || tbs.NextIs(1))
            {
                _ = tbs.ReadEncodedValue(); // version, requestor name
            }

            List<OcspCertId> certIds = [];
            var list = tbs.ReadSequence();
            while (list.HasData)
            {
                certIds.Add(OcspCertId.Read(list.ReadSequence().ReadSequence()));
            }

            ReadOnlyMemory<byte> nonce = default;
            var extensions = tbs.NextIs(2) ? tbs.ReadSequence(Ber.Context(2, true)).ReadSequence() : null;
            while (extensions is { HasData: true })
            {
                var extension = RawExtension.Read(extensions, out var oid);
                nonce = oid == Oids.OcspNonce ? extension.Value : nonce;
            }

            if (certIds.Count is > 0 and <= MaxCertIds)
            {
                request = new OcspRequest(encoded, certIds, nonce);
            }
        }
        catch (AsnContentException)
        {
            // Not a request.
        }

        return request is not null;
    }

    /// <summary>
    /// Whether a response may answer this request: it repeats the nonce, or has none (a cached answer).
    /// </summary>
    public bool Fits(OcspResponse response) =>
        response.Nonce.IsEmpty || response.Nonce.Span.SequenceEqual(Nonce.Span);

    internal static void WriteExtension(AsnWriter writer, string oid, ReadOnlySpan<byte> value)
    {
        using var extension = writer.PushSequence();
        writer.WriteObjectIdentifier(oid);
        writer.WriteOctetString(value);
    }
}
