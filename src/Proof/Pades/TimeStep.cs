using Proof.Cms;

namespace Proof.Pades;

/// <summary>Step 8: which time each signature can be proved to have existed at.</summary>
/// <remarks>
/// From the newest revision to the oldest: a document time-stamp proves everything before it to have existed at its
/// time, the older time-stamps too, whose own certificates then need to be good only until then.
/// </remarks>
internal sealed class TimeStep(ValidationContext context, ChainStep chains)
{
    // Clocks of signers and of this verifier may differ by so much before a claim counts as a contradiction.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    // Of reading one and checking its signature.
    private const int StepsPerToken = 20_000;

    public void Judge(IReadOnlyList<SignatureCase> cases)
    {
        var proof = new TimeProof(context.Now, TimeSource.None, null);
        foreach (var each in cases.OrderByDescending(each => each.Revision))
        {
            if (each.Token is { } token)
            {
                JudgeDocumentTimestamp(each, token, proof, cases);
                if (each.Indication == Indication.TotalPassed)
                {
                    proof = new TimeProof(
                        token.Time, TimeSource.DocumentTimestamp, new TrustedStamp(token, each.Signer!));
                    each.ProvesTime = true;
                    chains.Prove(token.Time, each.Range!.Value.Revision);
                }
            }
            else if (each.Cms is { } cms && each.Integrity != Integrity.Broken)
            {
                JudgeSignature(each, cms, proof);
            }
        }
    }

    // A time-stamp that proves an earlier time than one it covers contradicts it.
    private void JudgeDocumentTimestamp(SignatureCase each, TimeStampToken token,
        TimeProof proof, IReadOnlyList<SignatureCase> cases)
    {
        each.ClaimedTime = token.Time;
        if (each.HasFailed || each.Signer is not { } authority)
        {
            return;
        }

        if (IsAfter(new TrustedStamp(token, authority), proof))
        {
            each.Contradict(Beyond(token, proof));
        }

        each.Chain = Chain(authority, token, proof, each.Revision);
        each.BestTime = token.Time;
        each.TimeSource = TimeSource.DocumentTimestamp;
        ConcludeChain(each, each.Chain, cases);
        if (Unreliable(token, authority, each.Chain, proof.Time, each.Revision) is { } finding)
        {
            each.Conclude(
                Indication.Indeterminate, finding.SubIndication, ValidationDetail.AlgorithmUnreliable,
                finding.Algorithm, finding.Certificate, until: finding.Until);
        }
    }

    private void JudgeSignature(SignatureCase each, SignedData cms, TimeProof proof)
    {
        var best = proof;
        List<TrustedStamp> stamps = [];
        var imprints = new Dictionary<DigestAlgorithm, ReadOnlyMemory<byte>>();
        foreach (var encoded in cms.SignatureTimestamps)
        {
            var report = JudgeTimestamp(
                encoded, algorithm => Imprint(imprints, algorithm, cms), proof, each.Revision,
                out var token) with
            {
                Token = encoded,
            };
            each.Timestamps.Add(report);
            if (report.Indication != Indication.TotalPassed)
            {
                each.Warnings |= SignatureWarnings.TimestampUnusable;
                if (report.SubIndication == SubIndication.TimestampOrderFailure)
                {
                    each.Contradict(report.Conflict!);
                }
                else if (report.Detail == ValidationDetail.TimestampImprintDiffers)
                {
                    // Copied from another signature: nobody does that by accident.
                    each.Conclude(Indication.Indeterminate, SubIndication.SigConstraintsFailure, report.Detail);
                }
            }
            else
            {
                stamps.Add(new TrustedStamp(token!, report.Authority!));
                if (best.Source == TimeSource.None || token!.Time < best.Time)
                {
                    best = new TimeProof(token!.Time, TimeSource.SignatureTimestamp, stamps[^1]);
                }
            }
        }

        foreach (var content in JudgeContentTimestamps(each, cms, proof))
        {
            HoldAgainst(each, content, best, stamps);
        }

        if (best.Source == TimeSource.None)
        {
            JudgeClaim(each);
            return;
        }

        each.BestTime = best.Time;
        each.TimeSource = best.Source;
        each.Warnings |= each.ClaimedTime > best.Time + ClockTolerance
            ? SignatureWarnings.ClaimedTimeAfterTimestamp : 0;
    }

    /// <summary>What was stamped before signing is not younger than what the signature is proved by.</summary>
    /// <remarks>ETSI EN 319 102-1, 5.5.4 step 4 e): each against each, as authorities differ.</remarks>
    private void HoldAgainst(
        SignatureCase each, TrustedStamp content, TimeProof best, List<TrustedStamp> stamps)
    {
        var proofs = stamps.Select(stamp => new TimeProof(stamp.Token.Time, TimeSource.SignatureTimestamp, stamp));
        foreach (var proof in best.Source == TimeSource.DocumentTimestamp ? proofs.Append(best) : proofs)
        {
            if (!chains.Spend(1))
            {
                return;
            }

            if (IsAfter(content, proof))
            {
                each.Contradict(new TimeConflict(
                    TimeConflictKind.ContentTimestampAfterSignature, content.Token.Time, proof.Time));
            }
        }
    }

    /// <summary>
    /// Whether one time-stamp tells a time after another. Those of one authority that orders its own are told apart by
    /// that alone; clocks of two may differ by what they say of themselves, and some more.
    /// </summary>
    /// <remarks>RFC 3161, 2.4.2, accuracy and ordering.</remarks>
    private static bool IsAfter(TrustedStamp later, TimeProof proof) =>
        later.Token.IsOrdered && proof.By is { Token.IsOrdered: true } by && by.Authority.Equals(later.Authority)
            ? later.Token.Time > proof.Time
            : later.Token.Time - later.Token.Accuracy
                > proof.Time + (proof.By?.Token.Accuracy ?? TimeSpan.Zero) + ClockTolerance;

    /// <summary>
    /// Stamps over the document among the signed attributes: the signer had them before he signed. What one proves is
    /// no time of the signature, only that it is not older; one that proves nothing decides nothing.
    /// </summary>
    /// <remarks>ETSI EN 319 122-1, 5.2.8.</remarks>
    private List<TrustedStamp> JudgeContentTimestamps(
        SignatureCase each, SignedData cms, TimeProof proof)
    {
        List<TrustedStamp> stamps = [];
        foreach (var encoded in cms.ContentTimestamps)
        {
            // The document was hashed once, by the signature's own digest.
            var report = JudgeTimestamp(
                encoded, algorithm => algorithm == cms.DigestAlgorithm ? each.DocumentDigest : default, proof,
                each.Revision, out var token);
            if (report.SubIndication == SubIndication.TimestampOrderFailure)
            {
                each.Contradict(report.Conflict!);
            }
            else if (report.Indication == Indication.TotalPassed)
            {
                stamps.Add(new TrustedStamp(token!, report.Authority!));
                each.NotSignedBefore = token!.Time < each.NotSignedBefore ? each.NotSignedBefore : token.Time;
            }
        }

        return stamps;
    }

    // Of a value that may be megabytes, for thousands of tokens.
    private static ReadOnlyMemory<byte> Imprint(
        Dictionary<DigestAlgorithm, ReadOnlyMemory<byte>> known, DigestAlgorithm algorithm, SignedData cms)
    {
        if (!known.TryGetValue(algorithm, out var imprint))
        {
            known[algorithm] = imprint = algorithm.Hash(cms.SignatureValue.Span);
        }

        return imprint;
    }

    /// <param name="imprint">Digest of what the token should be over.</param>
    /// <param name="proof">When the token is proved to have existed.</param>
    /// <param name="revision">In which it stands.</param>
    private TimestampReport JudgeTimestamp(
        ReadOnlyMemory<byte> encoded,
        Func<DigestAlgorithm, ReadOnlyMemory<byte>> imprint,
        TimeProof proof,
        int revision,
        out TimeStampToken? token)
    {
        token = null;
        if (!chains.Spend(StepsPerToken) || !TimeStampToken.TryParse(encoded, out token, out _)
            || !chains.Spend(token.Signature.FindSigner(chains.Known)?.PublicKey.Steps ?? 0))
        {
            return new TimestampReport(
                default,
                Indication.TotalFailed,
                SubIndication.FormatFailure,
                ValidationDetail.TimestampInvalid,
                null);
        }

        var digest = token.ImprintAlgorithm is { IsAvailable: true } algorithm ? imprint(algorithm) : default;
        var verdict = token.Verify(digest.Span, chains.Known);
        if (!verdict.IsIntact)
        {
            return new TimestampReport(
                token.Time, verdict.Indication, verdict.SubIndication, CmsDetails.Of(verdict.Finding), null);
        }

        var authority = token.Signature.FindSigner(chains.Known)!;
        var chain = Chain(authority, token, proof, revision);
        var told = new TimestampReport(
            token.Time, chain.Verdict.Indication, chain.Verdict.SubIndication, Detail(chain), chain.TrustStore)
        {
            Authority = authority,
            Chain = chain.Verdict.Certificates,
            Revocation = chain.Verdict.Revocation,
            Culprit = chain.Verdict.Culprit,
        };

        // One that nobody here trusts contradicts nobody.
        if (chain.TrustStore is not null && IsAfter(new TrustedStamp(token, authority), proof))
        {
            return told with
            {
                Indication = Indication.Indeterminate,
                SubIndication = SubIndication.TimestampOrderFailure,
                Detail = ValidationDetail.TimestampOrder,
                Conflict = Beyond(token, proof),
            };
        }

        return chain.Verdict.IsPassed && Unreliable(token, authority, chain, proof.Time, revision) is { } finding
            ? told with
            {
                Indication = Indication.Indeterminate,
                SubIndication = finding.SubIndication,
                Detail = ValidationDetail.AlgorithmUnreliable,
                Culprit = finding.Certificate,
                Algorithm = finding.Algorithm,
                AlgorithmUntil = finding.Until,
            }
            : told;
    }

    // Without proof the claim counts as long as the certificate is still valid; a claim from the future is a
    // contradiction.
    private void JudgeClaim(SignatureCase each)
    {
        each.BestTime = each.ClaimedTime ?? context.Now;
        each.TimeSource = each.ClaimedTime is null ? TimeSource.None : TimeSource.Claimed;
        if (each.ClaimedTime is { } claimed && claimed > context.Now + ClockTolerance)
        {
            each.Contradict(new TimeConflict(TimeConflictKind.ClaimInTheFuture, claimed, context.Now));
        }
    }

    private static TimeConflict Beyond(TimeStampToken token, TimeProof proof) => new(
        proof.Source == TimeSource.None
            ? TimeConflictKind.TimestampInTheFuture : TimeConflictKind.TimestampAfterCoveringTimestamp,
        token.Time,
        proof.Time);

    private static void ConcludeChain(SignatureCase each, TrustedChain chain, IReadOnlyList<SignatureCase> cases)
    {
        if (SignerStep.HangsOnTimestamp(chain.Verdict.SubIndication)
            && cases.Any(other => SignerStep.IsUndecided(other, each)))
        {
            // The doubt is of time alone, and a newer time-stamp that cannot be judged now may lift it.
            each.Conclude(Indication.Indeterminate, SubIndication.TryLater, ValidationDetail.RevocationUnknown);
        }
        else if (!chain.Verdict.IsPassed)
        {
            each.Conclude(
                chain.Verdict.Indication, chain.Verdict.SubIndication, Detail(chain), culprit: chain.Verdict.Culprit);
        }
    }

    private static ValidationDetail Detail(TrustedChain chain) =>
        chain.Detail == ValidationDetail.Untrusted ? ValidationDetail.TimestampUntrusted : chain.Detail;

    private AlgorithmFinding? Unreliable(
        TimeStampToken token, Certificate authority, TrustedChain chain, DateTimeOffset time, int revision) =>
        context.Algorithms.Judge(token.ImprintAlgorithm, token.ImprintAlgorithmOid, time)
        ?? AlgorithmStep.OfSignature(context.Algorithms, token.Signature, authority, time)
        ?? AlgorithmStep.OfChain(
            chain.Verdict.Certificates, token.Signature, revision, time, chains, context);

    private TrustedChain Chain(
        Certificate authority, TimeStampToken token, TimeProof proof, int revision) =>
        chains.Judge(
            authority, token.Signature, ChainPurpose.TimeStamping, revision, proof.Time, proof.Source);

    /// <summary>One whose authority is trusted.</summary>
    private readonly record struct TrustedStamp(TimeStampToken Token, Certificate Authority);

    /// <summary>When something is proved to have existed.</summary>
    /// <param name="By">Null: by nothing, it exists now.</param>
    private readonly record struct TimeProof(DateTimeOffset Time, TimeSource Source, TrustedStamp? By);
}
