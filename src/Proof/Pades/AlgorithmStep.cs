using Proof.Cms;

namespace Proof.Pades;

/// <summary>Step 10: whether every algorithm a verdict rests on counted at the time that can be proved.</summary>
internal static class AlgorithmStep
{
    public static void Judge(SignatureCase each, ValidationContext context)
    {
        if (each.Token is not null || each.Cms is not { } cms || each.Signer is not { } signer
            || each.Integrity != Integrity.Intact)
        {
            return;
        }

        // A claimed time proves nothing: whoever can forge the signature can write any date into it.
        var proven = each.TimeSource is TimeSource.SignatureTimestamp or TimeSource.DocumentTimestamp;
        var time = proven ? each.BestTime!.Value : context.Now;
        if (Find(context.Algorithms, cms, signer, each.Chain?.Verdict.Certificates ?? [], time) is { } finding)
        {
            each.Conclude(
                Indication.Indeterminate, finding.SubIndication, ValidationDetail.AlgorithmUnreliable,
                    finding.Algorithm);
        }
    }

    /// <summary>The first algorithm of a signature or of its chain that did not count at
    /// <paramref name="time"/>.</summary>
    public static AlgorithmFinding? Find(
        AlgorithmPolicy policy, SignedData cms, Certificate signer, IReadOnlyList<Certificate> chain,
            DateTimeOffset time) =>
        policy.Judge(cms.DigestAlgorithm, cms.DigestAlgorithmOid, time)
        ?? policy.Judge(cms.SignatureAlgorithm, signer.PublicKey, time)
        ?? policy.Judge(chain, time);
}
