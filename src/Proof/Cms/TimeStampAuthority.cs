using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Proof.Cms;

/// <summary>
/// The answering side of RFC 3161, for a development authority; pure: key, time and serial come from outside.
/// </summary>
/// <param name="key">RSA or ECDSA.</param>
/// <param name="certificate">With critical, sole id-kp-timeStamping.</param>
/// <param name="chain">Further certificates to enclose when a request wants them.</param>
/// <param name="policyOid">The authority's policy.</param>
/// <param name="accuracy">How far its clock may be off.</param>
public sealed class TimeStampAuthority(
    AsymmetricAlgorithm key, Certificate certificate, IReadOnlyList<Certificate> chain, string policyOid,
    TimeSpan accuracy)
{
    /// <summary>Answers a request.</summary>
    /// <param name="request">Body of <c>application/timestamp-query</c>.</param>
    /// <param name="time">Time to state; cut to milliseconds.</param>
    /// <param name="serial">Positive, never given before; big-endian, at most 20 bytes.</param>
    /// <returns>Body of <c>application/timestamp-reply</c>: a token, or a rejection that says why.</returns>
    /// <exception cref="CryptographicException">The key refuses.</exception>
    public byte[] Respond(ReadOnlyMemory<byte> request, DateTimeOffset time, ReadOnlySpan<byte> serial)
    {
        const int BadAlgorithm = 0;
        const int BadDataFormat = 5;
        const int UnacceptedPolicy = 15;
        if (!TimeStampRequest.TryParse(request, out var asked))
        {
            return Reject(BadDataFormat, "The request is malformed or has extensions.");
        }

        if (!DigestAlgorithm.TryFromOid(asked.DigestOid, out var digest) || digest == DigestAlgorithm.Sha1)
        {
            return Reject(BadAlgorithm, "The digest is not accepted.");
        }

        if (asked.Imprint.Length != digest.Length)
        {
            return Reject(BadDataFormat, "The imprint has not the digest's length.");
        }

        if (asked.PolicyOid is not null && asked.PolicyOid != policyOid)
        {
            return Reject(UnacceptedPolicy, "The policy is not offered.");
        }

        var info = WriteInfo(asked, time, serial);
        var scheme = SignatureScheme.For(certificate);
        var token = UnsignedCms.Create(
            certificate, asked.WantsCertificate ? chain : [], scheme, scheme.Digest.Hash(info), Oids.TstInfo, info);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(0);
            }

            writer.WriteEncodedValue(token.Sign(key).Encode(enclose: asked.WantsCertificate));
        }

        return writer.Encode();
    }

    private byte[] WriteInfo(TimeStampRequest asked, DateTimeOffset time, ReadOnlySpan<byte> serial)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteObjectIdentifier(policyOid);
            TimeStampRequest.WriteImprint(writer, asked.DigestOid, asked.Imprint.Span);
            writer.WriteIntegerUnsigned(serial.TrimStart((byte)0));
            writer.WriteGeneralizedTime(time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMillisecond)));
            if (accuracy > TimeSpan.Zero)
            {
                WriteAccuracy(writer);
            }

            if (!asked.Nonce.IsEmpty)
            {
                writer.WriteInteger(asked.Nonce.Span);
            }
        }

        return writer.Encode();
    }

    private void WriteAccuracy(AsnWriter writer)
    {
        using var sequence = writer.PushSequence();
        if ((long)accuracy.TotalSeconds is > 0 and var seconds)
        {
            writer.WriteInteger(seconds);
        }

        if (accuracy.Milliseconds > 0)
        {
            writer.WriteInteger(accuracy.Milliseconds, Ber.Context(0));
        }
    }

    /// <summary>PKIStatusInfo: rejection, text, PKIFailureInfo with one bit.</summary>
    private static byte[] Reject(int failureBit, string text)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteInteger(2);
            using (writer.PushSequence())
            {
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, text);
            }

            var bits = new byte[(failureBit / 8) + 1];
            bits[failureBit / 8] = (byte)(0x80 >> (failureBit % 8));
            writer.WriteBitString(bits, 7 - (failureBit % 8));
        }

        return writer.Encode();
    }
}
