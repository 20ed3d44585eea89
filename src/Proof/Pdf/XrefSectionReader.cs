namespace Proof.Pdf;

/// <summary>Parses one cross-reference section, table or stream, at a given offset.</summary>
/// <remarks>ISO 32000-2, 7.5.4 and 7.5.8. Never allocates from a claimed count.</remarks>
internal sealed class XrefSectionReader(ReadOnlyMemory<byte> source, PdfBudget budget)
{
    private const int EntryLength = 20;
    private const int GenerationStart = 11;
    private const int KindStart = 17;

    private int _entries;

    public XrefSection? Read(long offset)
    {
        var bytes = source.Span;
        if (offset <= 0 || offset >= bytes.Length)
        {
            return Fail("a cross-reference offset lies outside the file", -1);
        }

        // Some writers name the end of line before the table: every reader steps over it. At more than one byte of
        // white space one of them starts to repair.
        var start = SkipLineEnd(bytes, (int)offset);
        var position = start;
        if (PdfSyntax.TryKeyword(bytes, ref position, "xref"u8))
        {
            return ReadTable(start, position);
        }

        return start == offset && PdfSyntax.IsDigit(bytes[start])
            ? ReadStream(start)
            : Fail("no cross-reference section stands where one is named", (int)offset);
    }

    /// <summary>The offset after a blank or the end of a line at <paramref name="position"/>, if one stands
    /// there.</summary>
    public static int SkipLineEnd(ReadOnlySpan<byte> bytes, int position) =>
        position < bytes.Length && bytes[position] is (byte)' ' or (byte)'\r' or (byte)'\n' ? position + 1 : position;

    private XrefSection? ReadTable(int offset, int position)
    {
        // Line by line, as the standard has it: a blank too many sends some readers to search the file instead.
        var bytes = source.Span;
        var entries = new List<XrefEntry>();
        if (!TryEndLine(ref position))
        {
            return Fail("malformed cross-reference table", position);
        }

        while (position < bytes.Length && PdfSyntax.IsDigit(bytes[position]))
        {
            if (!ReadSubsection(ref position, entries))
            {
                return null;
            }
        }

        var keyword = PdfSyntax.SkipWhitespace(bytes, position);
        position = keyword;
        if (!PdfSyntax.TryKeyword(bytes, ref position, "trailer"u8))
        {
            return Fail("malformed cross-reference subsection", position);
        }

        var parser = new PdfParser(source, position, budget, inDocument: true);
        if (parser.Read() is not PdfDictionary trailer)
        {
            budget.Report(parser.Fault ?? new PdfFault(PdfFaultKind.NeedsRepair, "no trailer dictionary", position));
            return null;
        }

        if (!budget.TakeBytes(parser.Position - offset))
        {
            budget.Report(new PdfFault(PdfFaultKind.LimitExceeded, "trailers overlap too often", offset));
            return null;
        }

        return new XrefSection
        {
            Kind = XrefKind.Table,
            Offset = offset,
            EndOffset = parser.Position,
            Trailer = trailer,
            TrailerOffset = keyword,
            Entries = entries,
        };
    }

    private bool ReadSubsection(ref int position, List<XrefEntry> entries)
    {
        var bytes = source.Span;
        if (!PdfSyntax.TryReadUnsigned(bytes, ref position, out var first) || !TrySpace(ref position)
            || !PdfSyntax.TryReadUnsigned(bytes, ref position, out var count) || !TryEndLine(ref position))
        {
            Fail("malformed cross-reference subsection", position);
            return false;
        }

        for (long i = 0; i < count; i++)
        {
            if (!ReadEntry(ref position, first + i, out var entry) || !Take(first + i))
            {
                Fail("malformed cross-reference entry", position);
                return false;
            }

            entries.Add(entry);
        }

        return true;
    }

    private bool ReadEntry(ref int position, long number, out XrefEntry entry)
    {
        entry = default;
        if (source.Length - position < EntryLength
            || !TryReadEntry(
                source.Span.Slice(position, EntryLength), out var kind, out var offset, out var generation))
        {
            return false;
        }

        position += EntryLength;
        entry = new XrefEntry((int)Math.Min(number, int.MaxValue), kind, offset, generation, -1);
        return true;
    }

    // 7.5.4: "oooooooooo ggggg n" and two bytes that end the line. Readers that count on the length read another table
    // where it differs, find it wrong, and search the file for whatever looks like an object.
    private static bool TryReadEntry(
        ReadOnlySpan<byte> text, out XrefEntryKind kind, out long offset, out int generation)
    {
        var (first, second, number) = (0, GenerationStart, 0L);
        var good = PdfSyntax.TryReadUnsigned(text, ref first, out offset) && first == GenerationStart - 1
            && PdfSyntax.TryReadUnsigned(text, ref second, out number) && second == KindStart - 1
            && text[first] == ' ' && text[second] == ' '
            && text[(KindStart + 1)..] is [(byte)' ', (byte)'\n' or (byte)'\r'] or [(byte)'\r', (byte)'\n'];
        generation = good ? (int)number : 0;

        // Some writers mark an object they never wrote as one in use, at zero.
        kind = text[KindStart] == 'n' && offset > 0 ? XrefEntryKind.InUse : XrefEntryKind.Free;
        return good && text[KindStart] is (byte)'n' or (byte)'f';
    }

    private XrefSection? ReadStream(int offset)
    {
        if (PdfObjectReader.Read(source, offset, budget, null) is not { Value: PdfStream stream } found)
        {
            return Fail("no cross-reference section stands where one is named", offset);
        }

        if (stream.Dictionary["Type"] is not PdfName("XRef"))
        {
            return Fail("a cross-reference stream lacks its type", offset);
        }

        if (!PdfFilters.TryDecode(stream, static value => value, budget, out var data, out var fault))
        {
            budget.Report(fault);
            return null;
        }

        var entries = new List<XrefEntry>();
        return XrefStreamEntries.TryRead(stream.Dictionary, data, Take, entries)
            ? new XrefSection
            {
                Kind = XrefKind.Stream,
                Offset = offset,
                EndOffset = found.EndOffset,
                Trailer = stream.Dictionary,
                Entries = entries,
            }
            : Fail("malformed cross-reference stream", offset);
    }

    private bool Take(long number)
    {
        if (number <= budget.Limits.MaxObjectNumber && ++_entries <= budget.MostObjects)
        {
            return true;
        }

        budget.Report(new PdfFault(PdfFaultKind.LimitExceeded, "too many objects, or too high an object number"));
        return false;
    }

    private bool TrySpace(ref int position)
    {
        if (position >= source.Length || source.Span[position] != ' ')
        {
            return false;
        }

        position++;
        return true;
    }

    // A blank before it does no harm.
    private bool TryEndLine(ref int position)
    {
        TrySpace(ref position);
        var rest = source.Span[position..];
        var length = rest.StartsWith("\r\n"u8) ? 2 : rest is [(byte)'\r' or (byte)'\n', ..] ? 1 : 0;
        position += length;
        return length > 0;
    }

    private XrefSection? Fail(string detail, int offset)
    {
        budget.Report(new PdfFault(PdfFaultKind.NeedsRepair, detail, offset));
        return null;
    }
}
