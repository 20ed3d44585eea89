using System.Security.Cryptography;
using System.Text;

namespace ResultStore.Storage;

/// <summary>
/// The bucket (0..4095) that leads every key. A result's own comes from its first holder and is given by the caller;
/// these are the ones that a row finds from its own key.
/// </summary>
internal static class Buckets
{
    public const int Count = 4096;

    private const int FeedRun = 1024;

    /// <summary>Of an idempotency key. A unit separator stands between its parts: no two keys read alike.</summary>
    public static short OfPush(string systemId, string dossierCode, string resultNumber) =>
        OfHash(SHA256.HashData(Encoding.UTF8.GetBytes($"{systemId}\u001f{dossierCode}\u001f{resultNumber}")));

    /// <summary>First 12 bits of a SHA-256.</summary>
    public static short OfHash(ReadOnlySpan<byte> sha256) => (short)((sha256[0] << 4) | (sha256[1] >> 4));

    /// <summary>Of a row that belongs to no result: by the random end of its own id.</summary>
    public static short OfId(ResultId id)
    {
        var bytes = id.ToBytes();
        return (short)(((bytes[^2] << 8) | bytes[^1]) % Count);
    }

    /// <summary>Of an event by its number: runs of 1,024, so that a page lies in one or two buckets.</summary>
    public static short OfNumber(long number) => (short)(number / FeedRun % Count);

    /// <summary>The first number after the run that <paramref name="number"/> lies in.</summary>
    public static long EndOfRun(long number) => ((number / FeedRun) + 1) * FeedRun;

    /// <summary>Of what an agency has to look at: its first level, so that an agency above finds all below it.
    /// </summary>
    public static short OfAgency(string agencyCode) =>
        OfHash(SHA256.HashData(Encoding.UTF8.GetBytes(agencyCode.Split('.')[0])));

    /// <summary>Of a place in a status list: places are drawn at random, so their low bits spread evenly.</summary>
    public static short OfStatusSlot(int index) => (short)(index % Count);
}
