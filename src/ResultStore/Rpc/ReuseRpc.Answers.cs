using Google.Protobuf.Reflection;
using Grpc.Core;
using ResultStore.Access;
using ResultStore.Reuse;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <content>Which papers need not be asked for, and who relied on what.</content>
internal sealed partial class ReuseRpc
{
    private const string BatchMethod = "/resultstore.v1.ResultReuse/CheckReuseBatch";
    private const int MostItemId = 200;

    public override async Task<CheckReuseResponse> CheckReuse(CheckReuseRequest request, ServerCallContext context) =>
        await checking.AskAsync(context.Caller, request, context.RemoteAddress, context.CancellationToken) switch
        {
            CheckOutcome.Answered answered => answered.Response,
            var refused => throw RefusalOf(refused).ToException(),
        };

    public override async Task CheckReuseBatch(
        IAsyncStreamReader<CheckReuseBatchRequest> requestStream,
        IServerStreamWriter<CheckReuseBatchResponse> responseStream,
        ServerCallContext context)
    {
        // As many at once as the window; the next message is read when one of them is answered.
        using var places = new SemaphoreSlim(options.Value.BatchWindow);
        using var writing = new SemaphoreSlim(1, 1);
        var underway = new List<Task>();
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            await places.WaitAsync(context.CancellationToken);
            underway.RemoveAll(task => task.IsCompletedSuccessfully);
            underway.Add(AnswerItemAsync(requestStream.Current));
        }

        await Task.WhenAll(underway);

        async Task AnswerItemAsync(CheckReuseBatchRequest item)
        {
            try
            {
                var response = await AnswerAsync(item, context);
                await writing.WaitAsync(context.CancellationToken);
                try
                {
                    await responseStream.WriteAsync(response, context.CancellationToken);
                }
                finally
                {
                    writing.Release();
                }
            }
            finally
            {
                places.Release();
            }
        }
    }

    public override async Task<FindResultsResponse> FindResults(FindResultsRequest request,
        ServerCallContext context) =>
        await finding.FindAsync(context.Caller, request, context.RemoteAddress, context.CancellationToken) switch
        {
            FindOutcome.Answered answered => answered.Response,
            FindOutcome.FieldsInvalid invalid => throw Sentences.FieldsInvalid(invalid.Faults).ToException(),
            _ => throw Sentences.Refuse(ErrorReason.Internal).ToException(),
        };

    public override async Task UseResult(
        UseResultRequest request, IServerStreamWriter<UseResultResponse> responseStream, ServerCallContext context)
    {
        var submitted = request.Form == DocumentForm.Submitted;
        var outcome = await relying.UseAsync(
            context.Caller,
            request,
            context.RemoteAddress,
            async row => new UsedAnswer(
                await result.MakeAsync(row, context.CancellationToken),
                request.WithDocument ? document.Open(row, submitted) : null),
            context.CancellationToken);
        if (outcome is not RelyOutcome.Used used)
        {
            throw RefusalOf(outcome).ToException();
        }

        await using var answer = used.Answer;
        var (vietnamese, english) = ReuseSentences.Of(used.Decision);
        var response = new UsedResult
        {
            RelianceId = used.Recorded.Id.ToString(),
            UsedAtUnixMs = used.Recorded.At.ToUnixTimeMilliseconds(),
            Repeated = used.Repeated,
            State = used.Decision.State,
            LegalBasis = used.Decision.Rule?.LegalBasis ?? "",
            Result = answer.Result,
            Document = DocumentPieces.HeaderOf(used.Row, submitted),
            National = used.National,
            Reason = used.Decision.Reason,
            SentenceVi = vietnamese,
            SentenceEn = english,
        };
        await responseStream.WriteAsync(new() { Used = response }, context.CancellationToken);
        if (answer.File is { } file)
        {
            await DocumentPieces.SendAsync(
                file,
                chunk => responseStream.WriteAsync(new() { Chunk = chunk }, context.CancellationToken),
                context.CancellationToken);
        }
    }

    public override async Task<DeclineReuseResponse> DeclineReuse(DeclineReuseRequest request,
        ServerCallContext context) =>
        await relying.DeclineAsync(context.Caller, request, context.CancellationToken) switch
        {
            RelyOutcome.Declined { Recorded: var recorded } => new DeclineReuseResponse
            {
                RelianceId = recorded.Id.ToString(),
                DeclinedAtUnixMs = recorded.At.ToUnixTimeMilliseconds(),
            },
            var refused => throw RefusalOf(refused).ToException(),
        };

    public override async Task<ListRelianceResponse> ListReliance(ListRelianceRequest request,
        ServerCallContext context) =>
        await listing.ListAsync(context.Caller, request, context.RemoteAddress, context.CancellationToken) switch
        {
            RelianceOutcome.Listed listed => listed.Response,
            RelianceOutcome.CodeMalformed => throw Sentences.Refuse(ErrorReason.CodeMalformed).ToException(),
            RelianceOutcome.NotAllowed => throw Sentences.Refuse(ErrorReason.NotAllowed).ToException(),
            RelianceOutcome.WrongToken => throw Paging.WrongToken(),
            RelianceOutcome.FieldsInvalid invalid => throw Sentences.FieldsInvalid(invalid.Faults).ToException(),
            _ => throw Sentences.Refuse(ErrorReason.ResultUnknown).ToException(),
        };

    private async Task<CheckReuseBatchResponse> AnswerAsync(CheckReuseBatchRequest item, ServerCallContext context)
    {
        var response = new CheckReuseBatchResponse { ItemId = item.ItemId };
        if (item.ItemId.Length > MostItemId)
        {
            response.ItemId = item.ItemId[..MostItemId];
            response.Refusal = Sentences.FieldsInvalid([new FieldFault
            {
                Path = "item_id",
                Reason = FieldReason.TooLong,
                SentenceVi = $"Dài quá {MostItemId} ký tự.",
                SentenceEn = $"Longer than {MostItemId} characters.",
            }]);
            return response;
        }

        var question = item.Question ?? new();
        if (PlainText.Faults(question) is { Count: > 0 } faults)
        {
            response.Refusal = Sentences.FieldsInvalid(faults);
            return response;
        }

        try
        {
            var outcome = await checking.AskAsync(
                context.Caller, question, context.RemoteAddress, context.CancellationToken);
            if (outcome is CheckOutcome.Answered answered)
            {
                response.Answer = answered.Response;
            }
            else
            {
                response.Refusal = RefusalOf(outcome);
            }
        }
        catch (Exception fault) when (fault is not (RpcException or OperationCanceledException))
        {
            // One item at fault does not end the stream.
            var reason = Faults.ReasonOf(fault);
            if (reason == ErrorReason.Internal)
            {
                logger.CallFailed(fault, BatchMethod);
            }

            response.Refusal = Sentences.Refuse(reason);
        }

        return response;
    }

    private static Refusal RefusalOf(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.FieldsInvalid invalid => Sentences.FieldsInvalid(invalid.Faults),
        CheckOutcome.NotAllowed => Sentences.Refuse(ErrorReason.NotAllowed),
        _ => Sentences.Refuse(ErrorReason.Internal),
    };

    private static Refusal RefusalOf(RelyOutcome outcome) => outcome switch
    {
        RelyOutcome.FieldsInvalid invalid => Sentences.FieldsInvalid(invalid.Faults),
        RelyOutcome.NotAllowed => Sentences.Refuse(ErrorReason.NotAllowed),
        RelyOutcome.NotInForce => Sentences.Refuse(ErrorReason.ResultNotInForce),
        RelyOutcome.NotCovered refused => NotCovered(refused.Decision),
        RelyOutcome.CodeMalformed => Sentences.Refuse(ErrorReason.CodeMalformed),
        RelyOutcome.Unknown => Sentences.Refuse(ErrorReason.ResultUnknown),
        _ => Sentences.Refuse(ErrorReason.Internal),
    };

    private static Refusal NotCovered(ComponentDecision decision)
    {
        var refusal = Sentences.Refuse(ErrorReason.ReuseNotCovered);
        (refusal.SentenceVi, refusal.SentenceEn) = ReuseSentences.Of(decision);
        refusal.ReuseReason = ReuseReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(ReuseReason))
            .FindValueByNumber((int)decision.Reason).Name["REUSE_REASON_".Length..];
        return refusal;
    }
}
