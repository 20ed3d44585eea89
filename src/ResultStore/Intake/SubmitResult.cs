using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ResultStore.Ops;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Intake;

/// <summary>
/// The life of a result, one straight road (docs/life-of-a-result.md). Step 0, the door, is in Rpc. A crash after
/// any step before 7 leaves at most files that no row names; after 7 the result is there, whole.
/// </summary>
internal sealed class SubmitResult(
    SignatureJudge judge,
    PaperPolicies papers,
    PushKeys pushes,
    ResultRecorder recorder,
    ResultTable results,
    ClockGuard clockGuard,
    StoreIdentity identity,
    StoreMetrics metrics,
    IOptions<IntakeOptions> options,
    TimeProvider clock,
    ILogger<SubmitResult> logger)
{
    /// <exception cref="StorageUnavailableException">Nothing was acknowledged; the same push again is safe.</exception>
    /// <exception cref="SealingUnavailableException">Nothing was stored.</exception>
    /// <exception cref="ClockWrongException">Nothing was stored.</exception>
    public async Task<SubmitOutcome> RunAsync(Submission submission, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var outcome = await RoadAsync(submission, ct);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        metrics.Submitted(outcome.GetType().Name, elapsed);
        if (outcome is SubmitOutcome.Stored { Repeated: false } stored)
        {
            logger.ResultStored(stored.Row.Id, submission.Caller.Id, stored.Row.SubmittedLength, elapsed);
        }
        else if (outcome is SubmitOutcome.DocumentRefused refused)
        {
            logger.DocumentRefused(submission.Caller.Id, refused.Fault.Reason, refused.Report.Verdict.Detail);
        }

        return outcome;
    }

    private async Task<SubmitOutcome> RoadAsync(Submission submission, CancellationToken ct)
    {
        // 1. Metadata: every wrong field at once. Nothing is parsed for a system that may not push it anyway.
        var faults = new FieldFaults();
        if (submission.StatedSha256.Length is not (0 or SHA256.HashSizeInBytes))
        {
            faults.Malformed(
                submission.StatedSha256Path,
                $"SHA-256 dài {SHA256.HashSizeInBytes} byte; đã nhận {submission.StatedSha256.Length}.",
                $"A SHA-256 has {SHA256.HashSizeInBytes} bytes; {submission.StatedSha256.Length} came.");
        }

        if (MetadataCheck.Check(submission.Metadata, clock.GetUtcNow(), faults) is not { } draft)
        {
            return new SubmitOutcome.FieldsInvalid(faults.All);
        }

        if (!submission.Caller.ActsFor(draft.Agency))
        {
            return new SubmitOutcome.AgencyNotAllowed(draft.Agency.Canonical);
        }

        if (IsOtherThanStated(submission))
        {
            return new SubmitOutcome.DigestMismatch();
        }

        // 1b. The same push again: the first answer, without the work of steps 2 to 6.
        var key = pushes.KeyOf(submission.Caller.Id, draft, submission.Spool.Sha256);
        if (await recorder.FindEarlierAsync(submission, key, draft, ct) is { } earlier)
        {
            return earlier;
        }

        // 2. Signatures, as of the time they were made.
        using var judged = await judge.JudgeAsync(submission, ct);
        if (judged is null)
        {
            return new SubmitOutcome.Busy();
        }

        var verdict = judged.Judgement.Report;
        var report = ReportWriter.Write(verdict, judged.Judgement.Context.Now);

        // 3. Policy: passed, and the signatures this kind of paper needs.
        if (RefusalReasons.Of(verdict, submission.Caller.AcceptsUnprovedTime) is { } fault)
        {
            return new SubmitOutcome.DocumentRefused(fault, report, [], submission.Spool.Length == 0);
        }

        if (SignaturePolicy.Missing(verdict, RequiredOf(draft)) is { Count: > 0 } missing)
        {
            return new SubmitOutcome.DocumentRefused(
                new DocumentFault(ErrorReason.SignatureMissing, null), report, missing);
        }

        // The paper may be there under another key: told before a seal is spent on it.
        var beginnings = StoredTraces.SignedBeginnings(submission.Spool.Bytes.Span, verdict);
        if (await FindAsync(submission.Spool, beginnings, ct) is { } found)
        {
            // Or under this very key: the same push, sent twice at once, was first by a moment.
            return await recorder.FindEarlierAsync(submission, key, draft, ct)
                ?? ResultRecorder.AlreadyStored(submission.Caller, found.Row);
        }

        if (HasOurSeal(verdict))
        {
            return new SubmitOutcome.DocumentAlreadyStored(null);
        }

        // 4 to 7. A collision of code or status place starts this part again; both are drawn at random.
        return await clockGuard.IsRightAsync(ct)
            ? await recorder.StoreAsync(submission, draft, key, report, judged, beginnings, ct)
            : new SubmitOutcome.ClockWrong();
    }

    /// <summary>
    /// The same file, the same paper with other evidence or with its end cut off, or a stored file with something put
    /// behind it: none becomes another result, as whatever is decided about the first would leave the second standing.
    /// </summary>
    private async ValueTask<FoundDocument?> FindAsync(
        Spool spool, IReadOnlyList<SignedBeginning> beginnings, CancellationToken ct) =>
        await results.FindByDocumentAsync(
            [spool.Sha256, .. beginnings.Where(each => each.IsWholePaper).Select(each => each.Sha256)],
            orBeginning: true,
            ct)
        ?? await results.FindByDocumentAsync(
            [.. StoredTraces.Beginnings(spool.Bytes.Span), .. StoredTraces.NamesBefore(beginnings)],
            orBeginning: false,
            ct);

    /// <summary>What the catalogue says of this kind of paper, else the store's default.</summary>
    private IReadOnlyList<SignerKind> RequiredOf(ResultDraft draft) =>
        papers.Of(draft.Metadata.ResultTypeCode).Signers ?? options.Value.Required;

    private bool HasOurSeal(Proof.Pades.ValidationReport verdict) => verdict.Signatures.Any(
        signature => signature.Signer is { } signer && identity.IsSeal(signer.Certificate.Sha256.Span));

    private static bool IsOtherThanStated(Submission submission) =>
        (submission.StatedLength != 0 && submission.StatedLength != submission.Spool.Length)
        || (!submission.StatedSha256.IsEmpty && !submission.StatedSha256.Span.SequenceEqual(submission.Spool.Sha256));
}
