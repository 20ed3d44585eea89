using System.Buffers.Binary;

namespace Proof.Qr;

/// <summary>
/// Bytes as decimal digits, which a QR packs in 3.33 bits each: 7 bytes become 17 digits, a tail of 1 to 6 bytes
/// 3, 5, 8, 10, 13 or 15. One text for each byte string, and no other text is read.
/// </summary>
public static class QrDigits
{
    private const int GroupBytes = 7;
    private const int GroupDigits = 17;

    private static ReadOnlySpan<byte> DigitsFor => [0, 3, 5, 8, 10, 13, 15, GroupDigits];

    /// <summary>The digits of these bytes.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var digits = new char[bytes.Length / GroupBytes * GroupDigits + DigitsFor[bytes.Length % GroupBytes]];
        var at = 0;
        Span<byte> wide = stackalloc byte[8];
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(GroupBytes, bytes.Length)..])
        {
            var count = Math.Min(GroupBytes, bytes.Length);
            wide.Clear();
            bytes[..count].CopyTo(wide[^count..]);
            var value = BinaryPrimitives.ReadUInt64BigEndian(wide);
            for (var i = DigitsFor[count] - 1; i >= 0; i--)
            {
                digits[at + i] = (char)('0' + value % 10);
                value /= 10;
            }

            at += DigitsFor[count];
        }

        return new string(digits);
    }

    /// <summary>Reads digits back.</summary>
    /// <returns>
    /// Null on anything but ASCII digits, on a length no byte string has, on a group too large for its bytes, or on
    /// more
    /// than a token can have (<see cref="QrToken.MaxSize"/>). Never throws.
    /// </returns>
    public static byte[]? TryDecode(ReadOnlySpan<char> digits)
    {
        var tail = DigitsFor[..GroupBytes].IndexOf((byte)(digits.Length % GroupDigits));
        if (tail < 0 || digits.Length / GroupDigits * GroupBytes + tail > QrToken.MaxSize)
        {
            return null;
        }

        var bytes = new byte[digits.Length / GroupDigits * GroupBytes + tail];
        Span<byte> wide = stackalloc byte[8];
        for (var at = 0; at < bytes.Length; at += GroupBytes)
        {
            var count = Math.Min(GroupBytes, bytes.Length - at);
            ulong value = 0;
            foreach (var digit in digits[..DigitsFor[count]])
            {
                if (!char.IsAsciiDigit(digit))
                {
                    return null;
                }

                value = value * 10 + (ulong)(digit - '0');
            }

            if (value >> (8 * count) != 0)
            {
                return null;
            }

            BinaryPrimitives.WriteUInt64BigEndian(wide, value);
            wide[^count..].CopyTo(bytes.AsSpan(at));
            digits = digits[DigitsFor[count]..];
        }

        return bytes;
    }
}
