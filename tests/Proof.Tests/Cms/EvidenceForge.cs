using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>Lists and OCSP responses with any extension: what authorities publish and our own publisher does not.
/// </summary>
/// <param name="signer">Named as who signs.</param>
/// <param name="key">Its key; another one makes a forgery.</param>
internal sealed class EvidenceForge(Certificate signer, AsymmetricAlgorithm key)
{
    /// <summary>One entry of a list.</summary>
    internal sealed record Entry(
        ReadOnlyMemory<byte> Serial, int? Reason = null, DistinguishedName? Issuer = null,
        byte[]? InvalidityDate = null, (string Oid, bool Critical, byte[] Value)? Further = null);

    /// <summary>A list; its extensions as identifier, criticality and encoded value.</summary>
    internal byte[] Crl(
        IReadOnlyList<Entry> entries, IReadOnlyList<(string Oid, bool Critical, byte[] Value)>? extensions = null,
        int number = 1, DateTimeOffset? at = null, DateTimeOffset? revokedAt = null)
    {
        var thisUpdate = at ?? TestPki.Now;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            SignatureScheme.For(signer).WriteIdentifier(writer);
            writer.WriteEncodedValue(signer.Subject.Encoded.Span);
            writer.WriteUtcTime(thisUpdate);
            writer.WriteUtcTime(thisUpdate.AddDays(7));
            if (entries.Count > 0)
            {
                using var list = writer.PushSequence();
                foreach (var entry in entries)
                {
                    Write(writer, entry, revokedAt ?? TestPki.Now.AddDays(-3));
                }
            }

            using var tag = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0));
            using var all = writer.PushSequence();
            if (extensions?.Any(each => each.Oid == Oids.CrlNumber) != true)
            {
                Write(writer, Oids.CrlNumber, false, Integer(number));
            }

            foreach (var (oid, critical, value) in extensions ?? [])
            {
                Write(writer, oid, critical, value);
            }
        }

        return Sign(writer.Encode());
    }

    /// <summary>A BasicOCSPResponse for one certificate: good, or revoked for compromise of its key.</summary>
    internal byte[] Ocsp(
        Certificate certificate, Certificate issuer, DateTimeOffset thisUpdate, DateTimeOffset? nextUpdate,
        IReadOnlyList<(string Oid, bool Critical, byte[] Value)>? single = null,
        IReadOnlyList<(string Oid, bool Critical, byte[] Value)>? whole = null, DigestAlgorithm? digest = null,
        DateTimeOffset? revokedAt = null, IReadOnlyList<byte[]>? certificates = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
            {
                writer.WriteEncodedValue(signer.Subject.Encoded.Span);
            }

            writer.WriteGeneralizedTime(thisUpdate, omitFractionalSeconds: true);
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                OcspCertId.Of(certificate, issuer, digest ?? DigestAlgorithm.Sha256).Write(writer);
                WriteStatus(writer, revokedAt);
                writer.WriteGeneralizedTime(thisUpdate, omitFractionalSeconds: true);
                if (nextUpdate is { } next)
                {
                    using var tag = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0));
                    writer.WriteGeneralizedTime(next, omitFractionalSeconds: true);
                }

                WriteAll(writer, single);
            }

            WriteAll(writer, whole);
        }

        return Sign(writer.Encode(), certificates);
    }

    /// <summary>IssuingDistributionPoint: its fields by tag, values as encoded content.</summary>
    internal static (string Oid, bool Critical, byte[] Value) Scope(
        params (int Tag, bool Constructed, byte[] Value)[] parts)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var (tag, constructed, value) in parts)
            {
                writer.WriteEncodedValue(
                    [(byte)((constructed ? 0xa0 : 0x80) | tag), (byte)value.Length, .. value]);
            }
        }

        return (Oids.IssuingDistributionPoint, true, writer.Encode());
    }

    /// <summary>A distribution point's name: one URI.</summary>
    internal static byte[] FullName(string uri) =>
        [0xa0, (byte)(uri.Length + 2), 0x86, (byte)uri.Length, .. System.Text.Encoding.ASCII.GetBytes(uri)];

    internal static byte[] Integer(BigInteger value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteInteger(value);
        return writer.Encode();
    }

    internal static byte[] Time(DateTimeOffset value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteGeneralizedTime(value, omitFractionalSeconds: true);
        return writer.Encode();
    }

    private static void WriteStatus(AsnWriter writer, DateTimeOffset? revokedAt)
    {
        if (revokedAt is not { } at)
        {
            writer.WriteNull(new Asn1Tag(TagClass.ContextSpecific, 0));
            return;
        }

        using var revoked = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1));
        writer.WriteGeneralizedTime(at, omitFractionalSeconds: true);
        using var reason = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0));
        writer.WriteEncodedValue([0x0a, 1, (byte)RevocationReason.KeyCompromise]);
    }

    private static void WriteAll(AsnWriter writer, IReadOnlyList<(string Oid, bool Critical, byte[] Value)>? extensions)
    {
        if (extensions is not { Count: > 0 })
        {
            return;
        }

        using var tag = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1));
        using var list = writer.PushSequence();
        foreach (var (oid, critical, value) in extensions)
        {
            Write(writer, oid, critical, value);
        }
    }

    private static void Write(AsnWriter writer, Entry entry, DateTimeOffset at)
    {
        using var sequence = writer.PushSequence();
        writer.WriteInteger(entry.Serial.Span);
        writer.WriteUtcTime(at);
        if ((entry.Reason, entry.Issuer, entry.InvalidityDate, entry.Further) is (null, null, null, null))
        {
            return;
        }

        using var extensions = writer.PushSequence();
        if (entry.Reason is { } reason)
        {
            Write(writer, Oids.ReasonCode, false, [0x0a, 1, (byte)reason]);
        }

        if (entry.InvalidityDate is { } invalid)
        {
            Write(writer, Oids.InvalidityDate, false, invalid);
        }

        if (entry.Further is var (oid, critical, value))
        {
            Write(writer, oid, critical, value);
        }

        if (entry.Issuer is { } issuer)
        {
            var names = new AsnWriter(AsnEncodingRules.DER);
            using (names.PushSequence())
            using (names.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
            {
                names.WriteEncodedValue(issuer.Encoded.Span);
            }

            Write(writer, Oids.CertificateIssuer, true, names.Encode());
        }
    }

    private static void Write(AsnWriter writer, string oid, bool critical, byte[] value)
    {
        using var extension = writer.PushSequence();
        writer.WriteObjectIdentifier(oid);
        if (critical)
        {
            writer.WriteBoolean(true);
        }

        writer.WriteOctetString(value);
    }

    private byte[] Sign(byte[] toBeSigned, IReadOnlyList<byte[]>? certificates = null)
    {
        var scheme = SignatureScheme.For(signer);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(toBeSigned);
            scheme.WriteIdentifier(writer);
            writer.WriteBitString(scheme.Sign(key, scheme.Digest.Hash(toBeSigned)));
            if (certificates is not null)
            {
                using var tag = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0));
                using var list = writer.PushSequence();
                foreach (var each in certificates)
                {
                    writer.WriteEncodedValue(each);
                }
            }
        }

        return writer.Encode();
    }
}
