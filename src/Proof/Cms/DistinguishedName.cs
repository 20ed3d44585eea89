using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace Proof.Cms;

/// <summary>One attribute of a name.</summary>
/// <param name="Oid">Attribute type, for example <c>2.5.4.3</c> for common name.</param>
/// <param name="Value">The text; hexadecimal of the encoding where the value is not a string.</param>
public readonly record struct NameValue(string Oid, string Value);

/// <summary>An X.501 name; equality follows RFC 5280, 7.1 (case and runs of spaces do not count).</summary>
public sealed class DistinguishedName : IEquatable<DistinguishedName>
{
    private const int MaxAttributes = 64;
    private const int MaxBytes = 32 * 1024;

    // Normalizing sorts marks that follow each other, in steps by the square of their number; more than these are no
    // text (UAX #15, 13).
    private const int MaxMarks = 30;

    private static readonly Dictionary<string, string> ShortNames = new()
    {
        ["2.5.4.3"] = "CN",
        ["2.5.4.4"] = "SN",
        ["2.5.4.5"] = "serialNumber",
        ["2.5.4.6"] = "C",
        ["2.5.4.7"] = "L",
        ["2.5.4.8"] = "ST",
        ["2.5.4.9"] = "street",
        ["2.5.4.10"] = "O",
        ["2.5.4.11"] = "OU",
        ["2.5.4.12"] = "title",
        ["2.5.4.42"] = "GN",
        ["2.5.4.97"] = "organizationIdentifier",
        ["0.9.2342.19200300.100.1.1"] = "UID",
        ["0.9.2342.19200300.100.1.25"] = "DC",
        [Oids.EmailAddress] = "E",
    };

    private readonly string[] _rdns; // each in the form that comparison uses
    private readonly int _hash;

    private DistinguishedName(ReadOnlyMemory<byte> encoded, List<NameValue> attributes, string[] rdns)
    {
        Encoded = encoded;
        Attributes = attributes;
        _rdns = rdns;
        var hash = new HashCode();
        foreach (var rdn in rdns)
        {
            hash.Add(rdn, StringComparer.Ordinal);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>DER as it stands in the certificate.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>All attributes, most significant first.</summary>
    public IReadOnlyList<NameValue> Attributes { get; }

    /// <summary>Whether it has no attribute at all.</summary>
    public bool IsEmpty => _rdns.Length == 0;

    /// <summary>Value of the last attribute of a type; null if there is none.</summary>
    public string? Find(string oid)
    {
        for (var i = Attributes.Count - 1; i >= 0; i--)
        {
            if (Attributes[i].Oid == oid)
            {
                return Attributes[i].Value;
            }
        }

        return null;
    }

    /// <summary>Whether this name is <paramref name="root"/> or stands below it.</summary>
    /// <remarks>RFC 5280, 4.2.1.10, directoryName constraints.</remarks>
    internal bool IsWithin(DistinguishedName root) => _rdns.AsSpan().StartsWith(root._rdns);

    /// <summary>The name with one more RDN, as relative distribution point names need (RFC 5280, 4.2.1.13).</summary>
    internal DistinguishedName Append(ReadOnlyMemory<byte> relativeName)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            foreach (var rdn in Ber.Reader(Encoded).ReadSequence().ReadAll())
            {
                writer.WriteEncodedValue(rdn.Span);
            }

            writer.WriteEncodedValue(relativeName.Span);
        }

        return Read(writer.Encode());
    }

    /// <summary>Reads one encoded Name; may throw on malformed input.</summary>
    internal static DistinguishedName Read(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.Length > MaxBytes)
        {
            throw new AsnContentException();
        }

        List<NameValue> attributes = [];
        List<string> rdns = [];
        var sequence = Ber.Reader(encoded).ReadSequence();
        while (sequence.HasData)
        {
            List<string> members = [];
            var rdn = sequence.ReadSetOf();
            while (rdn.HasData)
            {
                var pair = rdn.ReadSequence();
                var oid = pair.ReadOid();
                var value = ReadValue(pair.ReadEncodedValue(), out var isText);
                attributes.Add(new NameValue(oid, value));
                members.Add(isText ? oid + "=" + Fold(value) : oid + value);
                if (attributes.Count > MaxAttributes)
                {
                    throw new AsnContentException();
                }
            }

            members.Sort(StringComparer.Ordinal);
            rdns.Add(string.Join('\u0001', members));
            if (rdns.Count > MaxAttributes)
            {
                throw new AsnContentException();
            }
        }

        return new DistinguishedName(encoded, attributes, [.. rdns]);
    }

    /// <summary>For people: <c>CN=..., O=..., C=...</c>, most specific first (RFC 4514 order).</summary>
    public override string ToString() => string.Join(
        ", ",
        Attributes.Reverse().Select(
            each => (ShortNames.GetValueOrDefault(each.Oid) ?? each.Oid) + "=" + Escape(each.Value)));

    /// <inheritdoc/>
    public bool Equals(DistinguishedName? other) =>
        other is not null
        && (Encoded.Span.SequenceEqual(other.Encoded.Span) || _rdns.AsSpan().SequenceEqual(other._rdns));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DistinguishedName);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <remarks>RFC 4514, 2.4; control characters too, as the text ends on screens and in logs.</remarks>
    private static string Escape(string value)
    {
        var escaped = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var character = value[i];
            if (char.IsControl(character) || char.GetUnicodeCategory(character) == UnicodeCategory.Format)
            {
                foreach (var octet in Encoding.UTF8.GetBytes([character]))
                {
                    escaped.Append(CultureInfo.InvariantCulture, $"\\{octet:X2}");
                }

                continue;
            }

            var isEdgeSpace = character == ' ' && (i == 0 || i == value.Length - 1);
            escaped.Append(isEdgeSpace || character is ',' or '+' or '"' or '\\' or '<' or '>' or ';' ? "\\" : "");
            escaped.Append(character);
        }

        return escaped.ToString();
    }

    /// <summary>Lower case, trimmed, runs of white space as one space.</summary>
    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var character in Normalized(text))
        {
            if (IsNothing(character))
            {
                continue;
            }

            if (!char.IsWhiteSpace(character))
            {
                folded.Append(char.ToLowerInvariant(character));
            }
            else if (folded.Length > 0 && folded[^1] != ' ')
            {
                folded.Append(' ');
            }
        }

        return folded.ToString().TrimEnd(' ');
    }

    /// <summary>What is not seen and tells no names apart: soft hyphens, joiners, marks of order, selectors of
    /// variants, controls that are no white space.</summary>
    /// <remarks>RFC 4518, 2.2, by RFC 5280, 7.1.</remarks>
    private static bool IsNothing(char character) => character is '\u034F' or (>= '\u180B' and <= '\u180E')
        or (>= '\uFE00' and <= '\uFE0F') or '\uFFFC'
        || (char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.Control
            && !char.IsWhiteSpace(character));

    private static string Normalized(string text)
    {
        var marks = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            // Modifier letters too: some stand for marks.
            marks = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
                or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ModifierLetter ? marks + 1 : 0;
            if (marks > MaxMarks)
            {
                return text;
            }
        }

        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return text; // half a surrogate pair
        }
    }

    private static string ReadValue(ReadOnlyMemory<byte> encoded, out bool isText)
    {
        var reader = Ber.Reader(encoded);
        var tag = reader.PeekTag();
        isText = true;
        try
        {
            if (tag.TagClass == TagClass.Universal)
            {
                switch ((UniversalTagNumber)tag.TagValue)
                {
                    case UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString
                        or UniversalTagNumber.IA5String or UniversalTagNumber.BMPString
                        or UniversalTagNumber.NumericString or UniversalTagNumber.VisibleString:
                        return reader.ReadCharacterString((UniversalTagNumber)tag.TagValue);
                    case UniversalTagNumber.T61String:
                        return Encoding.Latin1.GetString(reader.PeekContentBytes().Span); // as every issuer meant it
                    case UniversalTagNumber.UniversalString when Utf32(reader.PeekContentBytes().Span) is { } text:
                        return text;
                    default:
                        break;
                }
            }
        }
        catch (AsnContentException)
        {
            // A string with characters its type forbids, as old authorities write e-mail addresses: ASCII is read.
            if (!tag.IsConstructed && Ascii.IsValid(reader.PeekContentBytes().Span))
            {
                return Encoding.ASCII.GetString(reader.PeekContentBytes().Span);
            }
        }

        isText = false;
        return "#" + Convert.ToHexString(encoded.Span).ToLower(CultureInfo.InvariantCulture);
    }

    /// <summary>Four octets a character, the greatest first (ITU-T X.690, 8.23.8); null: they are none.</summary>
    private static string? Utf32(ReadOnlySpan<byte> octets)
    {
        try
        {
            return new UTF32Encoding(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true)
                .GetString(octets);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
