using System.Buffers;
using System.Globalization;
using Google.Protobuf;
using Proof.Qr;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>A stored file on its way out: a header, then pieces.</summary>
internal static class DocumentPieces
{
    private const int PieceBytes = 64 * 1024;

    public static DocumentHeader HeaderOf(ResultRow row, bool submitted)
    {
        var header = new DocumentHeader
        {
            FileName = FileName(row, submitted),
            Length = submitted ? row.SubmittedLength : row.SealedLength,
            Sha256 = UnsafeByteOperations.UnsafeWrap(submitted ? row.SubmittedSha256 : row.SealedSha256),
        };
        return submitted ? header : WithSeal(header, row.SealForm, row.SealLevel, row.SealTarget, row.RaiseBy);
    }

    public static DocumentHeader HeaderOf(ResultRow row, CopyRow copy) => WithSeal(
        new DocumentHeader
        {
            FileName = string.Create(CultureInfo.InvariantCulture, $"{CodeOf(row)}-{copy.Number}.pdf"),
            Length = copy.SealedLength,
            Sha256 = UnsafeByteOperations.UnsafeWrap(copy.SealedSha256),
        },
        copy.SealForm,
        copy.SealLevel,
        copy.SealTarget,
        copy.RaiseBy);

    public static async Task SendAsync(FileStream file, Func<ByteString, Task> write, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int read;
            while ((read = await file.ReadAsync(buffer.AsMemory(0, PieceBytes), ct)) > 0)
            {
                // The message is written out before the write returns, so the buffer can be filled again.
                await write(UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, read)));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static DocumentHeader WithSeal(
        DocumentHeader header,
        Storage.SealForm form,
        Storage.SealLevel level,
        Storage.SealLevel target,
        DateTimeOffset? raiseBy)
    {
        header.SealForm = ReceiptWriter.FormOf(form);
        header.SheetReason = ReceiptWriter.ReasonOf(form);
        header.SealLevel = ReceiptWriter.LevelOf(level);
        header.SealTarget = ReceiptWriter.LevelOf(target);
        header.RaiseByUnixMs = raiseBy?.ToUnixTimeMilliseconds() ?? 0;
        return header;
    }

    private static string FileName(ResultRow row, bool submitted) =>
        submitted ? $"{CodeOf(row)}-goc.pdf" : $"{CodeOf(row)}.pdf";

    private static string CodeOf(ResultRow row) =>
        ResultCode.TryFromBytes(row.Code, out var parsed) ? parsed.ToString() : "result";
}
