using System.Security.Cryptography;
using Proof.Qr;
using ResultStore.Storage.PersonalData;

namespace ResultStore.Sealing;

/// <summary>Step 4 of a result's life: a code that tells nothing of its holder, from which the store finds the bucket.
/// </summary>
/// <param name="bucketKey">32 bytes; never changes (frozen.md, 1).</param>
/// <param name="codeKey">32 bytes; never changes (frozen.md, 2).</param>
internal sealed class CodeIssuer(byte[] bucketKey, byte[] codeKey)
{
    /// <summary>The bucket, 0..4095, of everything whose first holder this is.</summary>
    public short BucketOf(HolderId holder) => (short)HolderBucket.Of(bucketKey, holder.Canonical);

    /// <summary>The bucket a code leads to.</summary>
    public short BucketOf(ResultCode code) => (short)code.BucketWith(codeKey);

    /// <summary>A new code: 68 random bits, so that none repeats and none can be guessed.</summary>
    public ResultCode Issue(short bucket)
    {
        Span<byte> random = stackalloc byte[ResultCode.RandomSize];
        RandomNumberGenerator.Fill(random);
        random[0] &= 0x0F;
        return ResultCode.Create(bucket, random, codeKey);
    }
}
