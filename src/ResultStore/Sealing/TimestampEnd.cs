using Proof.Cms;

namespace ResultStore.Sealing;

/// <summary>Until when a time-stamp proves anything: the first end of a certificate below its anchor or of an algorithm
/// in it.</summary>
internal static class TimestampEnd
{
    /// <param name="token">The time-stamp.</param>
    /// <param name="chain">From its signer to the anchor.</param>
    public static DateTimeOffset Of(TimeStampToken token, IReadOnlyList<Certificate> chain)
    {
        var end = chain.Take(Math.Max(1, chain.Count - 1)).Min(each => each.NotAfter);
        for (var i = 0; i + 1 < chain.Count; i++)
        {
            end = Earlier(end, EndOf(chain[i].SignatureAlgorithm, chain[i + 1].PublicKey));
        }

        return Earlier(end, EndOf(token.Signature.SignatureAlgorithm, chain[0].PublicKey));
    }

    private static DateTimeOffset EndOf(SignatureAlgorithm algorithm, PublicKey key) =>
        AlgorithmPolicy.BuiltIn.EndOf(algorithm, key) ?? DateTimeOffset.MinValue;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
