using System.Security.Cryptography;
using Proof.Pades;

namespace ResultStore.Sealing;

/// <summary>How much of the revocation lists about signers a sealed copy takes in: everyone who is shown the paper
/// carries them, and an authority's list may be as long as a thousand papers.</summary>
internal static class SignerLists
{
    /// <param name="all">What the verdicts on the signers rest on.</param>
    /// <param name="room">For all lists together, in bytes; one that several need counts once.</param>
    /// <param name="leftOut">Lengths of the lists for which there was no room, the shortest first.</param>
    /// <returns>The same without those.</returns>
    public static IReadOnlyList<SignatureEvidence> Fit(
        IReadOnlyList<SignatureEvidence> all, long room, out IReadOnlyList<int> leftOut)
    {
        var lists = all.SelectMany(each => each.Crls).DistinctBy(DigestOf, StringComparer.Ordinal)
            .OrderBy(each => each.Length).ToList();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in lists.TakeWhile(each => (room -= each.Length) >= 0))
        {
            taken.Add(DigestOf(list));
        }

        leftOut = [.. lists.Skip(taken.Count).Select(each => each.Length)];
        return leftOut.Count == 0
            ? all
            : [.. all.Select(each => each with { Crls = [.. each.Crls.Where(one => taken.Contains(DigestOf(one)))] })];
    }

    private static string DigestOf(ReadOnlyMemory<byte> list) => Convert.ToHexString(SHA256.HashData(list.Span));
}
