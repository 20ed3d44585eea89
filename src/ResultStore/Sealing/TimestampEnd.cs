using Proof.Cms;

namespace ResultStore.Sealing;

/// <summary>Until when a time-stamp proves anything: the first end of a certificate below its anchor or of an algorithm
/// in it.</summary>
internal static class TimestampEnd
{
    /// <param name="token">The time-stamp.</param>
    /// <param name="chain">From its signer to the anchor; empty: there is none, and it proves nothing.</param>
    /// <param name="algorithms">Until when those count.</param>
    public static DateTimeOffset Of(
        TimeStampToken token, IReadOnlyList<Certificate> chain, AlgorithmPolicy algorithms)
    {
        if (chain.Count == 0)
        {
            return DateTimeOffset.UnixEpoch;
        }

        var ends = chain.Take(Math.Max(1, chain.Count - 1)).Select(each => (DateTimeOffset?)each.NotAfter).ToList();
        for (var i = 0; i + 1 < chain.Count; i++)
        {
            ends.Add(algorithms.EndOf(chain[i].SignatureAlgorithm, chain[i + 1].PublicKey));
        }

        ends.Add(algorithms.EndOf(token.Signature.SignatureAlgorithm, chain[0].PublicKey));
        ends.Add(token.Signature.DigestAlgorithm is { } digest ? algorithms.EndOf(digest) : null);
        ends.Add(token.ImprintAlgorithm is { } imprint ? algorithms.EndOf(imprint) : null);
        return ends.Min(each => each ?? DateTimeOffset.UnixEpoch);
    }
}
