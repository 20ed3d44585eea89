namespace Proof.Pdf;

/// <summary>Undoes the PNG and TIFF predictors in place.</summary>
/// <remarks>ISO 32000-2, 7.4.4.4.</remarks>
internal static class Predictor
{
    private const int Tiff = 2;
    private const int FirstPng = 10;
    private const int LastPng = 15;

    public static bool TryUndo(int predictor, long colors, long bits, long columns, ref Memory<byte> data)
    {
        if (predictor is 1)
        {
            return true;
        }

        if (predictor is not Tiff and (< FirstPng or > LastPng)
            || colors is < 1 or > 32 || bits is not (1 or 2 or 4 or 8 or 16) || columns is < 1 or > int.MaxValue / 8)
        {
            return false;
        }

        var rowBits = colors * bits * columns;
        var row = (rowBits + 7) / 8;
        if (row > int.MaxValue / 2)
        {
            return false;
        }

        var step = (int)Math.Max(1, colors * bits / 8);
        return predictor == Tiff
            ? UndoTiff(data.Span, (int)row, step, bits)
            : UndoPng(ref data, (int)row, step);
    }

    private static bool UndoTiff(Span<byte> data, int row, int step, long bits)
    {
        if (bits != 8)
        {
            return false;
        }

        for (var start = 0; start < data.Length; start += row)
        {
            var line = data.Slice(start, Math.Min(row, data.Length - start));
            for (var i = step; i < line.Length; i++)
            {
                line[i] += line[i - step];
            }
        }

        return true;
    }

    private static bool UndoPng(ref Memory<byte> data, int row, int step)
    {
        // Each row loses its leading type byte, so rows move towards the front and never overtake what is unread.
        var bytes = data.Span;
        ReadOnlySpan<byte> above = [];
        var to = 0;
        for (long from = 0; from < bytes.Length; from += row + 1L)
        {
            var type = bytes[(int)from];
            var source = bytes[((int)from + 1)..];
            source = source[..Math.Min(row, source.Length)];
            var line = bytes.Slice(to, source.Length);
            source.CopyTo(line);
            if (!UndoPngRow(type, line, above, step))
            {
                return false;
            }

            above = line;
            to += line.Length;
        }

        data = data[..to];
        return true;
    }

    private static bool UndoPngRow(byte type, Span<byte> line, ReadOnlySpan<byte> above, int step)
    {
        if (type > 4)
        {
            return false;
        }

        for (var i = 0; type != 0 && i < line.Length; i++)
        {
            var left = i >= step ? (int)line[i - step] : 0;
            var up = i < above.Length ? (int)above[i] : 0;
            var corner = i >= step && i < above.Length ? (int)above[i - step] : 0;
            line[i] += type switch
            {
                1 => (byte)left,
                2 => (byte)up,
                3 => (byte)((left + up) / 2),
                _ => Paeth(left, up, corner),
            };
        }

        return true;
    }

    private static byte Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (a, b, c) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return (byte)(a <= b && a <= c ? left : b <= c ? up : corner);
    }
}
