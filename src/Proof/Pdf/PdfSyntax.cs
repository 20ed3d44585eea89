using System.Buffers;

namespace Proof.Pdf;

/// <summary>Character classes and the small scans that need no object model.</summary>
/// <remarks>ISO 32000-2, 7.2.3.</remarks>
internal static class PdfSyntax
{
    public static readonly SearchValues<byte> Whitespace = SearchValues.Create("\0\t\n\f\r "u8);
    public static readonly SearchValues<byte> NotRegular = SearchValues.Create("\0\t\n\f\r ()<>[]{}/%"u8);

    public static bool IsWhitespace(byte value) => value is 0 or 9 or 10 or 12 or 13 or 32;

    public static bool IsDelimiter(byte value) =>
        value is (byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']'
            or (byte)'{' or (byte)'}' or (byte)'/' or (byte)'%';

    public static bool IsRegular(byte value) => !IsWhitespace(value) && !IsDelimiter(value);

    public static bool IsDigit(byte value) => (uint)(value - '0') <= 9;

    public static int HexValue(byte value) => value switch
    {
        >= (byte)'0' and <= (byte)'9' => value - '0',
        >= (byte)'a' and <= (byte)'f' => value - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => value - 'A' + 10,
        _ => -1,
    };

    /// <summary>The first offset at or after <paramref name="position"/> that is not white space.</summary>
    public static int SkipWhitespace(ReadOnlySpan<byte> source, int position)
    {
        while (position < source.Length && IsWhitespace(source[position]))
        {
            position++;
        }

        return position;
    }

    /// <summary>The same, with comments (<c>%</c> to the end of the line) skipped too.</summary>
    public static int SkipBlank(ReadOnlySpan<byte> source, int position)
    {
        while (true)
        {
            position = SkipWhitespace(source, position);
            if (position >= source.Length || source[position] != '%')
            {
                return position;
            }

            var line = source[position..].IndexOfAny((byte)'\r', (byte)'\n');
            position = line < 0 ? source.Length : position + line;
        }
    }

    /// <summary>Reads digits, at most 18 of them.</summary>
    public static bool TryReadUnsigned(ReadOnlySpan<byte> source, ref int position, out long value)
    {
        value = 0;
        var start = position;
        while (position < source.Length && IsDigit(source[position]))
        {
            if (position - start >= 18)
            {
                return false;
            }

            value = (value * 10) + (source[position++] - '0');
        }

        return position > start;
    }

    /// <summary>Steps over <paramref name="keyword"/> where it stands as a whole token.</summary>
    public static bool TryKeyword(ReadOnlySpan<byte> source, ref int position, ReadOnlySpan<byte> keyword)
    {
        if (position > source.Length || !source[position..].StartsWith(keyword))
        {
            return false;
        }

        var after = position + keyword.Length;
        if (after < source.Length && IsRegular(source[after]))
        {
            return false;
        }

        position = after;
        return true;
    }
}
