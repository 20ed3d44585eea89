using Grpc.Core;
using ResultStore.Reuse;
using ResultStore.Sealing;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <content>Fresh copies of results.</content>
internal sealed partial class ReuseRpc
{
    public override async Task IssueCopy(
        IssueCopyRequest request, IServerStreamWriter<IssueCopyResponse> responseStream, ServerCallContext context)
    {
        var outcome = await copying.IssueAsync(
            context.Caller, request, context.RemoteAddress, context.CancellationToken);
        if (outcome is not CopyOutcome.Issued { Row: var row, Copy: var copy, Repeated: var repeated })
        {
            throw RefusalOf(outcome).ToException();
        }

        await using var file = document.Open(copy.SealedSha256);
        var issued = new IssuedCopy
        {
            CopyNumber = copy.Number,
            Qr = qr.Draw(copy.Token),
            Document = DocumentPieces.HeaderOf(row, copy),
            SealForm = ReceiptWriter.FormOf(copy.SealForm),
            SheetReason = ReceiptWriter.ReasonOf(copy.SealForm),
            IssuedAtUnixMs = copy.IssuedAt.ToUnixTimeMilliseconds(),
            Repeated = repeated,
        };
        await responseStream.WriteAsync(new() { Copy = issued }, context.CancellationToken);
        await DocumentPieces.SendAsync(
            file,
            chunk => responseStream.WriteAsync(new() { Chunk = chunk }, context.CancellationToken),
            context.CancellationToken);
    }

    private static Refusal RefusalOf(CopyOutcome outcome) => outcome switch
    {
        CopyOutcome.FieldsInvalid invalid => Sentences.FieldsInvalid(invalid.Faults),
        CopyOutcome.CodeMalformed => Sentences.Refuse(ErrorReason.CodeMalformed),
        CopyOutcome.Unknown => Sentences.Refuse(ErrorReason.ResultUnknown),
        CopyOutcome.NotAllowed => Sentences.Refuse(ErrorReason.NotAllowed),
        CopyOutcome.NotInForce => Sentences.Refuse(ErrorReason.ResultNotInForce),
        CopyOutcome.ClockWrong => Sentences.Refuse(ErrorReason.ClockWrong),
        _ => Sentences.Refuse(ErrorReason.Internal),
    };
}
