using Grpc.Core;
using ResultStore.Catalogue;
using ResultStore.Holders;
using ResultStore.Lifecycle;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ChangeResultSlice = ResultStore.Lifecycle.ChangeResult;

namespace ResultStore.Rpc;

/// <summary>The door for agencies that change what they issued.</summary>
internal sealed class LifecycleRpc(
    ChangeResultSlice change,
    ChangeMany many,
    ResultHistory history,
    Disputes disputes,
    Sessions sessions,
    OwnResults own,
    PaperTerms terms,
    UnknownCodes unknown) : ResultLifecycle.ResultLifecycleBase
{
    public override async Task<ChangeResultResponse> ChangeResult(
        ChangeResultRequest request,
        ServerCallContext context)
    {
        var outcome = await change.RunAsync(
            context.Caller,
            request.Code,
            request.Change ?? new Change(),
            request.ExpectedVersion,
            request.DryRun,
            context.CancellationToken);
        return outcome is LifecycleOutcome.Changed changed
            ? new ChangeResultResponse
            {
                Status = terms.StatusOf(changed.Row),
                Version = changed.Row.Version,
                EffectiveAtUnixMs = changed.EffectiveAt.ToUnixTimeMilliseconds(),
                Repeated = changed.Repeated,
                Warnings = { WarningsOf(request.Change) },
            }
            : throw RefusalOf(outcome).ToException();
    }

    public override async Task ChangeResults(
        ChangeResultsRequest request,
        IServerStreamWriter<ChangeResultsResponse> responseStream,
        ServerCallContext context)
    {
        if (many.Check(request) is { Count: > 0 } faults)
        {
            throw Sentences.FieldsInvalid(faults).ToException();
        }

        if (!ChangeMany.MayAsk(context.Caller, request))
        {
            throw Sentences.Refuse(ErrorReason.NotAllowed).ToException();
        }

        if (await many.RefusedDecisionAsync(request, context.CancellationToken) is { } refused)
        {
            throw RefusalOf(refused).ToException();
        }

        await many.RunAsync(
            context.Caller,
            request,
            progress => responseStream.WriteAsync(progress, context.CancellationToken),
            context.CancellationToken);
    }

    public override async Task<GetHistoryResponse> GetHistory(GetHistoryRequest request, ServerCallContext context) =>
        await history.ReadAsync(context.Caller, request, context.RemoteAddress, context.CancellationToken) switch
        {
            HistoryOutcome.Read read => read.History,
            HistoryOutcome.FieldsInvalid invalid => throw Sentences.FieldsInvalid(invalid.Faults).ToException(),
            _ => throw Sentences.Refuse(ErrorReason.ResultUnknown).ToException(),
        };

    public override async Task<RecordDisputeResponse> RecordDispute(
        RecordDisputeRequest request,
        ServerCallContext context)
    {
        if (Disputes.Check(request) is { Count: > 0 } faults)
        {
            throw Sentences.FieldsInvalid(faults).ToException();
        }

        var holder = await HolderOfAsync(request, context);
        var outcome = await disputes.RecordAsync(context.Caller, request, holder, context.CancellationToken);
        return outcome is LifecycleOutcome.DisputeSet set
            ? new RecordDisputeResponse { Disputed = set.Row.DisputedAt is not null, DisputeId = set.Id }
            : throw RefusalOf(outcome).ToException();
    }

    /// <summary>For whom a portal speaks: somebody it has authenticated, who holds the result; that it looked is on
    /// record. Null: the caller is no portal.</summary>
    private async Task<HolderId?> HolderOfAsync(RecordDisputeRequest request, ServerCallContext context)
    {
        if (!context.Caller.Has(ClientRole.Portal) && request.Session is null)
        {
            return null;
        }

        if (!context.Caller.Has(ClientRole.Portal))
        {
            throw Sentences.Refuse(ErrorReason.NotAllowed).ToException();
        }

        _ = HolderRpc.Done(await own.ReadAsync(
            new OwnReading(context.Caller, request.Code, nameof(RecordDispute), context.RemoteAddress),
            request.Session,
            "dispute",
            row => row,
            context.CancellationToken));
        return sessions.ToRead(request.Session) is SessionOutcome.Known known
            ? known.Holder.Id
            : throw Sentences.Refuse(ErrorReason.AuthenticationTooWeak).ToException();
    }

    /// <summary>What a correction may have put wrong anew.</summary>
    private IReadOnlyList<FieldFault> WarningsOf(Change? change) =>
        change is { Kind: ResultChangeKind.Correct or ResultChangeKind.Amend, Metadata: { } metadata }
            ? unknown.TypeIn(metadata, "change.metadata")
            : [];

    private static Refusal RefusalOf(LifecycleOutcome outcome)
    {
        switch (outcome)
        {
            case LifecycleOutcome.FieldsInvalid invalid:
                return Sentences.FieldsInvalid(invalid.Faults);
            case LifecycleOutcome.CodeMalformed:
                return Sentences.Refuse(ErrorReason.CodeMalformed);
            case LifecycleOutcome.Unknown:
                return Sentences.Refuse(ErrorReason.ResultUnknown);
            case LifecycleOutcome.NotAllowedFromHere not:
                return ChangeSentences.NotAllowed(not.Row);
            case LifecycleOutcome.NoOpenDispute:
                return ChangeSentences.NoOpenDispute();
            case LifecycleOutcome.NotYours:
                return Sentences.Refuse(ErrorReason.NotAllowed);
            case LifecycleOutcome.NothingWaits nothing:
                return ChangeSentences.NothingWaits(nothing.Row);
            case LifecycleOutcome.DecisionSpent spent:
                return ChangeSentences.Spent(spent.WasCancelled);
            case LifecycleOutcome.ChangedMeanwhile:
                return Sentences.Refuse(ErrorReason.ResultChanged);
            case LifecycleOutcome.SuccessorUnusable unusable:
                return ChangeSentences.SuccessorUnusable(unusable.Fault);
            case LifecycleOutcome.DecisionRefused refused:
                var refusal = IntakeReplies.DocumentRefused(refused.Fault, refused.Report);
                refusal.SentenceVi = $"Văn bản quyết định không được nhận: {refusal.SentenceVi}";
                refusal.SentenceEn = $"The decision document is not taken: {refusal.SentenceEn}";
                return refusal;
            default:
                throw new InvalidOperationException($"{outcome.GetType().Name} is no refusal.");
        }
    }
}
