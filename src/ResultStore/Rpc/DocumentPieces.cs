using System.Buffers;
using Google.Protobuf;
using Proof.Qr;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>A stored file on its way out: a header, then pieces.</summary>
internal static class DocumentPieces
{
    private const int PieceBytes = 64 * 1024;

    public static DocumentHeader HeaderOf(ResultRow row, bool submitted) => new()
    {
        FileName = FileName(row, submitted),
        Length = submitted ? row.SubmittedLength : row.SealedLength,
        Sha256 = UnsafeByteOperations.UnsafeWrap(submitted ? row.SubmittedSha256 : row.SealedSha256),
    };

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

    private static string FileName(ResultRow row, bool submitted)
    {
        var code = ResultCode.TryFromBytes(row.Code, out var parsed) ? parsed.ToString() : "result";
        return submitted ? $"{code}-goc.pdf" : $"{code}.pdf";
    }
}
