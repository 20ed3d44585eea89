using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Proof.Cms;

/// <summary>What an authority knows of one of its certificates.</summary>
public abstract record IssuedStatus
{
    private IssuedStatus()
    {
    }

    /// <summary>Issued and not revoked.</summary>
    public sealed record Good : IssuedStatus;

    /// <summary>Revoked.</summary>
    public sealed record Revoked(DateTimeOffset At, RevocationReason Reason) : IssuedStatus;

    /// <summary>Not issued by this authority.</summary>
    public sealed record NotIssued : IssuedStatus;
}

/// <summary>
/// The answering side of OCSP, for a development authority; pure: key, times and statuses come from outside.
/// </summary>
/// <param name="key">RSA or ECDSA.</param>
/// <param name="certificate">Of the issuer, or of a delegate with id-kp-OCSPSigning.</param>
/// <param name="issuer">The authority whose certificates are asked for.</param>
/// <param name="namedByKey">Whether the responder names itself by its key's hash rather than its name.</param>
public sealed class OcspResponder(
    AsymmetricAlgorithm key, Certificate certificate, Certificate issuer, bool namedByKey = false)
{
    private const int MalformedRequest = 1;
    private const int Unauthorized = 6;

    /// <summary>Answers a request.</summary>
    /// <param name="request">Body of <c>application/ocsp-request</c>.</param>
    /// <param name="statusOf">Status by serial number (content octets of the INTEGER).</param>
    /// <param name="thisUpdate">When the statuses were known to be right; also the time of signing. Cut to
    /// seconds.</param>
    /// <param name="nextUpdate">By when newer ones are to be had.</param>
    /// <returns>Body of <c>application/ocsp-response</c>.</returns>
    /// <exception cref="CryptographicException">The key refuses.</exception>
    public byte[] Respond(
        ReadOnlyMemory<byte> request, Func<ReadOnlyMemory<byte>, IssuedStatus> statusOf,
        DateTimeOffset thisUpdate, DateTimeOffset? nextUpdate)
    {
        if (!OcspRequest.TryParse(request, out var asked))
        {
            return Refuse(MalformedRequest);
        }

        // Certificates of another authority are not this responder's to speak of (RFC 6960, 2.3).
        var hashes = new OcspIssuerHashes(issuer);
        if (!asked.CertIds.All(each => each.IsBy(hashes)))
        {
            return Refuse(Unauthorized);
        }

        var data = WriteData(asked, statusOf, thisUpdate, nextUpdate);
        var scheme = SignatureScheme.For(certificate);
        var basic = new AsnWriter(AsnEncodingRules.DER);
        using (basic.PushSequence())
        {
            basic.WriteEncodedValue(data);
            scheme.WriteIdentifier(basic);
            basic.WriteBitString(scheme.Sign(key, scheme.Digest.Hash(data)));
            if (!certificate.Equals(issuer))
            {
                using var explicitly = basic.PushSequence(Ber.Context(0, true));
                using var certificates = basic.PushSequence();
                basic.WriteEncodedValue(certificate.Der.Span);
            }
        }

        return Wrap(basic.Encode());
    }

    private byte[] WriteData(
        OcspRequest asked, Func<ReadOnlyMemory<byte>, IssuedStatus> statusOf,
        DateTimeOffset thisUpdate, DateTimeOffset? nextUpdate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteResponderId(writer);
            writer.WriteGeneralizedTime(thisUpdate, omitFractionalSeconds: true);
            using (writer.PushSequence())
            {
                foreach (var certId in asked.CertIds)
                {
                    WriteSingle(writer, certId, statusOf(certId.SerialNumber), thisUpdate, nextUpdate);
                }
            }

            if (!asked.Nonce.IsEmpty)
            {
                using var extensions = writer.PushSequence(Ber.Context(1, true));
                using var list = writer.PushSequence();
                OcspRequest.WriteExtension(writer, Oids.OcspNonce, asked.Nonce.Span);
            }
        }

        return writer.Encode();
    }

    private void WriteResponderId(AsnWriter writer)
    {
        using var choice = writer.PushSequence(Ber.Context(namedByKey ? 2 : 1, true));
        if (namedByKey)
        {
            writer.WriteOctetString(DigestAlgorithm.Sha1.Hash(certificate.PublicKeyBits.Span));
        }
        else
        {
            writer.WriteEncodedValue(certificate.Subject.Encoded.Span);
        }
    }

    private static void WriteSingle(
        AsnWriter writer, OcspCertId certId, IssuedStatus status, DateTimeOffset thisUpdate, DateTimeOffset? nextUpdate)
    {
        using var single = writer.PushSequence();
        certId.Write(writer);
        if (status is IssuedStatus.Revoked revoked)
        {
            using var info = writer.PushSequence(Ber.Context(1, true));
            writer.WriteGeneralizedTime(revoked.At, omitFractionalSeconds: true);
            if (revoked.Reason != RevocationReason.Unspecified)
            {
                using var reason = writer.PushSequence(Ber.Context(0, true));
                writer.WriteEncodedValue([0x0a, 0x01, (byte)revoked.Reason]); // ENUMERATED of one octet
            }
        }
        else
        {
            writer.WriteNull(Ber.Context(status is IssuedStatus.Good ? 0 : 2));
        }

        writer.WriteGeneralizedTime(thisUpdate, omitFractionalSeconds: true);
        if (nextUpdate is { } next)
        {
            using var explicitly = writer.PushSequence(Ber.Context(0, true));
            writer.WriteGeneralizedTime(next, omitFractionalSeconds: true);
        }
    }

    private static byte[] Wrap(byte[] basic)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue([0x0a, 0x01, 0x00]); // successful
            using var explicitly = writer.PushSequence(Ber.Context(0, true));
            using var bytes = writer.PushSequence();
            writer.WriteObjectIdentifier(Oids.OcspBasic);
            writer.WriteOctetString(basic);
        }

        return writer.Encode();
    }

    private static byte[] Refuse(int status) => [0x30, 0x03, 0x0a, 0x01, (byte)status];
}
