using System.Globalization;
using Grpc.Core;
using Microsoft.Extensions.Options;
using ResultStore.Catalogue;
using ResultStore.Intake;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;
using ReserveCodeSlice = ResultStore.Intake.ReserveCode;
using SubmitResultSlice = ResultStore.Intake.SubmitResult;

namespace ResultStore.Rpc;

/// <summary>The door for one-stop systems.</summary>
internal sealed class IntakeRpc(
    SubmitResultSlice submit,
    ReserveCodeSlice reserve,
    DocumentStore documents,
    ReceiptWriter receipts,
    QrIssuer qr,
    UnknownCodes unknown,
    IOptions<IntakeOptions> options,
    ILogger<IntakeRpc> logger) : ResultIntake.ResultIntakeBase
{
    private const int MostItemIdCharacters = 200;

    public override async Task<ReserveCodeResponse> ReserveCode(ReserveCodeRequest request, ServerCallContext context)
    {
        var outcome = await reserve.RunAsync(context.Caller, request.Metadata, context.CancellationToken);
        return outcome is ReserveCodeOutcome.Reserved reserved
            ? new ReserveCodeResponse
            {
                Code = IntakeReplies.CodeOf(reserved.Row.Code),
                Qr = qr.Draw(reserved.Row.Token),
                UsableUntilUnixMs = reserved.Row.ExpiresAt.ToUnixTimeMilliseconds(),
                Warnings = { unknown.In(request.Metadata) },
            }
            : throw IntakeReplies.RefusalOf(outcome).ToException();
    }

    public override async Task<SubmitResultResponse> SubmitResult(
        SubmitResultRequest request,
        ServerCallContext context)
    {
        using var spool = SpoolOf(request);
        var outcome = await submit.RunAsync(SubmissionOf(request, spool, context), context.CancellationToken);
        return outcome is SubmitOutcome.Stored stored
            ? ReplyOf(stored, request)
            : throw IntakeReplies.RefusalOf(outcome).ToException();
    }

    public override async Task<UploadResultResponse> UploadResult(
        IAsyncStreamReader<UploadResultRequest> requestStream,
        ServerCallContext context)
    {
        var ct = context.CancellationToken;
        if (!await requestStream.MoveNext(ct) || requestStream.Current.Header is not { } header)
        {
            throw Sentences.Refuse(ErrorReason.StreamOrder).ToException();
        }

        var most = options.Value.MaxDocumentBytes;
        if (header.DocumentLength > most)
        {
            throw SizeRefusals.OfAnnounced("header.document_length", header.DocumentLength, most).ToException();
        }

        using var spool = documents.NewSpool(most);
        while (await requestStream.MoveNext(ct))
        {
            if (requestStream.Current.PartCase != UploadResultRequest.PartOneofCase.Chunk)
            {
                throw Sentences.Refuse(ErrorReason.StreamOrder).ToException();
            }

            SizeRefusals.CheckPiece(requestStream.Current.Chunk.Length);
            if (!spool.TryAppend(requestStream.Current.Chunk.Span))
            {
                throw SizeRefusals.OfStream(most).ToException();
            }
        }

        var submission = new Submission(
            context.Caller,
            header.Metadata,
            spool,
            header.DocumentSha256.Memory,
            header.DocumentLength,
            header.ReservedCode)
        {
            StatedSha256Path = "header.document_sha256",
        };
        var outcome = await submit.RunAsync(submission, ct);
        return outcome is SubmitOutcome.Stored stored
            ? new UploadResultResponse
            {
                Receipt = receipts.Of(stored.Row, stored.Repeated),
                Report = stored.Report,
                Warnings = { unknown.In(header.Metadata) },
            }
            : throw IntakeReplies.RefusalOf(outcome).ToException();
    }

    public override async Task SubmitResults(
        IAsyncStreamReader<SubmitResultsRequest> requestStream,
        IServerStreamWriter<SubmitResultsResponse> responseStream,
        ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var window = options.Value.BackfillWindow;
        await context.WriteResponseHeadersAsync(
            new Metadata { { "resultstore-window", window.ToString(CultureInfo.InvariantCulture) } });

        // One place a running item: the next one is not read before an answer has left.
        using var places = new SemaphoreSlim(window);
        using var writing = new SemaphoreSlim(1);
        var running = new List<Task>();
        try
        {
            while (true)
            {
                await places.WaitAsync(ct);
                if (!await requestStream.MoveNext(ct))
                {
                    break;
                }

                var item = requestStream.Current;
                running.RemoveAll(task => task.IsCompletedSuccessfully);
                running.Add(AnswerAsync(item));
            }
        }
        finally
        {
            // Items under way end before the call does: their answers need its stream.
            await Task.WhenAll(running);
        }

        async Task AnswerAsync(SubmitResultsRequest item)
        {
            var answer = await ItemAsync(item, context);
            await writing.WaitAsync(CancellationToken.None);
            try
            {
                if (!ct.IsCancellationRequested)
                {
                    await responseStream.WriteAsync(answer, ct);
                }
            }
            finally
            {
                writing.Release();
                places.Release();
            }
        }
    }

    private async Task<SubmitResultsResponse> ItemAsync(SubmitResultsRequest item, ServerCallContext context)
    {
        var id = item.ItemId.Length <= MostItemIdCharacters ? item.ItemId : item.ItemId[..MostItemIdCharacters];
        var response = new SubmitResultsResponse { ItemId = id };
        try
        {
            var request = item.Result ?? new SubmitResultRequest();
            using var spool = SpoolOf(request);
            var outcome = await submit.RunAsync(SubmissionOf(request, spool, context), context.CancellationToken);
            if (outcome is SubmitOutcome.Stored stored)
            {
                response.Stored = ReplyOf(stored, request);
            }
            else
            {
                response.Refusal = IntakeReplies.RefusalOf(outcome);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // One item's outage is that item's answer; the stream goes on.
            response.Refusal = fault is RefusedException refused
                ? refused.Refusal
                : Faults.ToRefusal(fault, nameof(SubmitResults), logger);
        }

        return response;
    }

    private Spool SpoolOf(SubmitResultRequest request)
    {
        if (request.Document.Length > options.Value.MaxUnaryDocumentBytes)
        {
            throw new RefusedException(
                SizeRefusals.OfUnary(options.Value.MaxUnaryDocumentBytes, options.Value.MaxDocumentBytes));
        }

        return documents.NewSpool(request.Document.Memory);
    }

    private static Submission SubmissionOf(SubmitResultRequest request, Spool spool, ServerCallContext context) => new(
        context.Caller, request.Metadata, spool, request.DocumentSha256.Memory, 0, request.ReservedCode);

    private SubmitResultResponse ReplyOf(SubmitOutcome.Stored stored, SubmitResultRequest request) => new()
    {
        Receipt = receipts.Of(stored.Row, stored.Repeated),
        Report = stored.Report,
        Warnings = { unknown.In(request.Metadata) },
    };
}
