using Proof.Cms;

namespace Proof.Pades;

/// <summary>Step 9: the signer's chain at the best signature time.</summary>
internal static class SignerStep
{
    public static void Judge(SignatureCase each, IReadOnlyList<SignatureCase> cases, ChainStep chains)
    {
        if (each.Token is not null || each.Cms is not { } cms || each.Signer is not { } signer
            || each.BestTime is not { } time)
        {
            return;
        }

        var proven = each.TimeSource is TimeSource.SignatureTimestamp or TimeSource.DocumentTimestamp;
        each.Chain = chains.Judge(
            signer, cms, ChainPurpose.DocumentSigning, each.Revision, time, each.TimeSource,
            NotSignedBefore(each, cases));
        var verdict = each.Chain.Verdict;
        if (!verdict.IsPassed && HangsOnTimestamp(verdict.SubIndication)
            && (each.Timestamps.Any(IsUndecided) || cases.Any(other => IsUndecided(other, each))))
        {
            // The doubt is of time alone, and a time-stamp that cannot be judged now may lift it.
            each.Conclude(Indication.Indeterminate, SubIndication.TryLater, ValidationDetail.RevocationUnknown);
        }
        else if (!verdict.IsPassed)
        {
            each.Conclude(
                verdict.Indication, verdict.SubIndication, each.Chain.Detail, culprit: verdict.Culprit);
        }

        // A signer's word from before the certificate fails the claim, not a signature that a time-stamp proves.
        each.Warnings |= proven && each.ClaimedTime < signer.NotBefore && signer.NotBefore <= time
            ? SignatureWarnings.ClaimedTimeBeforeCertificate : 0;
        each.Warnings |= verdict.IsPassed && verdict.Revocation.Any(
                status => status is RevocationStatus.Revoked { InvalidFrom: { } from } && from <= time)
            ? SignatureWarnings.InvalidBeforeSignature : 0;
    }

    /// <summary>Whether a doubt is of time alone: proof of an earlier existence would lift it.</summary>
    internal static bool HangsOnTimestamp(SubIndication why) => why is SubIndication.NoPoe
        or SubIndication.RevokedNoPoe or SubIndication.RevokedCaNoPoe or SubIndication.OutOfBoundsNoPoe
        or SubIndication.OutOfBoundsNotRevoked or SubIndication.NoCertificateChainFoundNoPoe;

    /// <summary>Whether a document time-stamp that covers a case cannot be judged yet.</summary>
    internal static bool IsUndecided(SignatureCase stamp, SignatureCase covered) =>
        stamp.Token is not null && WaitsForEvidence(stamp.SubIndication) && stamp.Revision > covered.Revision;

    private static bool IsUndecided(TimestampReport timestamp) => WaitsForEvidence(timestamp.SubIndication);

    // Of both, other revocation data may come.
    private static bool WaitsForEvidence(SubIndication why) =>
        why is SubIndication.TryLater or SubIndication.RevocationOutOfBoundsNoPoe;

    // What the signature covers was there before it: the latest trusted time-stamp among that, one of its own included.
    internal static DateTimeOffset? NotSignedBefore(SignatureCase each, IReadOnlyList<SignatureCase> cases)
    {
        var latest = each.NotSignedBefore;
        foreach (var covered in cases.Where(other => other.Range?.Revision < each.Range?.Revision))
        {
            var times = covered.Timestamps.Where(stamp => stamp.Indication == Indication.TotalPassed)
                .Select(stamp => stamp.Time);
            if (covered.Token is { } token && covered.Indication == Indication.TotalPassed)
            {
                times = times.Append(token.Time);
            }

            foreach (var time in times)
            {
                latest = latest is null || time > latest ? time : latest;
            }
        }

        return latest;
    }
}
