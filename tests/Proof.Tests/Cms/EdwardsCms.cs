using System.Formats.Asn1;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>Writes RFC 8419 signatures, which neither .NET nor OpenSSL 3.0 does, and others with less in them than they
/// should have.</summary>
internal static class EdwardsCms
{
    internal static byte[] Attributes(
        byte[] messageDigest, byte[]? contentStamp = null, DateTimeOffset? signingTime = null,
        Certificate? certificate = null, params (string Oid, byte[][] Values)[] further)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            Attribute(writer, Oids.ContentType, () => writer.WriteObjectIdentifier(Oids.Data));
            Attribute(writer, Oids.MessageDigest, () => writer.WriteOctetString(messageDigest));
            if (signingTime is { } time)
            {
                Attribute(writer, Oids.SigningTime, () => writer.WriteUtcTime(time));
            }

            if (certificate is not null)
            {
                Attribute(writer, Oids.SigningCertificateV2, () =>
                {
                    using var attribute = writer.PushSequence();
                    using var all = writer.PushSequence();
                    using var one = writer.PushSequence();
                    writer.WriteOctetString(certificate.Sha256.Span);
                });
            }

            if (contentStamp is not null)
            {
                Attribute(writer, Oids.ContentTimeStamp, () => writer.WriteEncodedValue(contentStamp));
            }

            foreach (var (oid, values) in further)
            {
                Attribute(writer, oid, () => Array.ForEach(values, value => writer.WriteEncodedValue(value)));
            }
        }

        return writer.Encode();
    }

    internal static byte[] Encode(
        Certificate signer, string digestOid, byte[] attributes, byte[] signature, string? signatureOid = null,
        bool encloses = true, (string Oid, byte[][] Values)? unsigned = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.SignedData);
            using (writer.PushSequence(Ber.Context(0, true)))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                using (writer.PushSetOf())
                {
                    Identifier(writer, digestOid);
                }

                Identifier(writer, Oids.Data);
                if (encloses)
                {
                    using var certificates = writer.PushSetOf(Ber.Context(0, true));
                    writer.WriteEncodedValue(signer.Der.Span);
                }

                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteInteger(1);
                    using (writer.PushSequence())
                    {
                        writer.WriteEncodedValue(signer.Issuer.Encoded.Span);
                        writer.WriteInteger(signer.SerialNumber.Span);
                    }

                    Identifier(writer, digestOid);
                    writer.WriteEncodedValue([0xa0, .. attributes.AsSpan(1)]);
                    Identifier(writer, signatureOid ?? signer.SignatureAlgorithm.Oid);
                    writer.WriteOctetString(signature);
                    if (unsigned is { } more)
                    {
                        using var set = writer.PushSetOf(Ber.Context(1, true));
                        Attribute(
                            writer, more.Oid,
                            () => Array.ForEach(more.Values, value => writer.WriteEncodedValue(value)));
                    }
                }
            }
        }

        return writer.Encode();
    }

    private static void Identifier(AsnWriter writer, string oid)
    {
        using var sequence = writer.PushSequence();
        writer.WriteObjectIdentifier(oid);
    }

    private static void Attribute(AsnWriter writer, string oid, Action writeValue)
    {
        using var attribute = writer.PushSequence();
        writer.WriteObjectIdentifier(oid);
        using var values = writer.PushSetOf();
        writeValue();
    }
}
