using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>Whether a rectangle of one set shares area with one of another, in n log n steps.</summary>
/// <remarks>
/// A line goes from left to right. Of each set a tree holds how many rectangles the line cuts at each height; one that
/// begins is held against the other set's. Heights are the edges that occur, so the answer is exact.
/// </remarks>
internal sealed class AreaSweep
{
    private readonly List<Edge> _edges = [];
    private readonly Tree[] _trees;

    public AreaSweep(IReadOnlyList<PdfRectangle> first, IReadOnlyList<PdfRectangle> second)
    {
        IReadOnlyList<PdfRectangle>[] sets = [[.. first.Where(HasArea)], [.. second.Where(HasArea)]];
        double[] heights =
            [.. sets.SelectMany(set => set).SelectMany(each => new[] { each.Bottom, each.Top }).Distinct().Order()];
        for (var set = 0; set < sets.Length; set++)
        {
            foreach (var each in sets[set])
            {
                var bottom = Array.BinarySearch(heights, each.Bottom);
                var top = Array.BinarySearch(heights, each.Top);
                _edges.Add(new Edge(each.Left, IsStart: true, set, bottom, top));
                _edges.Add(new Edge(each.Right, IsStart: false, set, bottom, top));
            }
        }

        _trees = sets[0].Count == 0 || sets[1].Count == 0 ? [] : [new(heights.Length - 1), new(heights.Length - 1)];
    }

    /// <summary>Nodes of the trees that were looked at, and edges sorted.</summary>
    public long Steps => _edges.Count + _trees.Sum(tree => tree.Visits);

    /// <summary>To be asked once.</summary>
    public bool FindsOverlap()
    {
        if (_trees.Length == 0)
        {
            return false;
        }

        // Where one ends and another begins they only touch: ends go first.
        _edges.Sort(static (one, other) => one.At.CompareTo(other.At) is not 0 and var order
            ? order
            : one.IsStart.CompareTo(other.IsStart));
        foreach (var edge in _edges)
        {
            if (edge.IsStart && _trees[1 - edge.Set].Most(edge.Bottom, edge.Top) > 0)
            {
                return true;
            }

            _trees[edge.Set].Add(edge.Bottom, edge.Top, edge.IsStart ? 1 : -1);
        }

        return false;
    }

    private static bool HasArea(PdfRectangle area) => area is { Width: > 0, Height: > 0 };

    /// <param name="Bottom">Index of the height.</param>
    /// <param name="Top">The same, after <paramref name="Bottom"/>.</param>
    private readonly record struct Edge(double At, bool IsStart, int Set, int Bottom, int Top);

    /// <summary>Counts over the spaces between heights: adds to a stretch of them, tells the largest of one.</summary>
    private sealed class Tree(int spaces)
    {
        private readonly int[] _own = new int[4 * spaces];
        private readonly int[] _most = new int[4 * spaces];

        public long Visits { get; private set; }

        public void Add(int from, int to, int count) => Add(1, 0, spaces, from, to, count);

        public int Most(int from, int to) => Most(1, 0, spaces, from, to);

        private void Add(int node, int start, int end, int from, int to, int count)
        {
            Visits++;
            if (from <= start && end <= to)
            {
                _own[node] += count;
                _most[node] += count;
                return;
            }

            var middle = (start + end) / 2;
            if (from < middle)
            {
                Add(2 * node, start, middle, from, to, count);
            }

            if (to > middle)
            {
                Add((2 * node) + 1, middle, end, from, to, count);
            }

            _most[node] = _own[node] + Math.Max(_most[2 * node], _most[(2 * node) + 1]);
        }

        private int Most(int node, int start, int end, int from, int to)
        {
            Visits++;
            if (from <= start && end <= to)
            {
                return _most[node];
            }

            var middle = (start + end) / 2;
            var below = from < middle ? Most(2 * node, start, middle, from, to) : 0;
            var above = to > middle ? Most((2 * node) + 1, middle, end, from, to) : 0;
            return _own[node] + Math.Max(below, above);
        }
    }
}
