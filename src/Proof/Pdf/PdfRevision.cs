namespace Proof.Pdf;

/// <summary>What one save wrote: from the end of the revision before to its own <c>%%EOF</c>.</summary>
/// <remarks>ISO 32000-2, 7.5.6. Sections that one save wrote together count as one revision.</remarks>
public sealed class PdfRevision
{
    internal PdfRevision(int index, IReadOnlyList<XrefSection> sections, int start, int eof, int end)
    {
        Index = index;
        XrefKind = sections[^1].Kind;
        StartXref = sections[^1].Offset;
        Trailer = sections[^1].Trailer;
        Sections = sections;
        Start = start;
        EofOffset = eof;
        EndOffset = end;
    }

    /// <summary>Zero for the oldest.</summary>
    public int Index { get; }

    public XrefKind XrefKind { get; }

    /// <summary>Offset of the cross-reference section, as <c>startxref</c> names it.</summary>
    public int StartXref { get; }

    public PdfDictionary Trailer { get; }

    /// <summary>First byte: the end of the revision before.</summary>
    public int Start { get; }

    /// <summary>Offset right after <c>%%EOF</c>.</summary>
    public int EofOffset { get; }

    /// <summary>The same with the white space that follows: where the next revision may begin.</summary>
    public int EndOffset { get; }

    /// <summary>The entries this revision wrote, in no order; overridden ones of its own sections left out.</summary>
    public IReadOnlyList<XrefEntry> Entries { get; internal set; } = [];

    /// <summary>Later ones override earlier ones.</summary>
    internal IReadOnlyList<XrefSection> Sections { get; }
}

/// <summary>A section as parsed, before sections are put in order.</summary>
internal sealed class XrefSection
{
    public required XrefKind Kind { get; set; }

    public required int Offset { get; init; }

    /// <summary>Right after the trailer dictionary or the stream's <c>endobj</c>.</summary>
    public required int EndOffset { get; init; }

    public required PdfDictionary Trailer { get; init; }

    /// <summary>Of the keyword <c>trailer</c>; zero for a stream, which has none.</summary>
    public int TrailerOffset { get; init; }

    public required List<XrefEntry> Entries { get; init; }

    /// <summary>The stream named by <c>/XRefStm</c>, read in full; null where there is none.</summary>
    public XrefSection? Hybrid { get; set; }
}
