using System.Security.Cryptography;
using System.Text;

namespace ResultStore.Validation;

/// <summary>What of a stored file is still there in one that is on record nowhere. Reads bytes only, so that a damaged
/// structure hides nothing.</summary>
internal static class StoredTraces
{
    /// <summary>Ends of revisions looked at, from the last one back: what is looked up must not grow with the file.
    /// </summary>
    private const int MostEnds = 16;

    private static ReadOnlySpan<byte> Marker => "%%EOF"u8;

    /// <summary>
    /// SHA-256 of every beginning of the file that may have been a whole file: up to an end-of-file marker, with and
    /// without the line's end behind it. Longest first; the whole file is not among them.
    /// </summary>
    public static IReadOnlyList<byte[]> Beginnings(ReadOnlySpan<byte> file)
    {
        var ends = Ends(file);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var digests = new List<byte[]>(ends.Count);
        var from = 0;
        foreach (var end in ends)
        {
            hash.AppendData(file[from..end]);
            digests.Add(hash.GetCurrentHash());
            from = end;
        }

        digests.Reverse();
        return digests;
    }

    /// <summary>
    /// Whether the file carries a certificate as signatures do: in hexadecimal, within <c>/Contents</c>. Says nothing
    /// about the signature, only whose it claims to be.
    /// </summary>
    /// <param name="certificate">DER.</param>
    public static bool Carries(ReadOnlySpan<byte> file, ReadOnlySpan<byte> certificate) =>
        file.IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(certificate))) >= 0
        || file.IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexString(certificate))) >= 0;

    private static SortedSet<int> Ends(ReadOnlySpan<byte> file)
    {
        var ends = new SortedSet<int>();
        var rest = file;
        for (var i = 0; i < MostEnds && rest.LastIndexOf(Marker) is >= 0 and var at; i++)
        {
            var end = at + Marker.Length;
            ends.Add(end);
            ends.Add(end + LineEnd(file[end..]));
            rest = rest[..at];
        }

        ends.Remove(file.Length);
        return ends;
    }

    private static int LineEnd(ReadOnlySpan<byte> behind) => behind switch
    {
        [(byte)'\r', (byte)'\n', ..] => 2,
        [(byte)'\r' or (byte)'\n', ..] => 1,
        _ => 0,
    };
}
