using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Proof.Cms;

/// <summary>RSASSA-PSS with any salt length and any mask digest; the platform does only salt = digest length.</summary>
/// <remarks>RFC 8017, 8.1.2 and 9.1.2, with their names. Public data only, so timing gives nothing away.</remarks>
internal static class RsaPss
{
    internal static bool Verify(
        RSAParameters key, SignatureAlgorithm algorithm, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        var n = Ber.Unsigned(key.Modulus);
        var s = Ber.Unsigned(signature);
        if (signature.Length != key.Modulus!.Length || s >= n)
        {
            return false;
        }

        var emBits = (int)n.GetBitLength() - 1;
        var em = new byte[(emBits + 7) / 8];
        var m = BigInteger.ModPow(s, Ber.Unsigned(key.Exponent), n);
        var written = m.GetByteCount(isUnsigned: true);
        return written <= em.Length
            && m.TryWriteBytes(em.AsSpan(em.Length - written), out _, isUnsigned: true, isBigEndian: true)
            && VerifyEncoded(em, (8 * em.Length) - emBits, algorithm, hash);
    }

    private static bool VerifyEncoded(byte[] em, int spareBits, SignatureAlgorithm algorithm, ReadOnlySpan<byte> mHash)
    {
        var hLen = algorithm.Digest!.Length;
        var sLen = algorithm.SaltLength;
        if (sLen > em.Length || em.Length < hLen + sLen + 2 || em[^1] != 0xbc)
        {
            return false;
        }

        var db = em.AsSpan(0, em.Length - hLen - 1);
        var h = em.AsSpan(db.Length, hLen);
        var firstMask = (byte)(0xff >> spareBits);
        if ((db[0] & ~firstMask) != 0)
        {
            return false;
        }

        Unmask(db, h, algorithm.MaskDigest!);
        db[0] &= firstMask;
        var zeros = db.Length - sLen - 1;
        if (db[..zeros].ContainsAnyExcept((byte)0) || db[zeros] != 1)
        {
            return false;
        }

        var message = new byte[8 + hLen + sLen];
        mHash.CopyTo(message.AsSpan(8));
        db[(zeros + 1)..].CopyTo(message.AsSpan(8 + hLen));
        return h.SequenceEqual(algorithm.Digest.Hash(message));
    }

    private static void Unmask(Span<byte> db, ReadOnlySpan<byte> seed, DigestAlgorithm digest)
    {
        var input = new byte[seed.Length + 4];
        seed.CopyTo(input);
        for (var (counter, at) = (0u, 0); at < db.Length; counter++, at += digest.Length)
        {
            BinaryPrimitives.WriteUInt32BigEndian(input.AsSpan(seed.Length), counter);
            var block = digest.Hash(input);
            for (var i = 0; i < block.Length && at + i < db.Length; i++)
            {
                db[at + i] ^= block[i];
            }
        }
    }
}
