using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>Which objects refer to which, as of one revision; brought forward revision by revision.</summary>
/// <remarks>The trailer is holder 0. Objects that nothing reaches count too: <see cref="Reachable"/> tells them
/// apart.</remarks>
internal sealed class ReferenceIndex
{
    private readonly Dictionary<int, HashSet<int>> _holders = [];
    private readonly Dictionary<int, Dictionary<int, bool>> _targets = [];
    private Dictionary<int, bool> _spare = [];

    /// <summary>Reads every object of a revision.</summary>
    public static ReferenceIndex Build(PdfView view)
    {
        var index = new ReferenceIndex();
        var seen = new HashSet<int>();
        for (var revision = view.Revision.Index; revision >= 0; revision--)
        {
            foreach (var entry in view.Document.Revisions[revision].Entries)
            {
                if (seen.Add(entry.Number))
                {
                    index.Read(view, entry.Number);
                }
            }
        }

        index.Replace(0, view.Trailer);
        return index;
    }

    /// <summary>Takes in what the revision of <paramref name="view"/>, the one after the index's own, wrote.</summary>
    public void Advance(PdfView view)
    {
        foreach (var entry in view.Revision.Entries)
        {
            Read(view, entry.Number);
        }

        Replace(0, view.Trailer);
    }

    public IEnumerable<int> HoldersOf(int target) => _holders.TryGetValue(target, out var holders) ? holders : [];

    /// <summary>Whether one of the holder's references to the target <see cref="References.LendsLooks"/>.</summary>
    public bool LendsLooks(int holder, int target) =>
        _targets.TryGetValue(holder, out var targets) && targets.GetValueOrDefault(target);

    /// <summary>Every object that the trailer leads to.</summary>
    public HashSet<int> Reachable()
    {
        var reached = new HashSet<int> { 0 };
        var pending = new Stack<int>();
        pending.Push(0);
        while (pending.TryPop(out var holder))
        {
            if (!_targets.TryGetValue(holder, out var targets))
            {
                continue;
            }

            foreach (var target in targets.Keys)
            {
                if (reached.Add(target))
                {
                    pending.Push(target);
                }
            }
        }

        return reached;
    }

    private void Read(PdfView view, int number) => Replace(number, ObjectOf(view, number));

    public static PdfObject ObjectOf(PdfView view, int number) =>
        number == 0 ? view.Trailer
        : view.Entry(number) is { Kind: not XrefEntryKind.Free } entry
            ? view.Resolve(new PdfReference(number, entry.Generation))
            : PdfNull.Instance;

    private void Replace(int holder, PdfObject value)
    {
        var targets = _spare;
        targets.Clear();
        References.Collect(value, targets);
        var before = _targets.GetValueOrDefault(holder) ?? [];
        foreach (var old in before.Keys)
        {
            if (!targets.ContainsKey(old))
            {
                _holders[old].Remove(holder);
            }
        }

        foreach (var target in targets.Keys)
        {
            if (before.ContainsKey(target))
            {
                continue;
            }

            if (!_holders.TryGetValue(target, out var holders))
            {
                _holders[target] = holders = [];
            }

            holders.Add(holder);
        }

        _targets[holder] = targets;
        _spare = before;
    }
}
