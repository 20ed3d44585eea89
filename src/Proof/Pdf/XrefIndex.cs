namespace Proof.Pdf;

/// <summary>Every entry of every revision, found by object number as of a revision.</summary>
internal sealed class XrefIndex
{
    private readonly List<Version> _entries = [];
    private readonly Dictionary<int, int> _newest = [];

    public int HighestNumber { get; private set; }

    /// <summary>Takes the revisions oldest first and fills in <see cref="PdfRevision.Entries"/>.</summary>
    public static XrefIndex? Build(List<PdfRevision> revisions, PdfBudget budget)
    {
        var index = new XrefIndex();
        var hybridStreams = new HashSet<int>();
        foreach (var revision in revisions)
        {
            var own = new Dictionary<int, XrefEntry>(revision.Sections[0].Entries.Count);
            if (!revision.Sections.All(section => Overlay(section, own, index, hybridStreams)))
            {
                budget.Report(new PdfFault(
                    PdfFaultKind.NeedsRepair, "a cross-reference contradicts itself", revision.StartXref));
                return null;
            }

            foreach (var section in revision.Sections)
            {
                section.Entries.Clear();
                section.Entries.TrimExcess();
            }

            revision.Entries = [.. own.Values.Select(entry => entry with { Revision = revision.Index })];
            foreach (var entry in revision.Entries)
            {
                index.Add(entry);
            }
        }

        return index;
    }

    /// <summary>The entry that counts for <paramref name="number"/> after <paramref name="revision"/>.</summary>
    /// <returns>Its identity (the same for as long as no later revision overrides it), or -1.</returns>
    public int Find(int number, int revision)
    {
        var id = _newest.GetValueOrDefault(number, -1);
        while (id >= 0 && _entries[id].Entry.Revision > revision)
        {
            var (_, older, far, _) = _entries[id];
            id = far >= 0 && _entries[far].Entry.Revision > revision ? far : older;
        }

        return id;
    }

    public XrefEntry this[int id] => _entries[id].Entry;

    private void Add(XrefEntry entry)
    {
        HighestNumber = Math.Max(HighestNumber, entry.Number);
        var older = _newest.GetValueOrDefault(entry.Number, -1);
        _entries.Add(older < 0 ? new Version(entry, -1, -1, 0)
            : new Version(entry, older, FarFrom(older), _entries[older].Depth + 1));
        _newest[entry.Number] = _entries.Count - 1;
    }

    // Two leaps of the same length in a row become one of twice: any older version is a few leaps away, however many
    // revisions wrote the object anew.
    private int FarFrom(int older)
    {
        var (_, _, far, depth) = _entries[older];
        return far >= 0 && _entries[far].Far is >= 0 and var farther
            && depth - _entries[far].Depth == _entries[far].Depth - _entries[farther].Depth ? farther : older;
    }

    /// <param name="Older">Identity of the version before it; -1: none.</param>
    /// <param name="Far">Of one much older; -1: none.</param>
    private readonly record struct Version(XrefEntry Entry, int Older, int Far, int Depth);

    private static bool Overlay(
        XrefSection section, Dictionary<int, XrefEntry> own, XrefIndex older, HashSet<int> hybridStreams)
    {
        // Of a number named twice in one section readers take either; an honest writer names it once.
        var named = new HashSet<int>(section.Entries.Count);
        foreach (var entry in section.Entries)
        {
            if (!named.Add(entry.Number) && own[entry.Number] != entry)
            {
                return false;
            }

            own[entry.Number] = entry;
        }

        if (section.Hybrid is not { } hybrid)
        {
            return true;
        }

        // 7.5.8.4: the stream speaks for the objects that the table hides as free or does not name. In a stream's own
        // dictionary it is no more than a copy, which some readers follow.
        var repeated = !hybridStreams.Add(hybrid.Offset);
        if (!repeated && section.Kind == XrefKind.Stream)
        {
            return false;
        }

        var hidden = new Dictionary<int, XrefEntry>(hybrid.Entries.Count);
        foreach (var entry in hybrid.Entries)
        {
            if (!hidden.TryAdd(entry.Number, entry) && hidden[entry.Number] != entry)
            {
                return false;
            }

            var isNamed = named.Contains(entry.Number);
            if (isNamed && own[entry.Number].Kind != XrefEntryKind.Free)
            {
                // All is well where both say the same, or where an update copied the name of an older stream.
                if (!repeated && own[entry.Number] != entry)
                {
                    return false;
                }

                continue;
            }

            // A copied /XRefStm is harmless as long as it says what older sections already say; else readers disagree.
            // So they do where the table hides an object that is older than the stream.
            if (repeated ? !older.Says(entry) : isNamed && entry.IsInUse && older.IsInUse(entry.Number))
            {
                return false;
            }

            if (!repeated)
            {
                own[entry.Number] = entry;
            }
        }

        return true;
    }

    private bool IsInUse(int number) => Find(number, int.MaxValue) is >= 0 and var id
        && _entries[id].Entry.IsInUse;

    private bool Says(XrefEntry entry)
    {
        var id = Find(entry.Number, int.MaxValue);
        return id >= 0 && _entries[id].Entry with { Revision = entry.Revision } == entry;
    }
}
