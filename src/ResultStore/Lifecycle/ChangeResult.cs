using System.Globalization;
using Microsoft.Extensions.Options;
using Proof.Qr;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ResultStore.Validation;
using ResultStatus = ResultStore.Storage.ResultStatus;
using ValueClass = ResultStore.Storage.ValueClass;

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
    /// <param name="ct">Counts until step 4.</param>
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
        if (ChangeCheck.Check(change, options.Value, now) is { Count: > 0 } faults)
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

        // 3. What it rests on and leads to.
        ResultRow? successor = null;
        if (change.Kind == ResultChangeKind.Replace)
        {
            successor = await SuccessorAsync(caller, row, change.SuccessorCode, ct);
            if (successor is null)
            {
                return new LifecycleOutcome.SuccessorUnusable();
            }
        }

        var decision = await DecisionAsync(change, dryRun, ct);
        if (decision is { Report: { } refused })
        {
            return new LifecycleOutcome.DecisionRefused(refused);
        }

        if (dryRun)
        {
            return await ForeseeAsync(row, change, expectedVersion, now);
        }

        // 4. One transaction: the change, the row, the links, the event. No hanging up from here on.
        return await StoreAsync(caller, row, change, expectedVersion, successor, decision?.Sha256, now);
    }

    /// <summary>What is wrong with the decision that a change rests on, before any result is looked up; null: nothing.
    /// </summary>
    public async Task<LifecycleOutcome.DecisionRefused?> RefusedDecisionAsync(Change change, CancellationToken ct) =>
        await DecisionAsync(change, dryRun: true, ct) is { Report: { } report }
            ? new LifecycleOutcome.DecisionRefused(report)
            : null;

    private async Task<LifecycleOutcome> StoreAsync(
        Caller caller,
        ResultRow row,
        Change change,
        int expectedVersion,
        ResultRow? successor,
        byte[]? decisionSha256,
        DateTimeOffset now)
    {
        var next = Transitions.Next(row.Status, change.Kind);
        var corrected = next is null ? null : Corrected(row, change);
        var effective = change.EffectiveAtUnixMs == 0
            ? now
            : DateTimeOffset.FromUnixTimeMilliseconds(change.EffectiveAtUnixMs);
        var outcome = await changes.AddAsync(new NewChange
        {
            Id = ResultId.New(clock),
            Kind = EventKinds.Of(change.Kind),
            Seen = expectedVersion == 0 ? row : row with { Version = expectedVersion },

            // A repetition is told as such even where the change could not be made a second time.
            Next = next ?? row.Status,
            IsAllowed = next is not null,
            RecordedAt = now,
            EffectiveAt = effective,
            SystemId = caller.Id,
            DecisionNumber = change.DecisionNumber.Trim(),
            DecisionSha256 = decisionSha256,
            Told = ToldText.Hide(vault, change, row.Id),
            Successor = successor,
            Corrected = corrected,
        });
        if (outcome is ChangeOutcome.Changed { Repeated: false })
        {
            logger.ResultChanged(row.Id, change.Kind, caller.Id);
        }

        return outcome switch
        {
            ChangeOutcome.Changed { Repeated: true } first => new LifecycleOutcome.Changed(
                first.Row, await FirstEffectiveAsync(row, change) ?? effective, Repeated: true),
            ChangeOutcome.Changed changed => new LifecycleOutcome.Changed(changed.Row, effective, Repeated: false),
            ChangeOutcome.ChangedMeanwhile meanwhile => new LifecycleOutcome.ChangedMeanwhile(meanwhile.Now),
            ChangeOutcome.NotAllowed not => new LifecycleOutcome.NotAllowedFromHere(not.Now),
            _ => throw new InvalidOperationException("An unknown end of a change."),
        };
    }

    /// <summary>What step 4 would say, as things stand.</summary>
    private async Task<LifecycleOutcome> ForeseeAsync(
        ResultRow row, Change change, int expectedVersion, DateTimeOffset now)
    {
        if (await FirstEffectiveAsync(row, change) is { } first)
        {
            return new LifecycleOutcome.Changed(row, first, Repeated: true);
        }

        if (expectedVersion != 0 && expectedVersion != row.Version)
        {
            return new LifecycleOutcome.ChangedMeanwhile(row);
        }

        if (Transitions.Next(row.Status, change.Kind) is not { } next)
        {
            return new LifecycleOutcome.NotAllowedFromHere(row);
        }

        var effective = change.EffectiveAtUnixMs == 0
            ? now
            : DateTimeOffset.FromUnixTimeMilliseconds(change.EffectiveAtUnixMs);
        var after = effective > now ? row : row with { Status = next, Version = row.Version + 1 };
        return new LifecycleOutcome.Changed(after, effective, Repeated: false);
    }

    /// <summary>From when the first change by this decision holds.</summary>
    private async Task<DateTimeOffset?> FirstEffectiveAsync(ResultRow row, Change change)
    {
        var made = await changes.ListAsync(row.Bucket, row.Id, CancellationToken.None);
        return made.FirstOrDefault(each => each.Kind == EventKinds.Of(change.Kind)
            && each.DecisionNumber == change.DecisionNumber.Trim())?.EffectiveAt;
    }

    /// <summary>The row as a correction or amendment leaves it: what names the result stays.</summary>
    private ResultRow? Corrected(ResultRow row, Change change)
    {
        if (change.Kind is not (ResultChangeKind.Correct or ResultChangeKind.Amend))
        {
            return null;
        }

        var before = metadata.Show(row);
        var after = change.Metadata.Clone();
        (after.DossierCode, after.ResultNumber) = (before.DossierCode, before.ResultNumber);
        after.AgencyCode = before.AgencyCode;
        after.Holders.Clear();
        after.Holders.AddRange(before.Holders);
        var stored = metadata.Hide(after, row.Id);
        return row with
        {
            ProcedureCode = before.ProcedureCode,
            ResultTypeCode = after.ResultTypeCode.Length > 0 ? after.ResultTypeCode : row.ResultTypeCode,
            IssuedOn = DateOf(after.IssuedOn) ?? row.IssuedOn,
            ValidUntil = DateOf(after.ValidUntil),
            ValueClass = after.ValueClass == V1.ValueClass.Unspecified
                ? row.ValueClass
                : (ValueClass)(short)after.ValueClass,
            DataKeyVersion = stored.KeyVersion,
            Metadata = stored.Clear,
            HolderCipher = stored.Cipher,
        };
    }

    private static DateOnly? DateOf(string text) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private async Task<ResultRow?> SuccessorAsync(Caller caller, ResultRow row, string code, CancellationToken ct)
    {
        if (!ResultCode.TryParse(code, out var parsed))
        {
            return null;
        }

        var successor = await results.FindByCodeAsync(codes.BucketOf(parsed), parsed.ToBytes(), ct);
        return successor is not null
            && !successor.Id.Equals(row.Id)
            && successor.Status == ResultStatus.Valid
            && Mandate.MayChange(caller, successor)
            && HaveOneHolder(row, successor)
            ? successor
            : null;
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
        if (verdict.Checked is null)
        {
            return new Decision(spool.Sha256, ReportWriter.Write(verdict, clock.GetUtcNow()));
        }

        ct.ThrowIfCancellationRequested();
        if (!dryRun)
        {
            await documents.StoreAsync(spool);
        }

        return new Decision(spool.Sha256, null);
    }

    private sealed record Decision(byte[] Sha256, SignatureReport? Report);
}
