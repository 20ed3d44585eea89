namespace Proof.Pdf;

/// <summary>LZW with codes of 9 to 12 bits, high bit first.</summary>
/// <remarks>ISO 32000-2, 7.4.4.2.</remarks>
internal static class LzwFilter
{
    private const int ClearTable = 256;
    private const int EndOfData = 257;
    private const int TableSize = 4096;

    public static bool TryDecode(ReadOnlySpan<byte> data, bool earlyChange, BoundedOutput output)
    {
        var prefix = new short[TableSize];
        var suffix = new byte[TableSize];
        var lengths = new short[TableSize];
        Span<byte> text = stackalloc byte[TableSize];
        var (next, width, previous) = (258, 9, -1);
        long bits = 0;
        var held = 0;
        foreach (var b in data)
        {
            bits = (bits << 8) | b;
            held += 8;
            if (held < width)
            {
                continue;
            }

            held -= width;
            var code = (int)(bits >> held) & ((1 << width) - 1);
            if (code == EndOfData)
            {
                return true;
            }

            if (code == ClearTable)
            {
                (next, width, previous) = (258, 9, -1);
                continue;
            }

            if (code > next || (code == next && previous < 0) || (previous < 0 && code > 255))
            {
                return false;
            }

            // A code not yet in the table is the previous text with its own first byte appended.
            var length = Expand(code == next ? previous : code, prefix, suffix, lengths, text);
            if (code == next)
            {
                text[length++] = text[0];
            }

            if (!output.Append(text[..length]))
            {
                return false;
            }

            if (previous >= 0 && next < TableSize)
            {
                prefix[next] = (short)previous;
                suffix[next] = text[0];
                lengths[next] = (short)((previous < 256 ? 1 : lengths[previous]) + 1);
                next++;
            }

            previous = code;
            width = Width(next + (earlyChange ? 1 : 0));
        }

        return true;
    }

    private static int Width(int next) => next switch { > 2047 => 12, > 1023 => 11, > 511 => 10, _ => 9 };

    private static int Expand(
        int code, ReadOnlySpan<short> prefix, ReadOnlySpan<byte> suffix, ReadOnlySpan<short> lengths, Span<byte> text)
    {
        var length = code < 256 ? 1 : lengths[code];
        for (var i = length - 1; i > 0; i--)
        {
            text[i] = suffix[code];
            code = prefix[code];
        }

        text[0] = (byte)code;
        return length;
    }
}
