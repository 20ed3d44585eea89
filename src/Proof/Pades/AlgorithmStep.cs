using Proof.Cms;

namespace Proof.Pades;

/// <summary>Step 10: whether every algorithm a verdict rests on counted at the time that can be proved.</summary>
internal static class AlgorithmStep
{
    public static void Judge(
        SignatureCase each, IReadOnlyList<SignatureCase> cases, ChainStep chains, ValidationContext context)
    {
        if (each.Token is not null || each.Cms is not { } cms || each.Signer is not { } signer
            || each.Integrity != Integrity.Intact)
        {
            return;
        }

        // A claimed time proves nothing: whoever can forge the signature can write any date into it.
        var proven = each.TimeSource is TimeSource.SignatureTimestamp or TimeSource.DocumentTimestamp;
        var time = proven ? each.BestTime!.Value : context.Now;
        if (OfSignature(context.Algorithms, cms, signer, time) is { } own)
        {
            // With proof that it was made after the algorithm's end no earlier existence can mend it (5.3.4).
            var why = own.Until <= SignerStep.NotSignedBefore(each, cases)
                ? SubIndication.CryptoConstraintsFailure : own.SubIndication;
            each.Conclude(
                Indication.Indeterminate, why, ValidationDetail.AlgorithmUnreliable, own.Algorithm, until: own.Until);
        }
        else if (OfChain(
            each.Chain?.Verdict.Certificates ?? [], cms, each.Revision, time, chains, context) is { } above)
        {
            each.Conclude(
                Indication.Indeterminate, above.SubIndication, ValidationDetail.AlgorithmUnreliable, above.Algorithm,
                above.Certificate, until: above.Until);
        }
    }

    /// <summary>The first algorithm of a signature that did not count at <paramref name="time"/>.</summary>
    public static AlgorithmFinding? OfSignature(
        AlgorithmPolicy policy, SignedData cms, Certificate signer, DateTimeOffset time) =>
        policy.Judge(cms.DigestAlgorithm, cms.DigestAlgorithmOid, time)
        ?? policy.Judge(cms.SignatureAlgorithm, signer.PublicKey, time);

    /// <summary>
    /// The first algorithm of a chain that did not count when the certificate signed by it is proved to have existed. A
    /// time-stamp over a signature proves what that names, its signer's certificate, by a digest that counts still as
    /// long as nothing else proves it; those above may be younger, made by whoever broke the algorithm since.
    /// </summary>
    /// <param name="chain">From the signer to the anchor.</param>
    /// <param name="cms">The signature.</param>
    /// <param name="revision">In which it stands.</param>
    /// <param name="time">When the signature is proved to have existed; the current time if it is not.</param>
    /// <remarks>ETSI EN 319 102-1, 5.5.4 step 10, 5.6.2.2.4 step 2 d) and 5.6.2.3.4 step 4 b).</remarks>
    public static AlgorithmFinding? OfChain(
        IReadOnlyList<Certificate> chain, SignedData cms, int revision, DateTimeOffset time, ChainStep chains,
        ValidationContext context)
    {
        for (var i = 0; i + 1 < chain.Count; i++)
        {
            var (algorithm, key) = (chain[i].SignatureAlgorithm, chain[i + 1].PublicKey);
            if (context.Algorithms.Judge(algorithm, key, context.Now) is null)
            {
                continue;
            }

            var proven = chains.ProvenAt(chain[i], cms, revision);
            if (i == 0 && cms.SigningCertificateReference is { } named
                && context.Algorithms.Judge(named.Digest, named.DigestOid, proven) is null)
            {
                proven = time;
            }

            if (context.Algorithms.Judge(algorithm, key, proven) is { } finding)
            {
                return finding with { Certificate = chain[i] };
            }
        }

        return null;
    }
}
