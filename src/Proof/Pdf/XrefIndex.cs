using System.Collections;

namespace Proof.Pdf;

/// <summary>Every entry of every revision, found by object number as of a revision.</summary>
internal sealed class XrefIndex
{
    private const int NumbersPerEntry = 4;

    private readonly List<XrefEntry> _entries;
    private readonly Dictionary<int, int> _byNumber = [];
    private readonly int[] _newest = [];

    // Of every entry, from the first on that overrides one.
    private Links[] _links = [];

    private XrefIndex(List<PdfRevision> revisions)
    {
        var (count, named) = (0, 0);
        foreach (var entries in revisions.SelectMany(revision => revision.Sections)
            .SelectMany(section => new[] { section.Entries, section.Hybrid?.Entries ?? [] }))
        {
            count += entries.Count;
            foreach (var entry in entries)
            {
                named = Math.Max(named, entry.Number);
            }
        }

        // An array where most numbers up to the highest are in use: half a million entries are kept tight.
        _entries = new List<XrefEntry>(count);
        if (named <= (long)NumbersPerEntry * count)
        {
            _newest = new int[named + 1];
            Array.Fill(_newest, -1);
        }
        else
        {
            _byNumber.EnsureCapacity(count);
        }
    }

    public int HighestNumber { get; private set; }

    /// <summary>Identities are below it.</summary>
    public int Count => _entries.Count;

    /// <summary>Takes the revisions oldest first and fills in <see cref="PdfRevision.Entries"/>.</summary>
    public static XrefIndex? Build(List<PdfRevision> revisions, PdfBudget budget)
    {
        var index = new XrefIndex(revisions);
        var hybridStreams = new HashSet<int>();
        foreach (var revision in revisions)
        {
            var start = index.Count;
            if (!index.TryAddInOrder(revision) && !index.TryAddByNumber(revision, hybridStreams))
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

            revision.Entries = new EntryList(index._entries, start, index.Count - start);
        }

        return index;
    }

    /// <summary>The entry that counts for <paramref name="number"/> after <paramref name="revision"/>.</summary>
    /// <returns>Its identity (the same for as long as no later revision overrides it), or -1.</returns>
    public int Find(int number, int revision)
    {
        var id = Newest(number);
        while (id >= 0 && _entries[id].Revision > revision)
        {
            var (older, far, _) = LinksOf(id);
            id = far >= 0 && _entries[far].Revision > revision ? far : older;
        }

        return id;
    }

    public XrefEntry this[int id] => _entries[id];

    private int Newest(int number) => (uint)number < (uint)_newest.Length ? _newest[number]
        : _byNumber.Count == 0 ? -1 : _byNumber.GetValueOrDefault(number, -1);

    private Links LinksOf(int id) => _links.Length == 0 ? Links.None : _links[id];

    // What nearly all writers save: one section, its numbers ascending.
    private bool TryAddInOrder(PdfRevision revision)
    {
        if (revision.Sections is not [{ Hybrid: null } section])
        {
            return false;
        }

        for (var i = 1; i < section.Entries.Count; i++)
        {
            if (section.Entries[i].Number <= section.Entries[i - 1].Number)
            {
                return false;
            }
        }

        foreach (var entry in section.Entries)
        {
            Add(entry with { Revision = revision.Index });
        }

        return true;
    }

    private bool TryAddByNumber(PdfRevision revision, HashSet<int> hybridStreams)
    {
        var own = new Dictionary<int, XrefEntry>(revision.Sections[0].Entries.Count);
        if (!revision.Sections.All(section => Overlay(section, own, this, hybridStreams)))
        {
            return false;
        }

        foreach (var entry in own.Values)
        {
            Add(entry with { Revision = revision.Index });
        }

        return true;
    }

    private void Add(XrefEntry entry)
    {
        HighestNumber = Math.Max(HighestNumber, entry.Number);
        var (id, older) = (_entries.Count, Newest(entry.Number));
        _entries.Add(entry);
        if (_newest.Length > 0)
        {
            _newest[entry.Number] = id;
        }
        else
        {
            _byNumber[entry.Number] = id;
        }

        if (older >= 0)
        {
            if (_links.Length == 0)
            {
                _links = new Links[_entries.Capacity];
                Array.Fill(_links, Links.None);
            }

            _links[id] = new Links(older, FarFrom(older), LinksOf(older).Depth + 1);
        }
    }

    // Two leaps of the same length in a row become one of twice: any older version is a few leaps away, however many
    // revisions wrote the object anew.
    private int FarFrom(int older)
    {
        var (_, far, depth) = LinksOf(older);
        return far >= 0 && LinksOf(far).Far is >= 0 and var farther
            && depth - LinksOf(far).Depth == LinksOf(far).Depth - LinksOf(farther).Depth ? farther : older;
    }

    /// <param name="Older">Identity of the version before it; -1: none.</param>
    /// <param name="Far">Of one much older; -1: none.</param>
    private readonly record struct Links(int Older, int Far, int Depth)
    {
        public static readonly Links None = new(-1, -1, 0);
    }

    /// <summary>Those of one revision, not copied.</summary>
    private sealed class EntryList(List<XrefEntry> entries, int start, int count) : IReadOnlyList<XrefEntry>
    {
        public int Count => count;

        public XrefEntry this[int index] => entries[start + index];

        public IEnumerator<XrefEntry> GetEnumerator()
        {
            for (var i = 0; i < count; i++)
            {
                yield return entries[start + i];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

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
        && _entries[id].IsInUse;

    private bool Says(XrefEntry entry)
    {
        var id = Find(entry.Number, int.MaxValue);
        return id >= 0 && _entries[id] with { Revision = entry.Revision } == entry;
    }
}
