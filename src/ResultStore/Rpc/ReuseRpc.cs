using Grpc.Core;
using Microsoft.Extensions.Options;
using ResultStore.Access;
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
        var (_, answer) = await ReadAsync(
            request.Code,
            request.Context,
            "GetResult",
            "metadata, receipt, report",
            row => result.MakeAsync(row, context.CancellationToken),
            context);
        return answer;
    }

    public override async Task<RevalidateResultResponse> RevalidateResult(
        RevalidateResultRequest request, ServerCallContext context)
    {
        var (_, answer) = await ReadAsync(
            request.Code,
            request.Context,
            "RevalidateResult",
            "report, evidence",
            row => revalidating.MakeAsync(row, context.CancellationToken),
            context);
        return answer;
    }

    public override async Task DownloadDocument(
        DownloadDocumentRequest request,
        IServerStreamWriter<DownloadDocumentResponse> responseStream,
        ServerCallContext context)
    {
        var submitted = request.Form == DocumentForm.Submitted;
        var items = submitted ? "submitted document" : "sealed document";
        var (row, opened) = await ReadAsync(
            request.Code,
            request.Context,
            "DownloadDocument",
            items,
            row => Task.FromResult(document.Open(row, submitted)),
            context);
        await using var file = opened;
        await responseStream.WriteAsync(
            new DownloadDocumentResponse { Header = DocumentPieces.HeaderOf(row, submitted) },
            context.CancellationToken);
        await DocumentPieces.SendAsync(
            file,
            chunk =>
                responseStream.WriteAsync(new DownloadDocumentResponse { Chunk = chunk }, context.CancellationToken),
            context.CancellationToken);
    }

    private async Task<(ResultRow Row, T Answer)> ReadAsync<T>(
        string code,
        ReadContext? why,
        string operation,
        string items,
        Func<ResultRow, Task<T>> make,
        ServerCallContext context)
    {
        var read = new Reading(
            context.Caller, code, why ?? new ReadContext(), operation, items, context.RemoteAddress);
        return await reading.ReadAsync(read, make, context.CancellationToken) switch
        {
            ReadOutcome<T>.Found found => (found.Row, found.Answer),
            ReadOutcome<T>.CodeMalformed => throw Sentences.Refuse(ErrorReason.CodeMalformed).ToException(),
            ReadOutcome<T>.FieldsInvalid invalid => throw Sentences.FieldsInvalid(invalid.Faults).ToException(),
            _ => throw Sentences.Refuse(ErrorReason.ResultUnknown).ToException(),
        };
    }
}
