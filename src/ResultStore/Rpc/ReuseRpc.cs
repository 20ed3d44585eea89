using Grpc.Core;
using Microsoft.Extensions.Options;
using ResultStore.Reuse;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>The door for those who read stored results.</summary>
internal sealed partial class ReuseRpc(
    GetResult reading,
    ReadResult result,
    ReadDocument document,
    RevalidateResult revalidating,
    ReadReport report,
    CheckReuse checking,
    FindResults finding,
    RelyOnResult relying,
    ListReliance listing,
    IssueCopy copying,
    QrIssuer qr,
    IOptions<ReuseOptions> options,
    ILogger<ReuseRpc> logger)
    : ResultReuse.ResultReuseBase
{
    public override async Task<GetResultResponse> GetResult(GetResultRequest request, ServerCallContext context)
    {
        var row = await FindAsync(request.Code, request.Context, "GetResult", "metadata, receipt, report", context);
        return await result.MakeAsync(row, context.CancellationToken);
    }

    public override async Task<RevalidateResultResponse> RevalidateResult(
        RevalidateResultRequest request, ServerCallContext context)
    {
        var row = await FindAsync(
            request.Code, request.Context, "RevalidateResult", "report, evidence", context);
        return await revalidating.MakeAsync(row, context.CancellationToken);
    }

    public override async Task DownloadDocument(
        DownloadDocumentRequest request,
        IServerStreamWriter<DownloadDocumentResponse> responseStream,
        ServerCallContext context)
    {
        var submitted = request.Form == DocumentForm.Submitted;
        var items = submitted ? "submitted document" : "sealed document";
        var row = await FindAsync(request.Code, request.Context, "DownloadDocument", items, context);
        await using var file = document.Open(row, submitted);
        await responseStream.WriteAsync(
            new DownloadDocumentResponse { Header = DocumentPieces.HeaderOf(row, submitted) },
            context.CancellationToken);
        await DocumentPieces.SendAsync(
            file,
            chunk =>
                responseStream.WriteAsync(new DownloadDocumentResponse { Chunk = chunk }, context.CancellationToken),
            context.CancellationToken);
    }

    private async Task<ResultRow> FindAsync(
        string code,
        ReadContext? why,
        string operation,
        string items,
        ServerCallContext context)
    {
        var outcome = await reading.FindAsync(
            context.Caller,
            code,
            why ?? new ReadContext(),
            operation,
            items,
            context.RemoteAddress,
            context.CancellationToken);
        return outcome switch
        {
            ReadOutcome.Found found => found.Row,
            ReadOutcome.CodeMalformed => throw Sentences.Refuse(ErrorReason.CodeMalformed).ToException(),
            ReadOutcome.FieldsInvalid invalid => throw Sentences.FieldsInvalid(invalid.Faults).ToException(),
            _ => throw Sentences.Refuse(ErrorReason.ResultUnknown).ToException(),
        };
    }
}
