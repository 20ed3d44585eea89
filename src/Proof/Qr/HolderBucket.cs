using System.Security.Cryptography;
using System.Text;

namespace Proof.Qr;

/// <summary>Which of 4096 buckets a holder's results live in. The key is made once and never rotates.</summary>
public static class HolderBucket
{
    /// <summary>First 12 bits of HMAC-SHA256 over the UTF-8 of the canonical holder id.</summary>
    /// <param name="bucketKey">The store's bucket key.</param>
    /// <param name="canonicalHolderId">
    /// Kind and number in the one form the store uses; never the number as typed.
    /// </param>
    /// <returns>0 to 4095.</returns>
    public static int Of(ReadOnlySpan<byte> bucketKey, string canonicalHolderId)
    {
        ArgumentException.ThrowIfNullOrEmpty(canonicalHolderId);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(bucketKey, Encoding.UTF8.GetBytes(canonicalHolderId), mac);
        return FirstTwelveBits(mac);
    }

    internal static int FirstTwelveBits(ReadOnlySpan<byte> mac) => (mac[0] << 4) | (mac[1] >> 4);
}
