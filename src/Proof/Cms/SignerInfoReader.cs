using System.Formats.Asn1;
using Collected = Proof.Cms.SignedDataReader.Collected;

namespace Proof.Cms;

/// <summary>Reads the one SignerInfo with its attributes.</summary>
/// <remarks>RFC 5652, 5.3 and 11; ETSI EN 319 122-1, 5.</remarks>
internal static class SignerInfoReader
{
    private const int MaxAttributes = 128;
    private const int MaxValues = 1 << 16;

    internal static SignedData Read(
        AsnReader signer, string contentType, ReadOnlyMemory<byte> content, Collected collected, CmsWarnings warnings)
    {
        _ = signer.ReadSmall(); // version: 1 or 3, as the identifier's form says anyway
        var identifier = SignerIdentifier.Read(signer);
        var digestOid = signer.ReadAlgorithm().Oid;
        _ = DigestAlgorithm.TryFromOid(digestOid, out var digest);

        var signed = ReadSigned(signer, out var signedSet, ref warnings);
        var algorithm = SignatureAlgorithm.Read(signer.ReadAlgorithm(), digest);
        var value = signer.ReadOctets();
        var timestamps = signer.NextIs(1)
            ? ReadUnsigned(signer.ReadSetOf(true, Ber.Context(1, true)), collected, ref warnings)
            : [];

        warnings |= algorithm.Digest is not null && algorithm.Digest != digest ? CmsWarnings.DigestsDiffer : 0;
        var reference = ReadReference(signed, identifier, ref warnings);
        var covered = ReadRevocation(signed, collected);
        return new SignedData
        {
            DigestAlgorithm = digest,
            DigestAlgorithmOid = digestOid,
            SignatureAlgorithm = algorithm,
            SignatureValue = value,
            ContentType = contentType,
            SignedAttributes = signedSet,
            MessageDigest = ReadMandatory(signed, signedSet.IsEmpty, contentType),
            SigningTime = Single(signed, Oids.SigningTime)?.ReadTime(),
            SigningCertificateReference = reference,
            SignaturePolicy = contentType == Oids.TstInfo ? null : ReadPolicy(signed),
            Certificates = collected.Certificates,
            Crls = collected.Crls,
            OcspResponses = collected.OcspResponses,
            SignedRevocation = covered,
            SignatureTimestamps = timestamps,
            ContentTimestamps = signed.GetValueOrDefault(Oids.ContentTimeStamp) ?? [],
            Signer = identifier,
            Content = content,
            Warnings = warnings | (collected.Unreadable ? CmsWarnings.UnreadableCertificate : CmsWarnings.None),
        };
    }

    private static Dictionary<string, List<ReadOnlyMemory<byte>>> ReadSigned(
        AsnReader signer, out ReadOnlyMemory<byte> set, ref CmsWarnings warnings)
    {
        if (!signer.NextIs(0))
        {
            warnings |= CmsWarnings.NoSignedAttributes;
            set = default;
            return [];
        }

        // Content octets as they stand under a DER header: the form the signature is over (RFC 5652, 5.4), whatever
        // tag and length form the sender used.
        set = AsSet(signer.PeekContentBytes().Span);
        return ReadAttributes(signer.ReadSetOf(true, Ber.Context(0, true)), ref warnings);
    }

    private static byte[] AsSet(ReadOnlySpan<byte> octets)
    {
        var size = octets.Length;
        var lengthBytes = size < 0x80 ? 0 : size <= 0xff ? 1 : size <= 0xffff ? 2 : size <= 0xffffff ? 3 : 4;
        var set = new byte[2 + lengthBytes + size];
        set[0] = 0x31;
        set[1] = (byte)(lengthBytes == 0 ? size : 0x80 | lengthBytes);
        for (var i = 0; i < lengthBytes; i++)
        {
            set[2 + i] = (byte)(size >> (8 * (lengthBytes - 1 - i)));
        }

        octets.CopyTo(set.AsSpan(2 + lengthBytes));
        return set;
    }

    private static Dictionary<string, List<ReadOnlyMemory<byte>>> ReadAttributes(
        AsnReader set, ref CmsWarnings warnings)
    {
        Dictionary<string, List<ReadOnlyMemory<byte>>> found = [];
        var last = ReadOnlyMemory<byte>.Empty;
        var left = MaxValues;
        while (set.HasData)
        {
            var encoded = set.PeekEncodedValue();
            warnings |= encoded.Span.SequenceCompareTo(last.Span) < 0 ? CmsWarnings.UnsortedAttributes : 0;
            last = encoded;
            var attribute = set.ReadSequence();
            var oid = attribute.ReadOid();
            var values = attribute.ReadSetOf(skipSortOrderValidation: true).ReadAll(left);
            left -= values.Count;
            if (!found.TryAdd(oid, values))
            {
                throw new CmsFaultException(CmsFault.AttributeNotSingle);
            }

            if (found.Count > MaxAttributes)
            {
                throw new CmsFaultException(CmsFault.TooLarge);
            }
        }

        return found;
    }

    private static AsnReader? Single(Dictionary<string, List<ReadOnlyMemory<byte>>> attributes, string oid) =>
        !attributes.TryGetValue(oid, out var values) ? null
        : values.Count == 1 ? Ber.Reader(values[0])
        : throw new CmsFaultException(CmsFault.AttributeNotSingle);

    private static ReadOnlyMemory<byte> ReadMandatory(
        Dictionary<string, List<ReadOnlyMemory<byte>>> signed, bool absent, string contentType)
    {
        if (absent)
        {
            return default;
        }

        var type = Single(signed, Oids.ContentType) ?? throw new CmsFaultException(CmsFault.AttributeMissing);
        if (type.ReadOid() != contentType)
        {
            throw new CmsFaultException(CmsFault.WrongContentType);
        }

        var digest = Single(signed, Oids.MessageDigest) ?? throw new CmsFaultException(CmsFault.AttributeMissing);
        return digest.ReadOctets();
    }

    /// <summary>SigningCertificateV2 goes before SigningCertificate where a signer wrote both.</summary>
    private static SigningCertificateReference? ReadReference(
        Dictionary<string, List<ReadOnlyMemory<byte>>> signed, SignerIdentifier identifier, ref CmsWarnings warnings)
    {
        var version = signed.ContainsKey(Oids.SigningCertificateV2) ? 2 : 1;
        var attribute = Single(signed, version == 2 ? Oids.SigningCertificateV2 : Oids.SigningCertificate);
        if (attribute is null)
        {
            return null;
        }

        var certId = attribute.ReadSequence().ReadSequence().ReadSequence();
        var oid = version == 1 ? DigestAlgorithm.Sha1.Oid
            : certId.NextIs(UniversalTagNumber.Sequence) ? certId.ReadAlgorithm().Oid
            : DigestAlgorithm.Sha256.Oid;
        _ = DigestAlgorithm.TryFromOid(oid, out var digest);
        var hash = certId.ReadOctets();
        if (certId.HasData && identifier.Issuer is not null)
        {
            var issuerSerial = certId.ReadSequence();
            _ = issuerSerial.ReadEncodedValue();
            warnings |= issuerSerial.HasData
                && !issuerSerial.ReadIntegerBytes().Span.SequenceEqual(identifier.SerialNumber.Span)
                    ? CmsWarnings.EssIssuerDiffers : 0;
        }

        return new SigningCertificateReference(version, digest, oid, hash);
    }

    private static SignaturePolicyIdentifier? ReadPolicy(Dictionary<string, List<ReadOnlyMemory<byte>>> signed) =>
        Single(signed, Oids.SignaturePolicy) is { } attribute ? SignaturePolicyIdentifier.Read(attribute) : null;

    /// <summary>RevocationInfoArchival of Adobe: <c>[0] CRLs, [1] OCSPResponses, [2] others</c>.</summary>
    /// <remarks>ISO 32000-2, 12.8.3.3.2.</remarks>
    private static List<ReadOnlyMemory<byte>> ReadRevocation(
        Dictionary<string, List<ReadOnlyMemory<byte>>> signed, Collected collected)
    {
        if (Single(signed, Oids.AdbeRevocationInfoArchival) is not { } attribute)
        {
            return [];
        }

        var (lists, responses) = (collected.Crls.Count, collected.OcspResponses.Count);
        ReadRevocationValues(attribute.ReadSequence(), collected);
        return [.. collected.Crls.Skip(lists), .. collected.OcspResponses.Skip(responses)];
    }

    private static void ReadRevocationValues(AsnReader values, Collected collected)
    {
        if (values.NextIs(0))
        {
            values.ReadSequence(Ber.Context(0, true)).ReadSequence().ReadAll().ForEach(collected.AddCrl);
        }

        if (values.NextIs(1))
        {
            values.ReadSequence(Ber.Context(1, true)).ReadSequence().ReadAll().ForEach(collected.AddOcsp);
        }
    }

    /// <summary>Nobody signed these: a broken one is left out, so that it cannot spoil the signature.</summary>
    private static List<ReadOnlyMemory<byte>> ReadUnsigned(AsnReader set, Collected collected, ref CmsWarnings warnings)
    {
        List<ReadOnlyMemory<byte>> timestamps = [];
        var left = MaxValues;
        for (var count = 0; set.HasData; count++)
        {
            if (count >= MaxAttributes)
            {
                throw new CmsFaultException(CmsFault.TooLarge);
            }

            var encoded = set.ReadEncodedValue();
            try
            {
                var attribute = Ber.Reader(encoded).ReadSequence();
                var oid = attribute.ReadOid();
                var values = attribute.ReadSetOf(skipSortOrderValidation: true).ReadAll(left);
                left -= values.Count;
                Take(oid, values, timestamps, collected);
            }
            catch (AsnContentException)
            {
                warnings |= CmsWarnings.UnreadableUnsignedAttribute;
            }
        }

        return timestamps;
    }

    private static void Take(
        string oid, List<ReadOnlyMemory<byte>> values, List<ReadOnlyMemory<byte>> timestamps, Collected collected)
    {
        switch (oid)
        {
            case Oids.SignatureTimeStampToken:
                timestamps.AddRange(values);
                break;
            case Oids.CertificateValues:
                values.ForEach(each => Ber.Reader(each).ReadSequence().ReadAll().ForEach(collected.AddCertificate));
                break;
            case Oids.RevocationValues:
                values.ForEach(each => ReadRevocationValues(Ber.Reader(each).ReadSequence(), collected));
                break;
            default:
                break;
        }
    }
}
