using System.Security.Cryptography;

namespace Proof.Pdf.Encryption;

/// <summary>Undoes a method of encryption. What is malformed has no plain text; nothing throws.</summary>
/// <remarks>ISO 32000-2, 7.6.3: by AES the first 16 bytes are the initialization vector, and the last are padding as of
/// RFC 8018.</remarks>
internal static class Decryption
{
    private const int Block = 16;
    private const int Chunk = 1 << 16;

    /// <summary>The plain text; null where the length or the padding is not possible.</summary>
    public static ReadOnlyMemory<byte>? Open(CryptMethod method, ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        if (method is CryptMethod.Identity or CryptMethod.Rc4)
        {
            var same = data.ToArray();
            if (method == CryptMethod.Rc4)
            {
                Rc4.Apply(key, same, same);
            }

            return same;
        }

        // Some writers leave what is empty as it is, or write the vector alone; there is but one reading of either.
        if (data.Length is 0 or Block)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        if (data.Length % Block != 0)
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.SetKey(key);
        var plain = GC.AllocateUninitializedArray<byte>(data.Length - Block);
        aes.DecryptCbc(data[Block..], data[..Block], plain, PaddingMode.None);
        if (!TryPadding(plain, out var length))
        {
            return null;
        }

        return plain.AsMemory(0, length);
    }

    /// <summary>Whether a stream has a plain text, by its length and its last block alone.</summary>
    public static bool CanOpen(CryptMethod method, ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        if (method is CryptMethod.Identity or CryptMethod.Rc4 || data.Length is 0 or Block)
        {
            return true;
        }

        // Each block but the first needs only the one before it.
        return data.Length % Block == 0 && Open(method, key, data[^(2 * Block)..]) is not null;
    }

    /// <summary>Whether two texts encrypted by AES are the same, padding included; in chunks, so that none is held
    /// whole.</summary>
    public static bool IsSame(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> otherKey, ReadOnlySpan<byte> other)
    {
        if (data.Length != other.Length || data.Length % Block != 0)
        {
            return false;
        }

        using var aes = Aes.Create();
        using var otherAes = Aes.Create();
        aes.SetKey(key);
        otherAes.SetKey(otherKey);
        var (one, two) = (new byte[Chunk], new byte[Chunk]);
        for (var start = Block; start < data.Length; start += Chunk)
        {
            var length = Math.Min(Chunk, data.Length - start);
            aes.DecryptCbc(data.Slice(start, length), data.Slice(start - Block, Block), one, PaddingMode.None);
            otherAes.DecryptCbc(
                other.Slice(start, length), other.Slice(start - Block, Block), two, PaddingMode.None);
            if (!one.AsSpan(0, length).SequenceEqual(two.AsSpan(0, length)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryPadding(ReadOnlySpan<byte> plain, out int length)
    {
        var count = plain[^1];
        length = plain.Length - count;
        return count is > 0 and <= Block && !plain[length..].ContainsAnyExcept(count);
    }
}
