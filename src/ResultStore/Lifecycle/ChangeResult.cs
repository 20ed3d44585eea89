using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Proof.Qr;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ResultStore.Validation;
using ResultStatus = ResultStore.Storage.ResultStatus;

namespace ResultStore.Lifecycle;

/// <summary>Changes one result: nothing is overwritten, every change is an event more.</summary>
internal sealed class ChangeResult(
    CodeIssuer codes,
    ResultTable results,
    ChangeTable changes,
    DocumentStore documents,
    DocumentJudge judge,
    MetadataVault metadata,
    PersonalDataVault vault,
    TimeProvider clock,
    IOptions<LifecycleOptions> options,
    ILogger<ChangeResult> logger)
{
    /// <param name="caller">Who decides.</param>
    /// <param name="code">As sent.</param>
    /// <param name="change">As sent.</param>
    /// <param name="expectedVersion">The version the officer saw; 0: any.</param>
    /// <param name="dryRun">Whether only to tell what would become of it.</param>
    /// <param name="ct">Counts until step 5.</param>
    /// <exception cref="StorageUnavailableException">Nothing is acknowledged; the same again is safe.</exception>
    public async Task<LifecycleOutcome> RunAsync(
        Caller caller,
        string code,
        Change change,
        int expectedVersion,
        bool dryRun,
        CancellationToken ct)
    {
        // 1. What is asked for, whole and well formed.
        var now = clock.GetUtcNow();
        if (ChangeCheck.Check(change, expectedVersion, options.Value, now) is { Count: > 0 } faults)
        {
            return new LifecycleOutcome.FieldsInvalid(faults);
        }

        if (!ResultCode.TryParse(code, out var parsed))
        {
            return new LifecycleOutcome.CodeMalformed();
        }

        // 2. Whose it is.
        var row = await results.FindByCodeAsync(codes.BucketOf(parsed), parsed.ToBytes(), ct);
        if (row is null || !Mandate.MayChange(caller, row))
        {
            return new LifecycleOutcome.Unknown();
        }

        // 3. The same decision again: the first answer, whatever has become of the result since.
        var made = await changes.ListAsync(row.Bucket, row.Id, CancellationToken.None);
        if (FirstOf(made, change) is { } first)
        {
            return RepetitionOf(first, row, change);
        }

        // 4. What it rests on and leads to.
        if (Transitions.Next(row.Status, change.Kind) is null)
        {
            return IsStale(row, expectedVersion)
                ? new LifecycleOutcome.ChangedMeanwhile(row)
                : new LifecycleOutcome.NotAllowedFromHere(row);
        }

        if (EffectiveTime.Check(row, made, change) is { Count: > 0 } early)
        {
            return IsStale(row, expectedVersion)
                ? new LifecycleOutcome.ChangedMeanwhile(row)
                : new LifecycleOutcome.FieldsInvalid(early);
        }

        ResultRow? successor = null;
        if (change.Kind == ResultChangeKind.Replace)
        {
            (successor, var fault) = await SuccessorAsync(caller, row, change.SuccessorCode, ct);
            if (successor is null)
            {
                return new LifecycleOutcome.SuccessorUnusable(fault);
            }
        }

        ResultMetadata? after = null;
        if (change.Kind is ResultChangeKind.Correct or ResultChangeKind.Amend
            && MetadataChange.Check(metadata.Show(row), change.Metadata, now, out after) is { Count: > 0 } wrong)
        {
            return IsStale(row, expectedVersion)
                ? new LifecycleOutcome.ChangedMeanwhile(row)
                : new LifecycleOutcome.FieldsInvalid(wrong);
        }

        var decision = await DecisionAsync(change, dryRun, ct);
        if (decision is { Refused: { } refused })
        {
            return refused;
        }

        if (dryRun)
        {
            return await ForeseeAsync(row, change, expectedVersion, now);
        }

        // 5. One transaction: the change, the row, the links, the event. No hanging up from here on.
        return await StoreAsync(caller, row, change, expectedVersion, successor, after, decision?.Sha256, now);
    }

    /// <summary>What is wrong with the decision that a change rests on, before any result is looked up; null: nothing.
    /// </summary>
    public async Task<LifecycleOutcome.DecisionRefused?> RefusedDecisionAsync(Change change, CancellationToken ct) =>
        (await DecisionAsync(change, dryRun: true, ct))?.Refused;

    private async Task<LifecycleOutcome> StoreAsync(
        Caller caller,
        ResultRow row,
        Change change,
        int expectedVersion,
        ResultRow? successor,
        ResultMetadata? after,
        byte[]? decisionSha256,
        DateTimeOffset now)
    {
        var effective = EffectiveAt(change, now);
        var outcome = await changes.AddAsync(new NewChange
        {
            Id = ResultId.New(clock),
            Kind = EventKinds.Of(change.Kind),
            Seen = expectedVersion == 0 ? row : row with { Version = expectedVersion },
            Next = Transitions.Next(row.Status, change.Kind) ?? row.Status,
            RecordedAt = now,
            EffectiveAt = effective,
            SystemId = caller.Id,
            DecisionNumber = change.DecisionNumber.Trim(),
            DecisionSha256 = decisionSha256,
            Told = ToldText.Hide(
                vault, change, row.Id, after is null ? null : MetadataChange.Fields(metadata.Show(row), after)),
            Successor = successor,
            Corrected = after is null ? null : MetadataChange.Apply(row, metadata, after),
            Cancels = change.Kind == ResultChangeKind.Cancel ? change.CancelsDecisionNumber.Trim() : null,
        });
        if (outcome is ChangeOutcome.Changed { Repeated: false })
        {
            logger.ResultChanged(row.Id, change.Kind, caller.Id);
        }

        return outcome switch
        {
            ChangeOutcome.Changed { Repeated: true } again when await FirstAsync(row, change) is { } first =>
                RepetitionOf(first, again.Row, change),
            ChangeOutcome.Changed changed => new LifecycleOutcome.Changed(changed.Row, effective, Repeated: false),
            ChangeOutcome.ChangedMeanwhile meanwhile => new LifecycleOutcome.ChangedMeanwhile(meanwhile.Now),
            ChangeOutcome.NotAllowed not when change.Kind == ResultChangeKind.Cancel =>
                new LifecycleOutcome.NothingWaits(not.Now),
            ChangeOutcome.NotAllowed not => new LifecycleOutcome.NotAllowedFromHere(not.Now),
            _ => throw new InvalidOperationException("An unknown end of a change."),
        };
    }

    /// <summary>What step 5 would say, as things stand.</summary>
    /// <param name="row">As it stands.</param>
    /// <param name="change">Checked, but for a successor, metadata and the decision's document.</param>
    /// <param name="expectedVersion">0: any.</param>
    /// <param name="now">The time it would be made.</param>
    public async Task<LifecycleOutcome> ForeseeAsync(
        ResultRow row, Change change, int expectedVersion, DateTimeOffset now)
    {
        var made = await changes.ListAsync(row.Bucket, row.Id, CancellationToken.None);
        if (FirstOf(made, change) is { } first)
        {
            return RepetitionOf(first, row, change);
        }

        if (IsStale(row, expectedVersion))
        {
            return new LifecycleOutcome.ChangedMeanwhile(row);
        }

        if (Transitions.Next(row.Status, change.Kind) is not { } next)
        {
            return new LifecycleOutcome.NotAllowedFromHere(row);
        }

        if (change.Kind == ResultChangeKind.Cancel)
        {
            return made.Exists(each => each.State == ChangeState.Waiting
                    && each.DecisionNumber == change.CancelsDecisionNumber.Trim())
                ? new LifecycleOutcome.Changed(row, now, Repeated: false)
                : new LifecycleOutcome.NothingWaits(row);
        }

        if (EffectiveTime.Check(row, made, change) is { Count: > 0 } early)
        {
            return new LifecycleOutcome.FieldsInvalid(early);
        }

        var effective = EffectiveAt(change, now);
        var after = effective > now ? row : row with { Status = next, Version = row.Version + 1 };
        return new LifecycleOutcome.Changed(after, effective, Repeated: false);
    }

    private async Task<ChangeRow?> FirstAsync(ResultRow row, Change change) =>
        FirstOf(await changes.ListAsync(row.Bucket, row.Id, CancellationToken.None), change);

    /// <summary>What was recorded by this decision.</summary>
    private static ChangeRow? FirstOf(List<ChangeRow> made, Change change) => made.Find(
        each => each.Kind == EventKinds.Of(change.Kind) && each.DecisionNumber == change.DecisionNumber.Trim());

    /// <summary>The first answer, where the same is asked for and it still stands.</summary>
    private LifecycleOutcome RepetitionOf(ChangeRow first, ResultRow now, Change change)
    {
        var faults = new FieldFaults();

        // A decision that was to hold at once holds from when it was recorded.
        var asked = change.EffectiveAtUnixMs == 0 ? first.RecordedAt : EffectiveAt(change, first.RecordedAt);
        if (asked != first.EffectiveAt)
        {
            Differs("effective_at_unix_ms");
        }

        if (change.Kind == ResultChangeKind.Replace
            && !(ResultCode.TryParse(change.SuccessorCode, out var successor)
                && successor.ToBytes().AsSpan().SequenceEqual(first.SuccessorCode)))
        {
            Differs("successor_code");
        }

        if (change.Kind == ResultChangeKind.Cancel
            && ToldText.Show(vault, first).CancelledDecisionNumber != change.CancelsDecisionNumber.Trim())
        {
            Differs("cancels_decision_number");
        }

        if (change.Kind is ResultChangeKind.Correct or ResultChangeKind.Amend
            && ToldText.HadOther(vault, first, change.Metadata))
        {
            Differs("metadata");
        }

        if (!change.DecisionDocument.IsEmpty
            && !SHA256.HashData(change.DecisionDocument.Span).AsSpan().SequenceEqual(first.DecisionSha256))
        {
            Differs("decision_document");
        }

        return !faults.None ? new LifecycleOutcome.FieldsInvalid(faults.All)
            : first.State is ChangeState.Cancelled or ChangeState.Lapsed
                ? new LifecycleOutcome.DecisionSpent(first.State == ChangeState.Cancelled)
            : new LifecycleOutcome.Changed(now, first.EffectiveAt, Repeated: true);

        void Differs(string name) => faults.Add(
            $"change.{name}",
            FieldReason.Differs,
            "Quyết định này đã được ghi với nội dung khác; xem lịch sử, hủy thay đổi cũ nếu chưa đến hạn.",
            "This decision was recorded with something else; read the history, cancel what still waits.");
    }

    private static bool IsStale(ResultRow row, int expectedVersion) =>
        expectedVersion != 0 && expectedVersion != row.Version;

    private static DateTimeOffset EffectiveAt(Change change, DateTimeOffset now) => change.EffectiveAtUnixMs == 0
        ? now
        : DateTimeOffset.FromUnixTimeMilliseconds(change.EffectiveAtUnixMs);

    /// <returns>The successor; null: see the fault.</returns>
    private async Task<(ResultRow? Row, SuccessorFault Fault)> SuccessorAsync(
        Caller caller, ResultRow row, string code, CancellationToken ct)
    {
        if (!ResultCode.TryParse(code, out var parsed))
        {
            return (null, SuccessorFault.Malformed);
        }

        var successor = await results.FindByCodeAsync(codes.BucketOf(parsed), parsed.ToBytes(), ct);
        return successor is null || !Mandate.MayChange(caller, successor) ? (null, SuccessorFault.Unknown)
            : successor.Id.Equals(row.Id) ? (null, SuccessorFault.Itself)
            : successor.Status != ResultStatus.Valid ? (null, SuccessorFault.NotInForce)
            : !HaveOneHolder(row, successor) ? (null, SuccessorFault.OtherHolder)
            : (successor, default);
    }

    /// <summary>A paper of someone else stands in nobody's place.</summary>
    private bool HaveOneHolder(ResultRow row, ResultRow successor)
    {
        var holders = metadata.Show(row).Holders.Select(holder => (holder.Kind, holder.Id)).ToHashSet();
        return metadata.Show(successor).Holders.Any(holder => holders.Contains((holder.Kind, holder.Id)));
    }

    private async Task<Decision?> DecisionAsync(Change change, bool dryRun, CancellationToken ct)
    {
        if (change.DecisionDocument.IsEmpty)
        {
            return null;
        }

        using var spool = documents.NewSpool(change.DecisionDocument.Memory);
        var verdict = judge.Judge(spool.Bytes);
        if (RefusalReasons.Of(verdict, acceptsUnprovedTime: false) is { } fault)
        {
            return new Decision(spool.Sha256, new LifecycleOutcome.DecisionRefused(
                ReportWriter.Write(verdict, clock.GetUtcNow()), fault));
        }

        ct.ThrowIfCancellationRequested();
        if (!dryRun)
        {
            await documents.StoreAsync(spool);
        }

        return new Decision(spool.Sha256, null);
    }

    private sealed record Decision(byte[] Sha256, LifecycleOutcome.DecisionRefused? Refused);
}
