using Proof.Pdf;

namespace Proof.Pades;

/// <summary>
/// Draws a matrix of modules as the outline of its dark areas. Filled squares side by side would show hairlines where a
/// viewer smooths their edges; one outline has no inner edges.
/// </summary>
internal static class QrOutline
{
    /// <summary>Modules of white that ISO/IEC 18004 asks for on each side.</summary>
    public const int QuietZone = 4;

    /// <summary>
    /// Adds the symbol with its quiet zone, one module being one unit, its lower left corner at the origin.
    /// </summary>
    /// <param name="content">Takes one filled path.</param>
    /// <param name="modules">
    /// [row, column], first row on top, dark is true; light rows and columns around are not counted.
    /// </param>
    public static void Draw(ContentStream content, bool[,] modules)
    {
        var (top, left, size) = Symbol(modules);
        var sides = new Sides(QuietZone + size);
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                if (Dark(row, column))
                {
                    Add(row, column);
                }
            }
        }

        sides.Trace(content);
        content.FillEvenOdd();

        bool Dark(int row, int column) =>
            row >= 0 && column >= 0 && row < size && column < size && modules[top + row, left + column];

        // The sides shared with a light module, each walked with the dark on its left.
        void Add(int row, int column)
        {
            int x = QuietZone + column, y = QuietZone + size - row - 1;
            sides.AddIf(!Dark(row + 1, column), x, y, x + 1, y);
            sides.AddIf(!Dark(row, column + 1), x + 1, y, x + 1, y + 1);
            sides.AddIf(!Dark(row - 1, column), x + 1, y + 1, x, y + 1);
            sides.AddIf(!Dark(row, column - 1), x, y + 1, x, y);
        }
    }

    /// <summary>Modules along one side, quiet zones included.</summary>
    public static int Side(bool[,] modules) => Symbol(modules).Size + (2 * QuietZone);

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

    /// <summary>
    /// Directed sides by the corner they leave; where two dark modules meet at a corner, two sides leave it.
    /// </summary>
    private sealed class Sides(int last)
    {
        private const int None = -1;

        private readonly int _width = last + 1;
        private readonly int[] _first = Filled((last + 1) * (last + 1));
        private readonly int[] _second = Filled((last + 1) * (last + 1));

        public void AddIf(bool light, int fromX, int fromY, int toX, int toY)
        {
            if (light)
            {
                var from = (fromY * _width) + fromX;
                (_first[from] == None ? _first : _second)[from] = (toY * _width) + toX;
            }
        }

        /// <summary>Follows each chain of sides back to where it began; only a turn is worth a point.</summary>
        public void Trace(ContentStream content)
        {
            for (var start = 0; start < _first.Length;)
            {
                if (_first[start] == None)
                {
                    start++;
                    continue;
                }

                content.MoveTo(start % _width, start / _width);
                var from = start;
                for (var at = Take(start); at != start;)
                {
                    var to = Take(at);
                    if (at - from != to - at)
                    {
                        content.LineTo(at % _width, at / _width);
                    }

                    (from, at) = (at, to);
                }

                content.Close();
            }
        }

        private int Take(int from)
        {
            var to = _first[from];
            (_first[from], _second[from]) = (_second[from], None);
            return to;
        }

        private static int[] Filled(int length)
        {
            var corners = new int[length];
            Array.Fill(corners, None);
            return corners;
        }
    }
}
