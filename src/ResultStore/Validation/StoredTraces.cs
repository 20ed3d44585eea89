using System.Security.Cryptography;
using System.Text;
using Proof.Pades;
using ResultStore.Storage;

namespace ResultStore.Validation;

/// <summary>What of a stored file is still there in one that is on record nowhere. Reads bytes only, so that a damaged
/// structure hides nothing.</summary>
internal static class StoredTraces
{
    /// <summary>Ends of revisions looked at, from the last one back: what is looked up must not grow with the file.
    /// </summary>
    private const int MostEnds = 16;

    /// <summary>Likewise.</summary>
    private const int MostSignatures = 32;

    private static ReadOnlySpan<byte> Marker => "%%EOF"u8;

    /// <summary>
    /// SHA-256 of every beginning of the file that may have been a whole file: up to an end-of-file marker, with and
    /// without the line's end behind it. Longest first; the whole file is not among them.
    /// </summary>
    public static IReadOnlyList<byte[]> Beginnings(ReadOnlySpan<byte> file)
    {
        var digests = Digests(file, Ends(file)).ConvertAll(each => each.Sha256);
        digests.Reverse();
        return digests;
    }

    /// <summary>
    /// The beginnings of a file that could be handed in as a signed file of their own: up to where a signature ends,
    /// and up to each end-of-file marker behind the first one. Where the one signature covers the whole file there is
    /// only the name of what it signed: the signature itself can be written otherwise, in digits of the other case or
    /// with more beside its signed attributes. None where a signed form was filled in: what others make of the same
    /// form is theirs.
    /// </summary>
    /// <param name="file">Whole.</param>
    /// <param name="report">The verdict on it.</param>
    public static IReadOnlyList<SignedBeginning> SignedBeginnings(ReadOnlySpan<byte> file, ValidationReport report)
    {
        var (length, signed) = (file.Length, report.Signatures.Where(each => each.Range is not null).ToList());
        var last = signed.Where(each => !each.IsDocumentTimestamp).Max(each => each.Range?.End);
        if (last is null || signed.Exists(each => !each.Modification.IsSignaturesOnly))
        {
            return [];
        }

        var names = signed.Where(each => !each.IsDocumentTimestamp && !each.ContentName.IsEmpty)
            .TakeLast(MostSignatures)
            .Select(each => new SignedBeginning(
                each.ContentName.ToArray(), each.Range!.Value.End == last, IsName: true));
        if (signed.TrueForAll(each => each.Range!.Value.End == length))
        {
            return [.. names];
        }

        var first = signed.Min(each => each.Range!.Value.End);
        var ends = new SortedSet<int>(Ends(file).Where(end => end >= first));
        ends.UnionWith(
            signed.Select(each => each.Range!.Value.End).Where(end => end < length).TakeLast(MostSignatures));
        return [.. Digests(file, ends).Select(each => new SignedBeginning(each.Sha256, each.End >= last)), .. names];
    }

    /// <summary>Names of what was signed before the last signature: a stored paper may have ended there.</summary>
    public static IEnumerable<byte[]> NamesBefore(IReadOnlyList<SignedBeginning> beginnings) =>
        beginnings.Where(each => each is { IsName: true, IsWholePaper: false }).Select(each => each.Sha256);

    /// <summary>
    /// Whether the file carries a certificate as signatures do: in hexadecimal, within <c>/Contents</c>. Says nothing
    /// about the signature, only whose it claims to be.
    /// </summary>
    /// <param name="certificate">DER.</param>
    public static bool Carries(ReadOnlySpan<byte> file, ReadOnlySpan<byte> certificate) =>
        file.IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(certificate))) >= 0
        || file.IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexString(certificate))) >= 0;

    private static List<(int End, byte[] Sha256)> Digests(ReadOnlySpan<byte> file, SortedSet<int> ends)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var digests = new List<(int, byte[])>(ends.Count);
        var from = 0;
        foreach (var end in ends)
        {
            hash.AppendData(file[from..end]);
            digests.Add((end, hash.GetCurrentHash()));
            from = end;
        }

        return digests;
    }

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
