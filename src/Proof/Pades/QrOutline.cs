using Proof.Pdf;

namespace Proof.Pades;

/// <summary>
/// Draws a matrix of modules as the outline of its dark areas. Filled squares side by side would show hairlines where a viewer
/// smooths their edges; one outline has no inner edges.
/// </summary>
internal static class QrOutline
{
    /// <summary>Modules of white that ISO/IEC 18004 asks for on each side.</summary>
    public const int QuietZone = 4;

    /// <summary>Adds the symbol with its quiet zone, one module being one unit, its lower left corner at the origin.</summary>
    /// <param name="content">Takes one filled path.</param>
    /// <param name="modules">[row, column], first row on top, dark is true; light rows and columns around are not counted.</param>
    public static void Draw(ContentStream content, bool[,] modules)
    {
        var (top, left, size) = Symbol(modules);
        var next = new Dictionary<(int X, int Y), Stack<(int X, int Y)>>();
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                if (Dark(row, column))
                {
                    AddSides(row, column);
                }
            }
        }

        Trace(content, next);

        bool Dark(int row, int column) =>
            row >= 0 && column >= 0 && row < size && column < size && modules[top + row, left + column];

        // The sides shared with a light module, each walked with the dark on its left.
        void AddSides(int row, int column)
        {
            int x = QuietZone + column, y = QuietZone + size - row - 1;
            AddIf(!Dark(row + 1, column), (x, y), (x + 1, y));
            AddIf(!Dark(row, column + 1), (x + 1, y), (x + 1, y + 1));
            AddIf(!Dark(row - 1, column), (x + 1, y + 1), (x, y + 1));
            AddIf(!Dark(row, column - 1), (x, y + 1), (x, y));
        }

        void AddIf(bool light, (int X, int Y) from, (int X, int Y) to)
        {
            if (!light)
            {
                return;
            }

            if (!next.TryGetValue(from, out var ends))
            {
                next.Add(from, ends = new Stack<(int X, int Y)>(2));
            }

            ends.Push(to);
        }
    }

    /// <summary>Modules along one side, quiet zones included.</summary>
    public static int Side(bool[,] modules) => Symbol(modules).Size + (2 * QuietZone);

    private static void Trace(ContentStream content, Dictionary<(int X, int Y), Stack<(int X, int Y)>> next)
    {
        foreach (var (start, ends) in next)
        {
            while (ends.Count > 0)
            {
                content.MoveTo(start.X, start.Y);
                var from = start;
                var at = ends.Pop();
                while (at != start)
                {
                    var to = next[at].Pop();

                    // Only a turn is worth a point.
                    if ((from.X == at.X) != (at.X == to.X))
                    {
                        content.LineTo(at.X, at.Y);
                    }

                    (from, at) = (at, to);
                }

                content.Close();
            }
        }

        content.FillEvenOdd();
    }

    // The finder patterns reach into three corners, so the dark modules' bounds are the symbol's.
    private static (int Top, int Left, int Size) Symbol(bool[,] modules)
    {
        int top = int.MaxValue, left = int.MaxValue, bottom = -1, right = -1;
        for (var row = 0; row < modules.GetLength(0); row++)
        {
            for (var column = 0; column < modules.GetLength(1); column++)
            {
                if (modules[row, column])
                {
                    top = Math.Min(top, row);
                    left = Math.Min(left, column);
                    bottom = Math.Max(bottom, row);
                    right = Math.Max(right, column);
                }
            }
        }

        if (bottom < 0 || bottom - top != right - left)
        {
            throw new ArgumentException("The dark modules do not span a square: not a QR symbol.", nameof(modules));
        }

        return (top, left, bottom - top + 1);
    }
}
