using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace Proof.Cms;

/// <summary>What a time-stamp authority is asked.</summary>
/// <remarks>RFC 3161, 2.4.1.</remarks>
public sealed class TimeStampRequest
{
    private TimeStampRequest(
        string digestOid, ReadOnlyMemory<byte> imprint, string? policyOid, ReadOnlyMemory<byte> nonce,
        bool wantsCertificate, ReadOnlyMemory<byte> encoded)
    {
        DigestOid = digestOid;
        Imprint = imprint;
        PolicyOid = policyOid;
        Nonce = nonce;
        WantsCertificate = wantsCertificate;
        Encoded = encoded;
    }

    /// <summary>DER, to be sent as <c>application/timestamp-query</c>.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>Identifier of the digest.</summary>
    public string DigestOid { get; }

    /// <summary>The digest to stamp.</summary>
    public ReadOnlyMemory<byte> Imprint { get; }

    /// <summary>The policy asked for; null for the authority's own choice.</summary>
    public string? PolicyOid { get; }

    /// <summary>Content octets of the nonce; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Nonce { get; }

    /// <summary>Whether the authority's certificate shall be in the token.</summary>
    public bool WantsCertificate { get; }

    /// <summary>Writes a request that asks for the certificate.</summary>
    /// <param name="digest">How <paramref name="imprint"/> was made.</param>
    /// <param name="imprint">Digest of the bytes to stamp.</param>
    /// <param name="nonce">At least 8 random bytes; the first is changed so that the INTEGER is positive and
    /// minimal.</param>
    /// <param name="policyOid">The policy to ask for, or null.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public static TimeStampRequest Create(
        DigestAlgorithm digest, ReadOnlySpan<byte> imprint, ReadOnlySpan<byte> nonce, string? policyOid = null)
    {
        if (imprint.Length != digest.Length || nonce.Length is < 8 or > 32)
        {
            throw new ArgumentException("An imprint of the digest's length and a nonce of 8 to 32 bytes are needed.");
        }

        var positive = nonce.ToArray();
        positive[0] = (byte)((positive[0] & 0x3f) | 0x40);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            WriteImprint(writer, digest.Oid, imprint);
            if (policyOid is not null)
            {
                writer.WriteObjectIdentifier(policyOid);
            }

            writer.WriteInteger(positive);
            writer.WriteBoolean(true);
        }

        return new TimeStampRequest(digest.Oid, imprint.ToArray(), policyOid, positive, true, writer.Encode());
    }

    /// <summary>Reads a request, on the authority's side.</summary>
    /// <returns><see langword="false"/> if malformed or with extensions. Never throws.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out TimeStampRequest? request)
    {
        request = null;
        try
        {
            var sequence = Ber.Reader(encoded).ReadSequence();
            var version = sequence.ReadSmall();
            var imprint = sequence.ReadSequence();
            var digestOid = imprint.ReadAlgorithm().Oid;
            var hash = imprint.ReadOctets();
            var policy = sequence.NextIs(UniversalTagNumber.ObjectIdentifier) ? sequence.ReadOid() : null;
            var nonce = sequence.NextIs(UniversalTagNumber.Integer) ? sequence.ReadIntegerBytes() : default;
            var wants = sequence.NextIs(UniversalTagNumber.Boolean) && sequence.ReadBoolean();
            if (version == 1 && !sequence.HasData)
            {
                request = new TimeStampRequest(digestOid, hash, policy, nonce, wants, encoded);
            }
        }
        catch (AsnContentException)
        {
            // Not a request.
        }

        return request is not null;
    }

    internal static void WriteImprint(AsnWriter writer, string digestOid, ReadOnlySpan<byte> imprint)
    {
        using var sequence = writer.PushSequence();
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(digestOid);
        }

        writer.WriteOctetString(imprint);
    }
}
