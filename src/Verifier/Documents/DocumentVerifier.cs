using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Sending;
using Microsoft.Extensions.Options;
using ResultStore.V1;
using Verifier.Door;
using Verifier.Offline;
using Verifier.Store;

namespace Verifier.Documents;

/// <summary>Every way a question about a file can end.</summary>
internal abstract record DocumentOutcome
{
    private DocumentOutcome()
    {
    }

    public sealed record Answered(VerifyDocumentResponse Answer) : DocumentOutcome;

    /// <summary>More bytes than are taken.</summary>
    public sealed record TooLarge(int Most) : DocumentOutcome;

    /// <summary>The sender fell silent.</summary>
    public sealed record TooSlow : DocumentOutcome;

    /// <summary>As many files are being handled as can be.</summary>
    public sealed record Busy : DocumentOutcome;
}

/// <summary>Passes a file on to the store piece by piece; nothing of it is kept here.</summary>
internal sealed class DocumentVerifier(
    StoreClient store,
    TrustKeeper trust,
    IOptions<PageOptions> page,
    IOptions<LimitOptions> limits,
    ILogger<DocumentVerifier> log) : IDisposable
{
    private readonly SemaphoreSlim _places = new(limits.Value.DocumentsAtOnce);

    /// <param name="read">Fills a buffer; 0 at the end of the file.</param>
    /// <param name="withReport">Whether a report is wanted in any case; asked once something was read.</param>
    /// <param name="ct">Ends when the caller hangs up.</param>
    public async Task<DocumentOutcome> VerifyAsync(
        Func<Memory<byte>, CancellationToken, ValueTask<int>> read, Func<bool> withReport, CancellationToken ct)
    {
        if (!await _places.WaitAsync(TimeSpan.Zero, ct))
        {
            return new DocumentOutcome.Busy();
        }

        try
        {
            return await PassOnAsync(read, withReport, ct);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<DocumentOutcome> PassOnAsync(
        Func<Memory<byte>, CancellationToken, ValueTask<int>> read, Func<bool> withReport, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var call = store.Verification.VerifyDocument(store.ForDocument(ct));
        using var sender = new RequestSender<VerifyDocumentRequest>(call.RequestStream, call.ResponseAsync, ct);
        var buffer = new byte[128 << 10];
        var (length, storeListens) = (0L, true);
        while (await PatientlyAsync(read, buffer, ct) is not 0 and var count)
        {
            if (count is null)
            {
                return new DocumentOutcome.TooSlow();
            }

            length += count.Value;
            if (length > limits.Value.MaxDocumentBytes)
            {
                return new DocumentOutcome.TooLarge(limits.Value.MaxDocumentBytes);
            }

            var piece = buffer.AsMemory(0, count.Value);
            hash.AppendData(piece.Span);

            // With the store gone the rest is still read: its digest is worth something to who sent it.
            storeListens = storeListens && await sender.TrySendAsync(new VerifyDocumentRequest
            {
                Chunk = ByteString.CopyFrom(piece.Span),
                WithReport = withReport(),
            });
        }

        if (length == 0 && withReport())
        {
            // Nothing followed the wish: the store is asked as it would have been without this server between.
            await sender.TrySendAsync(new VerifyDocumentRequest { WithReport = true });
        }

        var answer = await AnswerAsync(sender, call.ResponseAsync, ct);
        answer.Sha256 = ByteString.CopyFrom(hash.GetHashAndReset());
        answer.Length = length;
        answer.Development |= page.Value.Development || trust.Current is { Message.Development: true };
        return new DocumentOutcome.Answered(answer);
    }

    /// <returns>How many bytes came, 0 at the end; null when none came for too long.</returns>
    private async ValueTask<int?> PatientlyAsync(
        Func<Memory<byte>, CancellationToken, ValueTask<int>> read, Memory<byte> buffer, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(limits.Value.DocumentIdleSeconds));
        try
        {
            return await read(buffer, patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<VerifyDocumentResponse> AnswerAsync(
        RequestSender<VerifyDocumentRequest> sender, Task<VerifyDocumentResponse> answer, CancellationToken ct)
    {
        try
        {
            await sender.CompleteAsync();
            return await answer;
        }
        catch (RpcException failure) when (!ct.IsCancellationRequested)
        {
            log.StoreDidNotJudge(failure.StatusCode);

            // What the store refuses to look at is nothing it ever sealed.
            var state = failure.StatusCode is StatusCode.InvalidArgument or StatusCode.FailedPrecondition
                ? VerificationState.NotOurs
                : VerificationState.StatusUnavailable;
            return new VerifyDocumentResponse
            {
                State = state,
                Genuineness = new Genuineness { Undecided = state == VerificationState.StatusUnavailable },
            };
        }
    }
}
