using Grpc.Core;

namespace Grpc.Sending;

/// <summary>
/// Sends the messages of one call for as long as the server has not answered. A server may answer before it has read
/// everything, and then a write is over in one of three ways: done, failed with CANCELLED and without the reason, or
/// never: the HTTP client takes its stream away as soon as the answer is read, and a write that waits for room
/// in the stream's window just then is told nothing any more, neither by the call's end nor by its deadline. So
/// no write is awaited alone; what the call came to, its answer says. Where the connection went with the write there is
/// none: the HTTP client sends the call once more by itself, without what was written, and waits.
/// </summary>
/// <param name="stream">Of a call that nobody else writes to.</param>
/// <param name="answer">Ends when the call does: the one response, or the reading of all of them.</param>
/// <param name="ct">The call's own.</param>
/// <param name="patience">How long an answer may take behind a write that failed; null: five seconds.</param>
internal sealed class RequestSender<TRequest>(
    IClientStreamWriter<TRequest> stream, Task answer, CancellationToken ct, TimeSpan? patience = null)
    : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(ct);
    private bool _over;
    private bool _failed;

    /// <returns>Whether it was written; if not, no more can be.</returns>
    /// <exception cref="OperationCanceledException">The caller does not want the answer any more.</exception>
    public async Task<bool> TrySendAsync(TRequest message)
    {
        if (_over || answer.IsCompleted)
        {
            return false;
        }

        _over = true;
        var writing = stream.WriteAsync(message, _end.Token);
        if (await Task.WhenAny(writing, answer) == writing)
        {
            _over = _failed = !await IsDoneAsync(writing);
        }
        else
        {
            // Nothing but this ends a write that was left behind. The call itself has ended, so it loses nothing.
            await _end.CancelAsync();
            Observe(writing);
        }

        ct.ThrowIfCancellationRequested();
        return !_over;
    }

    /// <summary>Says that no more comes; where the server has answered already, nothing is said. Never behind a write
    /// that failed: the server would take what it has for all.</summary>
    /// <exception cref="RpcException">UNAVAILABLE: the connection was lost, no answer comes; the same call may be made
    /// again.</exception>
    public async Task CompleteAsync()
    {
        if (_failed && await Task.WhenAny(answer, Task.Delay(patience ?? Patience, ct)) != answer)
        {
            ct.ThrowIfCancellationRequested();
            throw new RpcException(new Status(StatusCode.Unavailable, "the connection was lost while sending"));
        }

        if (!_over && !answer.IsCompleted)
        {
            _over = true;
            await IsDoneAsync(stream.CompleteAsync());
        }
    }

    /// <summary>To be called when the answer has been heard, or is not wanted.</summary>
    public void Dispose()
    {
        _end.Dispose();
        Observe(answer);
    }

    private async Task<bool> IsDoneAsync(Task sending)
    {
        try
        {
            await sending;
            return true;
        }
        catch (Exception ended) when (ct.IsCancellationRequested || IsEndOfCall(ended))
        {
            ct.ThrowIfCancellationRequested();
            return false;
        }
    }

    private static bool IsEndOfCall(Exception ended) => ended is RpcException or InvalidOperationException
        or IOException or HttpRequestException or OperationCanceledException;

    /// <summary>Its failure is known by another way, or of no interest.</summary>
    private static void Observe(Task task) => task.ContinueWith(
        static failed => failed.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
