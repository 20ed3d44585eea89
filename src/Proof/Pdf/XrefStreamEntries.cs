namespace Proof.Pdf;

/// <summary>The entries inside a decoded cross-reference stream.</summary>
/// <remarks>ISO 32000-2, 7.5.8.2 and 7.5.8.3.</remarks>
internal static class XrefStreamEntries
{
    private const int WidestField = 8;

    public static bool TryRead(
        PdfDictionary dictionary, ReadOnlyMemory<byte> data, Func<long, bool> take, List<XrefEntry> entries)
    {
        if (dictionary["W"] is not PdfArray { Items: [PdfInteger w0, PdfInteger w1, PdfInteger w2] }
            || w0.Value is < 0 or > WidestField || w1.Value is < 1 or > WidestField || w2.Value is < 0 or > WidestField
            || dictionary["Size"] is not PdfInteger { Value: >= 0 } size)
        {
            return false;
        }

        IReadOnlyList<PdfObject> whole = [new PdfInteger(0), size];
        var index = dictionary["Index"] switch
        {
            null => whole,
            PdfArray array when array.Items.Count % 2 == 0 => array.Items,
            _ => [],
        };
        var rest = data.Span;
        for (var i = 0; i < index.Count; i += 2)
        {
            if (index[i] is not PdfInteger { Value: >= 0 } first
                || index[i + 1] is not PdfInteger { Value: >= 0 } count)
            {
                return false;
            }

            for (long k = 0; k < count.Value; k++)
            {
                if (!TryReadEntry(ref rest, (int)w0.Value, (int)w1.Value, (int)w2.Value, first.Value + k, out var entry)
                    || !take(first.Value + k))
                {
                    return false;
                }

                entries.Add(entry);
            }
        }

        return index.Count > 0;
    }

    // Of an unknown type, to be read as null by the standard: some readers leave it out, so that an older entry goes on
    // to count, others give up the stream and search the file for objects. It is refused.
    private static bool TryReadEntry(
        ref ReadOnlySpan<byte> rest, int w0, int w1, int w2, long number, out XrefEntry entry)
    {
        entry = default;
        if (rest.Length < w0 + w1 + w2 || number > int.MaxValue)
        {
            return false;
        }

        var type = w0 == 0 ? 1 : Field(rest[..w0]);
        var field2 = Field(rest.Slice(w0, w1));
        var field3 = Field(rest.Slice(w0 + w1, w2));
        rest = rest[(w0 + w1 + w2)..];
        if (field2 < 0 || field3 is < 0 or > int.MaxValue || type is not (0 or 1 or 2))
        {
            return false;
        }

        var kind = type switch
        {
            1 when field2 > 0 => XrefEntryKind.InUse,
            2 => XrefEntryKind.Compressed,
            _ => XrefEntryKind.Free,
        };
        entry = new XrefEntry((int)number, kind, field2, (int)field3, -1);
        return true;
    }

    private static long Field(ReadOnlySpan<byte> bytes)
    {
        long value = 0;
        foreach (var b in bytes)
        {
            value = (value << 8) | b;
        }

        return value;
    }
}
