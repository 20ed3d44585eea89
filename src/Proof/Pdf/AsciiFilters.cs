namespace Proof.Pdf;

/// <summary>The three filters that keep no state: ASCII hexadecimal, ASCII base 85, run length.</summary>
/// <remarks>ISO 32000-2, 7.4.2, 7.4.3 and 7.4.5.</remarks>
internal static class AsciiFilters
{
    public static bool TryDecodeHex(ReadOnlySpan<byte> data, BoundedOutput output)
    {
        var high = -1;
        foreach (var b in data)
        {
            if (b == '>')
            {
                break;
            }

            var nibble = PdfSyntax.HexValue(b);
            if (nibble < 0)
            {
                if (!PdfSyntax.IsWhitespace(b))
                {
                    return false;
                }
            }
            else if (high < 0)
            {
                high = nibble;
            }
            else if (output.Append((byte)((high << 4) | nibble)))
            {
                high = -1;
            }
            else
            {
                return false;
            }
        }

        return high < 0 || output.Append((byte)(high << 4));
    }

    public static bool TryDecode85(ReadOnlySpan<byte> data, BoundedOutput output)
    {
        Span<byte> group = stackalloc byte[4];
        ulong value = 0;
        var count = 0;
        foreach (var b in data)
        {
            if (b == '~')
            {
                break;
            }

            if (PdfSyntax.IsWhitespace(b))
            {
                continue;
            }

            if (b == 'z' && count == 0)
            {
                if (!output.Append([0, 0, 0, 0]))
                {
                    return false;
                }

                continue;
            }

            if (b is < (byte)'!' or > (byte)'u')
            {
                return false;
            }

            value = (value * 85) + (ulong)(b - '!');
            if (++count < 5)
            {
                continue;
            }

            if (!TryPut(value, group) || !output.Append(group))
            {
                return false;
            }

            (value, count) = (0, 0);
        }

        if (count == 0)
        {
            return true;
        }

        for (var i = count; i < 5; i++)
        {
            value = (value * 85) + 84;
        }

        return count > 1 && TryPut(value, group) && output.Append(group[..(count - 1)]);
    }

    public static bool TryDecodeRunLength(ReadOnlySpan<byte> data, BoundedOutput output)
    {
        Span<byte> run = stackalloc byte[128];
        while (data.Length > 0 && data[0] != 128)
        {
            if (data[0] < 128)
            {
                var count = data[0] + 1;
                if (data.Length <= count || !output.Append(data.Slice(1, count)))
                {
                    return false;
                }

                data = data[(count + 1)..];
                continue;
            }

            if (data.Length < 2)
            {
                return false;
            }

            var repeated = run[..(257 - data[0])];
            repeated.Fill(data[1]);
            if (!output.Append(repeated))
            {
                return false;
            }

            data = data[2..];
        }

        return true;
    }

    private static bool TryPut(ulong value, Span<byte> group)
    {
        if (value > uint.MaxValue)
        {
            return false;
        }

        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(group, (uint)value);
        return true;
    }
}
