using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace Proof.Cms;

/// <summary>The signature-policy-identifier attribute: under which rules the signer says he signed.</summary>
/// <remarks>ETSI EN 319 122-1, 5.2.9; RFC 5126, 5.8.1 and 5.8.3.</remarks>
public sealed record SignaturePolicyIdentifier
{
    private const int MaxQualifiers = 16;
    private const int MaxDigestBytes = 128;
    private const int MaxTextBytes = 4096;

    private SignaturePolicyIdentifier()
    {
    }

    /// <summary>Dotted identifier of the policy; empty where the policy is implied by the circumstances.</summary>
    public string Oid { get; private init; } = "";

    /// <summary>Whether the signer says that there is a policy without saying which.</summary>
    public bool IsImplied => Oid.Length == 0;

    /// <summary>Identifier of the algorithm of <see cref="Digest"/>; empty where there is no digest.</summary>
    public string DigestOid { get; private init; } = "";

    /// <summary>Digest of the policy's document, as many bytes as the signer wrote; empty where he gave none.</summary>
    public ReadOnlyMemory<byte> Digest { get; private init; }

    /// <summary>
    /// Whether the signer bound the policy's text by a digest. One of zeros, or none, binds its name only: the
    /// standards allow both, and a zero one is not compared.
    /// </summary>
    public bool HasDigest => Digest.Span.ContainsAnyExcept((byte)0);

    /// <summary>Where the signer says the policy can be read (qualifier SPuri). A claim; nothing is fetched.</summary>
    public IReadOnlyList<string> Uris { get; private init; } = [];

    /// <summary>Texts that the signer wants shown with the signature (SPUserNotice). Claims.</summary>
    public IReadOnlyList<string> Notices { get; private init; } = [];

    /// <summary>Identifiers or addresses of the form that the policy is written in (sp-doc-specification).</summary>
    public IReadOnlyList<string> DocumentSpecifications { get; private init; } = [];

    /// <summary>The value of the attribute, DER: what <see cref="UnsignedCms"/> takes.</summary>
    /// <param name="oid">Dotted identifier of the policy.</param>
    /// <param name="digest">Of its document.</param>
    /// <param name="uri">Where it can be read, ASCII; null leaves that out.</param>
    /// <exception cref="ArgumentException">An identifier that is none.</exception>
    public static byte[] Encode(string oid, SignaturePolicyDigest digest, string? uri = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(digest.AlgorithmOid);
                }

                writer.WriteOctetString(digest.Value.Span);
            }

            if (uri is not null)
            {
                using var qualifiers = writer.PushSequence();
                using var qualifier = writer.PushSequence();
                writer.WriteObjectIdentifier(Oids.SignaturePolicyUri);
                writer.WriteCharacterString(UniversalTagNumber.IA5String, uri);
            }
        }

        return writer.Encode();
    }

    /// <summary>Reads the value of the attribute by itself.</summary>
    /// <param name="encoded">One encoded value.</param>
    /// <param name="policy">What it says.</param>
    /// <returns><see langword="false"/> on any fault. Never throws: input may be hostile.</returns>
    public static bool TryRead(
        ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out SignaturePolicyIdentifier? policy)
    {
        try
        {
            policy = Read(Ber.Reader(encoded));
            return true;
        }
        catch (Exception fault) when (fault is AsnContentException or CmsFaultException)
        {
            policy = null;
            return false;
        }
    }

    /// <summary>Reads the one value of the attribute, all of it: nothing may be missing or left over.</summary>
    /// <exception cref="AsnContentException">Malformed.</exception>
    /// <exception cref="CmsFaultException">More than the budget allows.</exception>
    internal static SignaturePolicyIdentifier Read(AsnReader value)
    {
        if (value.NextIs(UniversalTagNumber.Null))
        {
            value.ReadNull();
            value.ThrowIfNotEmpty();
            return new SignaturePolicyIdentifier();
        }

        var policy = value.ReadSequence();
        value.ThrowIfNotEmpty();
        var oid = policy.ReadOid();
        var (digestOid, digest) = ReadDigest(policy);
        var (uris, notices, specifications) = (new List<string>(), new List<string>(), new List<string>());
        if (policy.HasData)
        {
            var qualifiers = policy.ReadSequence().ReadAll();
            if (qualifiers.Count is 0 or > MaxQualifiers)
            {
                throw new CmsFaultException(qualifiers.Count == 0 ? CmsFault.Malformed : CmsFault.TooLarge);
            }

            qualifiers.ForEach(each => ReadQualifier(Ber.Reader(each), uris, notices, specifications));
        }

        policy.ThrowIfNotEmpty();
        return new SignaturePolicyIdentifier
        {
            Oid = oid,
            DigestOid = digestOid,
            Digest = digest,
            Uris = uris,
            Notices = notices,
            DocumentSpecifications = specifications,
        };
    }

    // Both parts are optional sequences that begin with a sequence; only in a digest an octet string comes second.
    private static (string Oid, ReadOnlyMemory<byte> Digest) ReadDigest(AsnReader policy)
    {
        if (!policy.HasData)
        {
            return ("", default);
        }

        var next = Ber.Reader(policy.PeekEncodedValue()).ReadSequence();
        _ = next.ReadEncodedValue();
        if (!next.NextIs(UniversalTagNumber.OctetString))
        {
            return ("", default);
        }

        var pair = policy.ReadSequence();
        var oid = pair.ReadAlgorithm().Oid;
        var digest = pair.ReadOctets();
        pair.ThrowIfNotEmpty();
        return digest.Length <= MaxDigestBytes ? (oid, digest) : throw new CmsFaultException(CmsFault.TooLarge);
    }

    private static void ReadQualifier(
        AsnReader encoded, List<string> uris, List<string> notices, List<string> specifications)
    {
        var info = encoded.ReadSequence();
        var oid = info.ReadOid();
        switch (oid)
        {
            case Oids.SignaturePolicyUri:
                uris.Add(ReadText(info));
                break;
            case Oids.SignaturePolicyNotice:
                ReadNotice(info.ReadSequence(), notices);
                break;
            case Oids.SignaturePolicyDocumentSpecification:
                specifications.Add(
                    info.NextIs(UniversalTagNumber.ObjectIdentifier) ? info.ReadOid() : ReadText(info));
                break;
            default:
                // Of another kind: whoever defined it knows what it says.
                _ = info.ReadEncodedValue();
                break;
        }

        info.ThrowIfNotEmpty();
    }

    /// <summary>SPUserNotice: a reference to an organisation's numbered notices, a text, both or neither.</summary>
    private static void ReadNotice(AsnReader notice, List<string> notices)
    {
        if (notice.NextIs(UniversalTagNumber.Sequence))
        {
            var reference = notice.ReadSequence();
            var organisation = ReadText(reference);
            var numbers = reference.ReadSequence();
            while (numbers.HasData)
            {
                _ = numbers.ReadIntegerBytes();
            }

            reference.ThrowIfNotEmpty();
            notices.Add(organisation);
        }

        if (notice.HasData)
        {
            notices.Add(ReadText(notice));
        }

        notice.ThrowIfNotEmpty();
    }

    /// <summary>A character string of any kind that such texts are written in; what cannot be shown is replaced.
    /// </summary>
    private static string ReadText(AsnReader reader)
    {
        var tag = reader.PeekTag();
        var kind = (UniversalTagNumber)tag.TagValue;
        if (tag.TagClass != TagClass.Universal || kind is not (UniversalTagNumber.UTF8String
            or UniversalTagNumber.IA5String or UniversalTagNumber.VisibleString or UniversalTagNumber.PrintableString
            or UniversalTagNumber.BMPString))
        {
            throw new AsnContentException();
        }

        if (reader.PeekContentBytes().Length > MaxTextBytes)
        {
            throw new CmsFaultException(CmsFault.TooLarge);
        }

        var clean = new StringBuilder();
        foreach (var rune in reader.ReadCharacterString(kind).EnumerateRunes())
        {
            clean.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                ? Rune.ReplacementChar : rune);
        }

        return clean.ToString();
    }
}
