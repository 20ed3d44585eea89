using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace Load;

/// <summary>Files given to <c>VerifyDocument</c>: with one signature and with 25, which the store does not hold, so
/// that it judges them; and a copy that it sealed, by its digest alone and with the report.</summary>
internal static class DocumentCalls
{
    private const int Chunk = 256 << 10;

    /// <param name="site">The store; its officer signs.</param>
    /// <param name="documentBytes">Size before the signatures.</param>
    /// <param name="code">A paper it holds.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<IReadOnlyList<(string Name, Func<int, Task<bool>> Call)>> MakeAsync(
        Site site, int documentBytes, string code, CancellationToken ct)
    {
        var stored = await SealedCopyAsync(site, code, ct);
        return
        [
            (Names.OneSignature, Judged(Papers.SignedAgain(site.Data, 1, documentBytes), 1)),
            (Names.ManySignatures, Judged(Papers.SignedAgain(site.Data, 25, documentBytes), 25)),
            (Names.StoredByDigest, worker => AskAsync(worker, stored, false, answer => answer.State)),
            (Names.StoredWithReport, worker => AskAsync(
                worker, stored, true, answer => answer.Report is null ? null : answer.State)),
        ];

        Func<int, Task<bool>> Judged(byte[] file, int signatures) => worker => AskAsync(
            worker,
            file,
            false,
            answer => answer.Report.Signatures.Count == signatures
                && answer.Report.Signatures.All(each => each.Verdict.Indication == "TOTAL_PASSED")
                    ? VerificationState.Valid
                    : answer.State);

        async Task<bool> AskAsync(
            int worker, byte[] file, bool withReport, Func<VerifyDocumentResponse, VerificationState?> state)
        {
            var client = new ResultVerification.ResultVerificationClient(site.Connection(worker));
            using var call = client.VerifyDocument(site.As("verifier"), cancellationToken: ct);
            for (var at = 0; at < file.Length; at += Chunk)
            {
                var piece = file.AsMemory(at, Math.Min(Chunk, file.Length - at));
                await call.RequestStream.WriteAsync(
                    new VerifyDocumentRequest
                    {
                        Chunk = UnsafeByteOperations.UnsafeWrap(piece),
                        WithReport = withReport,
                    },
                    ct);
            }

            await call.RequestStream.CompleteAsync();
            var answer = await call.ResponseAsync;
            return state(answer) == VerificationState.Valid
                ? true
                : throw new InvalidDataException($"A good file is {answer.State}.");
        }
    }

    private static async Task<byte[]> SealedCopyAsync(Site site, string code, CancellationToken ct)
    {
        var client = new ResultReuse.ResultReuseClient(site.Connection(0));
        var request = new DownloadDocumentRequest
        {
            Code = code,
            Form = DocumentForm.Sealed,
            Context = new ReadContext { Purpose = Purpose.Inspection, DossierCode = "1", Officer = "bench" },
        };
        using var call = client.DownloadDocument(request, site.As("inspector"), cancellationToken: ct);
        using var file = new MemoryStream();
        await foreach (var part in call.ResponseStream.ReadAllAsync(ct))
        {
            part.Chunk.WriteTo(file);
        }

        return file.ToArray();
    }
}
