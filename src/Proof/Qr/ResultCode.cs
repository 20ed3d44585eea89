using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Proof.Qr;

/// <summary>
/// The public code of a result: 12 bits of masked bucket, then 68 random bits; 10 bytes in all.
/// Written as 16 Crockford base32 characters and a check character, <c>XXXX-XXXX-XXXX-XXXX-X</c>.
/// </summary>
public readonly record struct ResultCode
{
    /// <summary>Length of the binary form, in bytes.</summary>
    public const int Size = 10;

    /// <summary>
    /// Length of the random part handed to <see cref="Create"/>: 68 bits, left-padded with zeros, in bytes.
    /// </summary>
    public const int RandomSize = 9;

    /// <summary>Buckets are numbered 0 to 4095.</summary>
    public const int Buckets = 1 << 12;

    private const int Characters = 16;
    private const int BitsPerCharacter = 5;

    private readonly ushort _high;
    private readonly ulong _low;

    private ResultCode(ReadOnlySpan<byte> bytes)
    {
        _high = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]);
    }

    /// <summary>Makes a code that hides its bucket from everyone without the code key.</summary>
    /// <param name="bucket">0 to 4095, see <see cref="HolderBucket"/>.</param>
    /// <param name="random">9 bytes from a cryptographic source; the upper 4 bits of the first are not used.</param>
    /// <param name="codeKey">The store's code key; any length, 32 bytes in practice.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bucket or the length of the random part.</exception>
    public static ResultCode Create(int bucket, ReadOnlySpan<byte> random, ReadOnlySpan<byte> codeKey)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bucket);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bucket, Buckets);
        ArgumentOutOfRangeException.ThrowIfNotEqual(random.Length, RandomSize);

        Span<byte> padded = stackalloc byte[RandomSize];
        random.CopyTo(padded);
        padded[0] &= 0x0F;
        var masked = bucket ^ Mask(padded, codeKey);

        Span<byte> bytes = stackalloc byte[Size];
        bytes[0] = (byte)(masked >> 4);
        padded.CopyTo(bytes[1..]);
        bytes[1] |= (byte)(masked << 4);
        return new ResultCode(bytes);
    }

    /// <summary>
    /// The bucket, 0 to 4095. A wrong key or an invented code gives some bucket too: nothing here is secret or proof.
    /// </summary>
    public int BucketWith(ReadOnlySpan<byte> codeKey)
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        var masked = (bytes[0] << 4) | (bytes[1] >> 4);
        bytes[1] &= 0x0F;
        return masked ^ Mask(bytes[1..], codeKey);
    }

    /// <summary>Reads the binary form.</summary>
    /// <returns><see langword="false"/> unless there are exactly 10 bytes.</returns>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, out ResultCode code)
    {
        code = bytes.Length == Size ? new ResultCode(bytes) : default;
        return bytes.Length == Size;
    }

    /// <summary>Writes the 10 bytes, big-endian.</summary>
    /// <param name="destination">At least 10 bytes.</param>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[2..], _low);
    }

    /// <summary>The 10 bytes, big-endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>
    /// Reads a code as people type it: lower case, spaces and hyphens anywhere or nowhere, O for 0, I and L for 1.
    /// </summary>
    /// <returns><see langword="false"/> on a foreign character, a wrong length or a wrong check character.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out ResultCode code)
    {
        code = default;
        Span<byte> values = stackalloc byte[Characters + 1];
        var count = 0;
        foreach (var character in text)
        {
            if (CrockfordBase32.IsSeparator(character))
            {
                continue;
            }

            if (count == values.Length || !CrockfordBase32.TryValue(character, out values[count]))
            {
                return false;
            }

            count++;
        }

        if (count != values.Length || CrockfordBase32.CheckValue(values[..Characters]) != values[Characters])
        {
            return false;
        }

        UInt128 bits = 0;
        foreach (var value in values[..Characters])
        {
            bits = (bits << BitsPerCharacter) | value;
        }

        Span<byte> wide = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(wide, bits);
        code = new ResultCode(wide[^Size..]);
        return true;
    }

    /// <summary>The printed form, <c>XXXX-XXXX-XXXX-XXXX-X</c>.</summary>
    public override string ToString()
    {
        Span<byte> values = stackalloc byte[Characters];
        var bits = new UInt128(_high, _low);
        for (var i = Characters - 1; i >= 0; i--)
        {
            values[i] = (byte)(bits & 31);
            bits >>= BitsPerCharacter;
        }

        Span<char> text = stackalloc char[Characters + Characters / 4 + 1];
        var at = 0;
        foreach (var value in values)
        {
            text[at++] = CrockfordBase32.Alphabet[value];
            if (at % 5 == 4)
            {
                text[at++] = '-';
            }
        }

        text[at] = CrockfordBase32.Alphabet[CrockfordBase32.CheckValue(values)];
        return new string(text);
    }

    private static int Mask(ReadOnlySpan<byte> random, ReadOnlySpan<byte> codeKey)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(codeKey, random, mac);
        return HolderBucket.FirstTwelveBits(mac);
    }
}
