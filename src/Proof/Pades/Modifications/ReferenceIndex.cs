using System.Collections;
using System.Runtime.InteropServices;
using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>Which objects refer to which, as of one revision; brought forward revision by revision.</summary>
/// <remarks>
/// The trailer is holder 0. Objects that nothing reaches count too: <see cref="Reachable"/> tells them apart. A
/// document may have half a million objects, most with one reference or none, so it is kept tight.
/// </remarks>
internal sealed class ReferenceIndex
{
    private const int StepsPerObject = 4;

    // Of each holder where its targets stand in the list: their count, and they in order, doubled, and one more where a
    // path to it lends looks.
    private readonly Dictionary<int, int> _blocks = [];
    private readonly List<uint> _targets = [0];

    // Who ever referred to an object; whether one still does its targets tell.
    private readonly Holders _holders = new();
    private readonly Holders _lenders = new();
    private readonly List<uint> _collected = [];
    private int _highest;

    /// <summary>Reads every object of a revision.</summary>
    public static ReferenceIndex Build(PdfView view)
    {
        var index = new ReferenceIndex();
        var seen = new BitArray(view.Document.HighestObjectNumber + 1);
        index._blocks.EnsureCapacity(Math.Min(view.Document.HighestObjectNumber, view.Document.Index.Count) + 1);
        for (var revision = view.Revision.Index; revision >= 0; revision--)
        {
            foreach (var entry in view.Document.Revisions[revision].Entries)
            {
                if (!seen[entry.Number])
                {
                    seen[entry.Number] = true;
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

    /// <summary>Each at least once.</summary>
    /// <param name="take">Asked for the price of each that ever was; nothing comes once it says no.</param>
    public IEnumerable<int> HoldersOf(int target, Func<bool> take) => _holders.Of(target).TakeWhile(_ => take())
        .Where(holder => Find(TargetsOf(holder), target) >= 0);

    /// <summary>Those of which a reference to the target <see cref="References.LendsLooks"/>.</summary>
    public IEnumerable<int> LendersOf(int target, Func<bool> take) => _lenders.Of(target).TakeWhile(_ => take())
        .Where(holder => TargetsOf(holder) is var targets && Find(targets, target) is >= 0 and var at
            && (targets[at] & 1) != 0);

    /// <summary>Every object that the trailer leads to; not all of them once the budget is spent.</summary>
    public BitArray Reachable(PdfBudget budget)
    {
        var reached = new BitArray(_highest + 1);
        var pending = new Stack<int>();
        reached[0] = true;
        pending.Push(0);
        while (pending.TryPop(out var holder))
        {
            var targets = TargetsOf(holder);
            if (!_blocks.ContainsKey(holder) || !budget.Spend(StepsPerObject + targets.Length))
            {
                continue;
            }

            foreach (var target in targets)
            {
                var number = (int)(target >> 1);
                if (number <= _highest && !reached[number])
                {
                    reached[number] = true;
                    pending.Push(number);
                }
            }
        }

        return reached;
    }

    public static PdfObject ObjectOf(PdfView view, int number) =>
        number == 0 ? view.Trailer
        : view.Entry(number) is { Kind: not XrefEntryKind.Free } entry
            ? view.Resolve(new PdfReference(number, entry.Generation))
            : PdfNull.Instance;

    private void Read(PdfView view, int number) => Replace(number, ObjectOf(view, number));

    private void Replace(int holder, PdfObject value)
    {
        _highest = Math.Max(_highest, holder);
        var start = Append(value);
        var before = TargetsOf(holder);
        _blocks[holder] = start;
        var targets = TargetsOf(holder);
        foreach (var target in targets)
        {
            var number = (int)(target >> 1);
            var at = Find(before, number);
            if (at < 0)
            {
                _holders.Add(number, holder);
            }

            if ((target & 1) != 0 && (at < 0 || (before[at] & 1) == 0))
            {
                _lenders.Add(number, holder);
            }
        }
    }

    private ReadOnlySpan<uint> TargetsOf(int holder)
    {
        var start = _blocks.GetValueOrDefault(holder);
        var all = CollectionsMarshal.AsSpan(_targets);
        return all.Slice(start + 1, (int)all[start]);
    }

    /// <returns>Where the value's targets stand now.</returns>
    private int Append(PdfObject value)
    {
        _collected.Clear();
        References.Collect(value, _collected);
        var collected = CollectionsMarshal.AsSpan(_collected);
        collected.Sort();
        var count = 0;
        foreach (var target in collected)
        {
            // Of the same number the one that lends looks comes last, and counts.
            count -= count > 0 && collected[count - 1] >> 1 == target >> 1 ? 1 : 0;
            collected[count++] = target;
        }

        if (count == 0)
        {
            return 0;
        }

        var start = _targets.Count;
        _targets.Add((uint)count);
        _targets.AddRange(collected[..count]);
        return start;
    }

    private static int Find(ReadOnlySpan<uint> targets, int number)
    {
        var at = targets.BinarySearch((uint)number << 1);
        at = at < 0 ? ~at : at;
        return at < targets.Length && targets[at] >> 1 == (uint)number ? at : -1;
    }

    /// <summary>Numbers by number; most often one.</summary>
    private sealed class Holders
    {
        private readonly Dictionary<int, int> _first = [];
        private readonly Dictionary<int, List<int>> _others = [];

        public void Add(int target, int holder)
        {
            if (_first.TryAdd(target, holder))
            {
                return;
            }

            if (!_others.TryGetValue(target, out var others))
            {
                _others[target] = others = [];
            }

            others.Add(holder);
        }

        public IEnumerable<int> Of(int target) => !_first.TryGetValue(target, out var first) ? []
            : _others.TryGetValue(target, out var others) ? others.Prepend(first)
            : [first];
    }
}
