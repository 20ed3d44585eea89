using Proof.Pdf;

namespace Proof.Pades;

/// <summary>Objects that mean nothing to a reader that goes by the cross-references, and much to one that searches the
/// file: it takes them for cross-references and for what holds the objects.</summary>
internal sealed class RivalObjects
{
    private const int StepsPerEntry = 4;

    private readonly HashSet<long> _sections = [];
    private readonly HashSet<(int Number, int Container, int Index)> _placed = [];

    /// <param name="revisions">Whose sections and entries count. Some writers save what belongs together as two.
    /// </param>
    public RivalObjects(IEnumerable<PdfRevision> revisions)
    {
        foreach (var revision in revisions)
        {
            foreach (var section in revision.Sections)
            {
                _sections.Add(section.Offset);
                _sections.Add(section.Hybrid?.Offset ?? section.Offset);
            }

            foreach (var entry in revision.Entries.Where(each => each.Kind == XrefEntryKind.Compressed))
            {
                _placed.Add((entry.Number, entry.Container, entry.Field3));
            }
        }
    }

    /// <summary>Whether an object is a cross-reference stream that no section is, or an object stream with objects that
    /// no entry places in it.</summary>
    /// <param name="view">As of the revision that wrote <paramref name="entry"/>.</param>
    public bool Contains(PdfView view, XrefEntry entry, PdfObject value) =>
        value is PdfStream stream && view.Get<PdfName>(stream.Dictionary, "Type")?.Value switch
        {
            "XRef" => !_sections.Contains(entry.Offset) && !SaysTheSame(view, stream),
            "ObjStm" => view.NumbersIn(entry.Number)
                .Where((number, index) => !_placed.Contains((number, entry.Number, index))).Any(),
            _ => false,
        };

    // Some writers save a stream and a table that both say the same, and name the table alone.
    private static bool SaysTheSame(PdfView view, PdfStream stream)
    {
        var budget = view.Document.Budget;
        var entries = new List<XrefEntry>();
        return (stream.Dictionary["Root"] ?? PdfNull.Instance).Equals(view.Trailer["Root"])
            && view.Document.TryDecode(stream, out var data, out _)
            && XrefStreamEntries.TryRead(
                stream.Dictionary, data,
                _ => entries.Count <= budget.MostObjects && budget.Spend(StepsPerEntry), entries)
            && entries.TrueForAll(each => !each.IsInUse
                || (view.Entry(each.Number) is { } known && known with { Revision = each.Revision } == each));
    }
}
