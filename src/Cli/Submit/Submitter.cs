using Cli.Store;
using Cli.Terminal;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Sending;
using ResultStore.V1;

namespace Cli.Submit;

/// <summary>Pushes items: small ones in one message, large ones in pieces; waits and repeats where that
/// helps.</summary>
internal sealed class Submitter(Connection connection, SubmitState state, int attempts)
{
    private const int LargestInOneMessage = 3 << 20;
    private const int ChunkSize = 1 << 20;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ResultIntake.ResultIntakeClient _intake = new(connection.Channel);
    private readonly ResultVerification.ResultVerificationClient _verification = new(connection.Channel);

    /// <param name="item">What to push.</param>
    /// <param name="again">Push even what the state says is stored.</param>
    /// <param name="ct">Stops between attempts and within a call.</param>
    public async Task<SubmitOutcome> SubmitAsync(SubmitItem item, bool again, CancellationToken ct)
    {
        try
        {
            var metadata = item.ReadMetadata();
            var sha256 = await item.HashAsync(ct);
            var fingerprint = await item.FingerprintAsync(connection.Channel.Target, sha256, ct);
            if (!again && state.CodeOf(fingerprint) is { } code && await IsStoredAsync(code, sha256, ct))
            {
                return new SubmitOutcome.StoredBefore(item, code);
            }

            var outcome = await PushAsync(item, metadata, sha256, ct);
            if (outcome is SubmitOutcome.Stored { Receipt: var receipt })
            {
                state.Add(item.Name, fingerprint, receipt.Code);
            }

            return outcome;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new SubmitOutcome.Unreadable(item, fault.Message);
        }
    }

    /// <summary>
    /// What this side wrote down counts only where the store says the same: it may be another store by now, or an older
    /// one put back. In doubt the item is pushed again, which the store takes for what it is.
    /// </summary>
    private async Task<bool> IsStoredAsync(string code, byte[] sha256, CancellationToken ct)
    {
        try
        {
            var known = await _verification.VerifyCodeAsync(
                new VerifyCodeRequest { Code = code }, connection.Options(ct));
            return known.Result is { } result && result.SubmittedSha256.Span.SequenceEqual(sha256);
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<SubmitOutcome> PushAsync(
        SubmitItem item,
        ResultMetadata metadata,
        byte[] sha256,
        CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return item.Length <= LargestInOneMessage
                    ? await SubmitWholeAsync(item, metadata, sha256, ct)
                    : await UploadAsync(item, metadata, sha256, ct);
            }
            catch (RpcException refused) when (!ct.IsCancellationRequested)
            {
                var why = await RefusalReading.OfAsync(refused, connection.Asked, ct);
                // Who is asked to wait for minutes waits for an operator, which no number of attempts brings about.
                if (why.ExitCode != ExitCode.Unavailable || attempt >= attempts || Asked(why) > LongestPause)
                {
                    return new SubmitOutcome.Refused(item, why);
                }

                // The same push again is safe: the store knows it by system, dossier and result number.
                await Task.Delay(PauseAfter(attempt, why), ct);
            }
        }
    }

    private static TimeSpan PauseAfter(int attempt, RefusalReading why)
    {
        var asked = Asked(why);
        var doubled = TimeSpan.FromMilliseconds(250 * Math.Pow(2, attempt - 1));
        var pause = asked > doubled ? asked : doubled;
        return pause < LongestPause ? pause : LongestPause;
    }

    private static TimeSpan Asked(RefusalReading why) =>
        TimeSpan.FromMilliseconds(why.Refusal?.RetryAfterMs ?? 0);

    private async Task<SubmitOutcome> SubmitWholeAsync(
        SubmitItem item,
        ResultMetadata metadata,
        byte[] sha256,
        CancellationToken ct)
    {
        var request = new SubmitResultRequest
        {
            Metadata = metadata,
            Document = UnsafeByteOperations.UnsafeWrap(await File.ReadAllBytesAsync(item.PdfPath, ct)),
            DocumentSha256 = ByteString.CopyFrom(sha256),
        };
        var answer = await _intake.SubmitResultAsync(request, connection.Options(ct));
        return new SubmitOutcome.Stored(item, answer.Receipt, answer.Warnings);
    }

    private async Task<SubmitOutcome> UploadAsync(
        SubmitItem item,
        ResultMetadata metadata,
        byte[] sha256,
        CancellationToken ct)
    {
        await using var file = File.OpenRead(item.PdfPath);
        using var call = _intake.UploadResult(connection.Options(ct));
        using var sender = new RequestSender<UploadResultRequest>(call.RequestStream, call.ResponseAsync, ct);
        var header = new UploadHeader
        {
            Metadata = metadata,
            DocumentSha256 = ByteString.CopyFrom(sha256),
            DocumentLength = item.Length,
        };
        var wanted = await sender.TrySendAsync(new UploadResultRequest { Header = header });
        var buffer = new byte[ChunkSize];
        while (wanted && await file.ReadAtLeastAsync(
            buffer, buffer.Length, throwOnEndOfStream: false, ct) is > 0 and var read)
        {
            var chunk = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, read));
            wanted = await sender.TrySendAsync(new UploadResultRequest { Chunk = chunk });
        }

        await sender.CompleteAsync();
        var answer = await call.ResponseAsync;
        return new SubmitOutcome.Stored(item, answer.Receipt, answer.Warnings);
    }
}
