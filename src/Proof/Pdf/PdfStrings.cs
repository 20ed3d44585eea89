namespace Proof.Pdf;

/// <summary>The two forms of a string token.</summary>
/// <remarks>ISO 32000-2, 7.3.4.</remarks>
internal static class PdfStrings
{
    /// <summary>Reads <c>&lt;hex&gt;</c>; white space between digits is skipped, an odd last digit is a high
    /// one.</summary>
    public static bool TryReadHex(
        ReadOnlyMemory<byte> source, ref int position, PdfBudget budget, out ReadOnlyMemory<byte> value)
    {
        value = default;
        var rest = source.Span[(position + 1)..];
        var end = rest.IndexOf((byte)'>');
        if (end < 0 || !budget.TakeText((end + 1) / 2))
        {
            return false;
        }

        var digits = rest[..end];
        var bytes = new byte[(end + 1) / 2];
        if ((end & 1) == 0 && Convert.FromHexString(digits, bytes, out _, out _) == System.Buffers.OperationStatus.Done)
        {
            value = bytes;
            position += end + 2;
            return true;
        }

        var count = 0;
        foreach (var digit in digits)
        {
            var nibble = PdfSyntax.HexValue(digit);
            if (nibble >= 0)
            {
                bytes[count / 2] = (byte)((count & 1) == 0 ? nibble << 4 : (bytes[count / 2] & 0xF0) | nibble);
                count++;
            }
            else if (!PdfSyntax.IsWhitespace(digit))
            {
                return false;
            }
        }

        value = bytes.AsMemory(0, (count + 1) / 2);
        position += end + 2;
        return true;
    }

    /// <summary>Reads <c>(text)</c> with balanced parentheses and back-slash escapes.</summary>
    public static bool TryReadLiteral(
        ReadOnlyMemory<byte> source, ref int position, PdfBudget budget, out ReadOnlyMemory<byte> value)
    {
        value = default;
        var bytes = source.Span;
        var start = position + 1;
        var depth = 1;
        var plain = true;
        for (var i = start; i < bytes.Length; i++)
        {
            switch (bytes[i])
            {
                case (byte)'\\':
                    plain = false;
                    i++;
                    break;
                case (byte)'\r':
                    plain = false;
                    break;
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')' when --depth == 0:
                    if (!plain && !budget.TakeText(i - start))
                    {
                        return false;
                    }

                    value = plain ? source[start..i] : Unescape(bytes[start..i]);
                    position = i + 1;
                    return true;
                default:
                    break;
            }
        }

        return false;
    }

    private static byte[] Unescape(ReadOnlySpan<byte> token)
    {
        var bytes = new byte[token.Length];
        var count = 0;
        for (var i = 0; i < token.Length; i++)
        {
            if (token[i] == '\r')
            {
                // 7.3.4.2: an end of line within a string reads as one line feed, however it is written.
                i += i + 1 < token.Length && token[i + 1] == '\n' ? 1 : 0;
                bytes[count++] = (byte)'\n';
            }
            else if (token[i] != '\\')
            {
                bytes[count++] = token[i];
            }
            else if (++i < token.Length)
            {
                i += Escape(token[i..], bytes, ref count);
            }
        }

        return bytes[..count];
    }

    // Returns how many bytes beyond the first one the escape takes.
    private static int Escape(ReadOnlySpan<byte> token, Span<byte> bytes, ref int count)
    {
        switch (token[0])
        {
            case (byte)'\n':
                return 0;
            case (byte)'\r':
                return token.Length > 1 && token[1] == '\n' ? 1 : 0;
            case >= (byte)'0' and <= (byte)'7':
                var value = 0;
                var length = 0;
                while (length < 3 && length < token.Length && token[length] is >= (byte)'0' and <= (byte)'7')
                {
                    value = (value * 8) + (token[length++] - '0');
                }

                bytes[count++] = (byte)value;
                return length - 1;
            default:
                bytes[count++] = token[0] switch
                {
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    var other => other,
                };
                return 0;
        }
    }
}
