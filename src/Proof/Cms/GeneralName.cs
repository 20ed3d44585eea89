using System.Formats.Asn1;
using System.Text;

namespace Proof.Cms;

/// <summary>Kinds of GeneralName by their tag.</summary>
/// <remarks>RFC 5280, 4.2.1.6.</remarks>
internal enum NameKind
{
    Other = 0,
    Email = 1,
    Dns = 2,
    X400 = 3,
    Directory = 4,
    EdiParty = 5,
    Uri = 6,
    IpAddress = 7,
    RegisteredId = 8,
}

/// <summary>
/// One GeneralName; <paramref name="Value"/> holds content octets, for a directory name the encoded Name.
/// </summary>
internal sealed record GeneralName(NameKind Kind, ReadOnlyMemory<byte> Value, DistinguishedName? Directory)
{
    private string? _text;
    private string? _host;

    internal string Text => _text ??= Encoding.Latin1.GetString(Value.Span);

    /// <summary>Of a URI: the host by its name in DNS; empty where it has none.</summary>
    internal string Host => _host ??= Text.Contains("://", StringComparison.Ordinal)
        && Uri.TryCreate(Text, UriKind.Absolute, out var uri) && uri.HostNameType == UriHostNameType.Dns
            ? uri.Host.TrimEnd('.')
            : "";

    internal bool IsSame(GeneralName other) => Kind == other.Kind
        && (Directory is not null ? Directory.Equals(other.Directory) : Value.Span.SequenceEqual(other.Value.Span));

    internal static GeneralName Read(AsnReader reader)
    {
        var tag = reader.PeekTag();
        if (tag.TagClass != TagClass.ContextSpecific || tag.TagValue is < 0 or > 8)
        {
            throw new AsnContentException();
        }

        var kind = (NameKind)tag.TagValue;
        if (kind == NameKind.Directory)
        {
            var encoded = reader.ReadSequence(Ber.Context(4, true)).ReadEncodedValue();
            return new GeneralName(kind, encoded, DistinguishedName.Read(encoded));
        }

        var contents = reader.PeekContentBytes();
        _ = reader.ReadEncodedValue();
        return new GeneralName(kind, contents, null);
    }

    internal static List<GeneralName> ReadAll(AsnReader names)
    {
        const int MaxNames = 1024;
        List<GeneralName> all = [];
        while (names.HasData)
        {
            if (all.Count >= MaxNames)
            {
                throw new AsnContentException();
            }

            all.Add(Read(names));
        }

        return all;
    }
}

/// <summary>Reasons a CRL may be limited to, as the bits of ReasonFlags; bit 0 is unused.</summary>
/// <remarks>RFC 5280, 4.2.1.13.</remarks>
internal static class ReasonFlags
{
    /// <summary>keyCompromise (1) to aACompromise (8).</summary>
    internal const int All = 0b1_1111_1110;

    internal static int Read(AsnReader reader, int tag)
    {
        var bits = reader.ReadBits(Ber.Context(tag)).Span;
        var flags = 0;
        for (var bit = 0; bit < 9 && bit / 8 < bits.Length; bit++)
        {
            flags |= (bits[bit / 8] >> (7 - (bit % 8)) & 1) << bit;
        }

        return flags & All;
    }
}

/// <summary>Where a CRL is to be found and who may issue it.</summary>
/// <param name="Names">Full names; empty if none.</param>
/// <param name="RelativeName">Name relative to the CRL issuer: one encoded RDN; empty if none.</param>
/// <param name="Reasons">Bits of <see cref="ReasonFlags"/>; all if not limited.</param>
/// <param name="CrlIssuers">Issuers of an indirect CRL; empty if the certificate's issuer.</param>
internal sealed record DistributionPoint(
    IReadOnlyList<GeneralName> Names, ReadOnlyMemory<byte> RelativeName, int Reasons,
    IReadOnlyList<GeneralName> CrlIssuers)
{
    internal static List<DistributionPoint> ReadAll(ReadOnlyMemory<byte> extension)
    {
        const int MaxPoints = 64;
        List<DistributionPoint> all = [];
        var value = Ber.Reader(extension);
        var list = value.ReadSequence();
        value.ThrowIfNotEmpty();
        while (list.HasData)
        {
            if (all.Count >= MaxPoints)
            {
                throw new AsnContentException();
            }

            var point = list.ReadSequence();
            var (names, relative) = point.NextIs(0) ? ReadName(point) : ([], default);
            var reasons = point.NextIs(1) ? ReasonFlags.Read(point, 1) : ReasonFlags.All;
            var issuers = point.NextIs(2) ? GeneralName.ReadAll(point.ReadSequence(Ber.Context(2, true))) : [];
            point.ThrowIfNotEmpty();
            all.Add(new DistributionPoint(names, relative, reasons, issuers));
        }

        return all;
    }

    /// <summary>DistributionPointName under its explicit tag 0.</summary>
    internal static (List<GeneralName> Names, ReadOnlyMemory<byte> Relative) ReadName(AsnReader reader)
    {
        var choice = reader.ReadSequence(Ber.Context(0, true));
        if (choice.NextIs(0))
        {
            return (GeneralName.ReadAll(choice.ReadSequence(Ber.Context(0, true))), default);
        }

        // [1] IMPLICIT RelativeDistinguishedName: given back its own SET tag.
        var members = choice.ReadSetOf(true, Ber.Context(1, true)).ReadAll();
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSetOf())
        {
            members.ForEach(each => writer.WriteEncodedValue(each.Span));
        }

        return ([], writer.Encode());
    }
}
