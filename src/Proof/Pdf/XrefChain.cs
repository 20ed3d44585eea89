namespace Proof.Pdf;

/// <summary>Walks from the last <c>startxref</c> along <c>/Prev</c> and puts the sections in order as
/// revisions.</summary>
/// <remarks>ISO 32000-2, 7.5.5 to 7.5.8. Order in the file must be order in time, or the file needs repair.</remarks>
internal sealed class XrefChain(ReadOnlyMemory<byte> source, PdfBudget budget)
{
    private const int TailBytes = 1024;

    private readonly XrefSectionReader _reader = new(source, budget);

    /// <summary>Oldest first; null with the damage reported.</summary>
    public List<PdfRevision>? Read()
    {
        if (LastStartXref() is not { } start || Walk(start) is not { } sections)
        {
            return null;
        }

        sections.Reverse();
        var revisions = new List<PdfRevision>(sections.Count);
        var position = 0;
        for (var i = 0; i < sections.Count;)
        {
            var first = i;
            if (EndOfRevision(sections, ref i, position) is not { } eof)
            {
                Report("revisions overlap, or one lacks its startxref and %%EOF", sections[first].Offset);
                return null;
            }

            var end = PdfSyntax.SkipWhitespace(source.Span, eof);
            revisions.Add(new PdfRevision(revisions.Count, sections[first..i], position, eof, end));
            position = end;
        }

        if (position != source.Length)
        {
            budget.Report(new PdfFault(
                PdfFaultKind.BytesOutsideRevisions, "bytes follow the last %%EOF", position));
            return null;
        }

        return revisions;
    }

    private long? LastStartXref()
    {
        var tail = Math.Max(0, source.Length - TailBytes);
        var found = source.Span[tail..].LastIndexOf("startxref"u8);
        if (found < 0)
        {
            Report("no startxref near the end", source.Length);
            return null;
        }

        var position = PdfSyntax.SkipWhitespace(source.Span, tail + found + "startxref"u8.Length);
        if (PdfSyntax.TryReadUnsigned(source.Span, ref position, out var offset))
        {
            return offset;
        }

        Report("malformed startxref", position);
        return null;
    }

    // Newest first.
    private List<XrefSection>? Walk(long start)
    {
        var visited = new HashSet<long>();
        var sections = new List<XrefSection>();
        long? next = start;
        while (next is { } offset)
        {
            if (!visited.Add(offset))
            {
                budget.Report(new PdfFault(PdfFaultKind.Loop, "cross-reference sections form a loop", (int)offset));
                return null;
            }

            if (visited.Count > budget.Limits.MaxSections)
            {
                budget.Report(new PdfFault(PdfFaultKind.LimitExceeded, "too many cross-reference sections"));
                return null;
            }

            if (_reader.Read(offset) is not { } section || !AddHybrid(section))
            {
                return null;
            }

            sections.Add(section);
            if (section.Trailer.HasDuplicateKeys || section.Trailer["Prev"] is not (null or PdfInteger))
            {
                Report("malformed trailer", section.Offset);
                return null;
            }

            next = (section.Trailer["Prev"] as PdfInteger)?.Value;
        }

        return sections;
    }

    private bool AddHybrid(XrefSection section)
    {
        if (section.Trailer["XRefStm"] is not { } named)
        {
            return true;
        }

        // As with /Prev: a number with a decimal point is one to some readers and none to others.
        if (named is not PdfInteger stream)
        {
            Report("malformed trailer", section.Offset);
            return false;
        }

        section.Kind = section.Kind == XrefKind.Table ? XrefKind.Hybrid : section.Kind;

        // Updates often copy an older trailer whole, so the same stream may be named again: that is no loop.
        section.Hybrid = _reader.Read(stream.Value);
        if (section.Hybrid is { Kind: XrefKind.Table })
        {
            Report("a table stands where a cross-reference stream is named", section.Hybrid.Offset);
        }

        return section.Hybrid is { Kind: XrefKind.Stream };
    }

    // One save may write two sections: a linearized file's first-page section stands in front of the main one that it
    // names by /Prev and whose startxref names it; and some hybrid writers put a second table right behind the first.
    private int? EndOfRevision(List<XrefSection> sections, ref int next, int start)
    {
        var section = sections[next++];
        if (next == 1 && next < sections.Count && sections[next].Offset < section.Offset)
        {
            return Ends(section, sections[next++].Offset);
        }

        while (section.Offset >= start)
        {
            if (Ends(section, section.Offset) is { } eof)
            {
                return eof;
            }

            if (section.Kind == XrefKind.Stream || next >= sections.Count)
            {
                return null;
            }

            start = section.EndOffset;
            section = sections[next++];
        }

        return null;
    }

    // After the section: startxref, its own offset (of a linearized pair the first-page one's), %%EOF.
    private int? Ends(XrefSection section, int startXref)
    {
        var bytes = source.Span;
        var position = PdfSyntax.SkipBlank(bytes, section.EndOffset);
        if (!PdfSyntax.TryKeyword(bytes, ref position, "startxref"u8))
        {
            return null;
        }

        position = PdfSyntax.SkipWhitespace(bytes, position);
        if (!PdfSyntax.TryReadUnsigned(bytes, ref position, out var offset) || offset > startXref
            || XrefSectionReader.SkipLineEnd(bytes, (int)offset) != startXref)
        {
            return null;
        }

        position = PdfSyntax.SkipWhitespace(bytes, position);
        return bytes[position..].StartsWith("%%EOF"u8) ? position + "%%EOF"u8.Length : null;
    }

    private void Report(string detail, int offset) =>
        budget.Report(new PdfFault(PdfFaultKind.NeedsRepair, detail, offset));
}
