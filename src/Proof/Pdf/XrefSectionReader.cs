namespace Proof.Pdf;

/// <summary>Parses one cross-reference section, table or stream, at a given offset.</summary>
/// <remarks>ISO 32000-2, 7.5.4 and 7.5.8. Never allocates from a claimed count.</remarks>
internal sealed class XrefSectionReader(ReadOnlyMemory<byte> source, PdfBudget budget)
{
    // Five digits; free entries of real files exceed 65,535.
    private const int MaxGeneration = 99_999;

    private int _entries;

    public XrefSection? Read(long offset)
    {
        var bytes = source.Span;
        if (offset <= 0 || offset >= bytes.Length)
        {
            return Fail("a cross-reference offset lies outside the file", -1);
        }

        var position = (int)offset;
        if (PdfSyntax.TryKeyword(bytes, ref position, "xref"u8))
        {
            return ReadTable((int)offset, position);
        }

        return PdfSyntax.IsDigit(bytes[position])
            ? ReadStream((int)offset)
            : Fail("no cross-reference section stands where one is named", position);
    }

    private XrefSection? ReadTable(int offset, int position)
    {
        var bytes = source.Span;
        var entries = new List<XrefEntry>();
        while (true)
        {
            position = PdfSyntax.SkipBlank(bytes, position);
            if (PdfSyntax.TryKeyword(bytes, ref position, "trailer"u8))
            {
                break;
            }

            if (!ReadSubsection(ref position, entries))
            {
                return null;
            }
        }

        var parser = new PdfParser(source, position, budget, inDocument: true);
        if (parser.Read() is not PdfDictionary trailer)
        {
            budget.Report(parser.Fault ?? new PdfFault(PdfFaultKind.NeedsRepair, "no trailer dictionary", position));
            return null;
        }

        return new XrefSection
        {
            Kind = XrefKind.Table,
            Offset = offset,
            EndOffset = parser.Position,
            Trailer = trailer,
            Entries = entries,
        };
    }

    private bool ReadSubsection(ref int position, List<XrefEntry> entries)
    {
        var bytes = source.Span;
        if (!PdfSyntax.TryReadUnsigned(bytes, ref position, out var first) || !SkipGap(ref position)
            || !PdfSyntax.TryReadUnsigned(bytes, ref position, out var count) || !SkipGap(ref position))
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
        var bytes = source.Span;
        if (!PdfSyntax.TryReadUnsigned(bytes, ref position, out var offset) || !SkipGap(ref position)
            || !PdfSyntax.TryReadUnsigned(bytes, ref position, out var generation) || !SkipGap(ref position)
            || generation > MaxGeneration)
        {
            return false;
        }

        XrefEntryKind kind;
        if (PdfSyntax.TryKeyword(bytes, ref position, "n"u8))
        {
            // Some writers mark an object they never wrote so.
            kind = offset == 0 ? XrefEntryKind.Free : XrefEntryKind.InUse;
        }
        else if (PdfSyntax.TryKeyword(bytes, ref position, "f"u8))
        {
            kind = XrefEntryKind.Free;
        }
        else
        {
            return false;
        }

        position = PdfSyntax.SkipWhitespace(bytes, position);
        entry = new XrefEntry((int)Math.Min(number, int.MaxValue), kind, offset, (int)generation, -1);
        return true;
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
        if (number <= budget.Limits.MaxObjectNumber && ++_entries <= budget.Limits.MaxObjects)
        {
            return true;
        }

        budget.Report(new PdfFault(PdfFaultKind.LimitExceeded, "too many objects, or too high an object number"));
        return false;
    }

    private bool SkipGap(ref int position)
    {
        var start = position;
        position = PdfSyntax.SkipWhitespace(source.Span, position);
        return position > start;
    }

    private XrefSection? Fail(string detail, int offset)
    {
        budget.Report(new PdfFault(PdfFaultKind.NeedsRepair, detail, offset));
        return null;
    }
}
