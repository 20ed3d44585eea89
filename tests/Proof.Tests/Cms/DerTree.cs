using System.Formats.Asn1;

namespace Proof.Tests.Cms;

/// <summary>An encoded value taken apart, so that a mutation deep inside leaves the lengths around it right.</summary>
internal sealed class DerTree
{
    private const int MaxDepth = 24;

    private DerTree(byte[] tag, List<DerTree>? children, byte[] content, bool wrapsBits)
    {
        Tag = tag;
        Children = children;
        Content = content;
        WrapsBits = wrapsBits;
    }

    internal byte[] Tag { get; set; }

    /// <summary>Values inside; null for a value that holds plain octets.</summary>
    internal List<DerTree>? Children { get; set; }

    internal byte[] Content { get; set; }

    /// <summary>Whether a BIT STRING's count of unused bits goes before the children.</summary>
    private bool WrapsBits { get; }

    /// <summary>Takes DER apart, also inside OCTET STRINGs and BIT STRINGs that hold DER.</summary>
    internal static List<DerTree>? Parse(ReadOnlySpan<byte> bytes, int depth = 0)
    {
        List<DerTree> found = [];
        while (!bytes.IsEmpty)
        {
            try
            {
                _ = AsnDecoder.ReadEncodedValue(
                    bytes, AsnEncodingRules.DER, out var offset, out var length, out var used);
                var tag = Asn1Tag.Decode(bytes, out var tagLength);
                var content = bytes.Slice(offset, length);
                var isBits = tag == Asn1Tag.PrimitiveBitString && content is [0, ..];
                var holdsDer = depth < MaxDepth
                    && (tag.IsConstructed || isBits || (tag == Asn1Tag.PrimitiveOctetString && content.Length > 1));
                var children = holdsDer ? Parse(isBits ? content[1..] : content, depth + 1) : null;
                found.Add(new DerTree(
                    bytes[..tagLength].ToArray(), children, content.ToArray(), isBits && children is not null));
                bytes = bytes[used..];
            }
            catch (AsnContentException)
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>A tree of its own: one put below itself would have no end.</summary>
    internal DerTree Copy() => new(Tag, Children?.ConvertAll(each => each.Copy()), Content, WrapsBits);

    internal static byte[] Encode(IEnumerable<DerTree> values) => [.. values.SelectMany(each => each.Encode())];

    internal byte[] Encode()
    {
        var content = Children is null ? Content : Encode(Children);
        byte[] unusedBits = WrapsBits ? [0] : [];
        return [.. Tag, .. Length(unusedBits.Length + content.Length), .. unusedBits, .. content];
    }

    private static byte[] Length(int length) => length switch
    {
        < 0x80 => [(byte)length],
        < 0x100 => [0x81, (byte)length],
        < 0x10000 => [0x82, (byte)(length >> 8), (byte)length],
        _ => [0x83, (byte)(length >> 16), (byte)(length >> 8), (byte)length],
    };

    /// <summary>This list and every list of children below it.</summary>
    internal static IEnumerable<List<DerTree>> Lists(List<DerTree> values) =>
        values.Where(each => each.Children is not null).SelectMany(each => Lists(each.Children!)).Prepend(values);
}
