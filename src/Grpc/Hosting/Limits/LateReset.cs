using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ResultStore.GrpcHosting.Limits;

/// <summary>
/// Resets a stream only when its status has had time to leave. At a deadline the server below completes the response
/// and resets the stream in the next breath; the reset may overtake what was queued, and the client then reads
/// CANCELLED in place of DEADLINE_EXCEEDED. What the reset is for then, a handler that still waits for its client, can
/// wait. A client that takes nothing is reset at once. Dispose when the call has ended: the stream serves another one.
/// </summary>
internal sealed class LateReset(HttpContext http, IHttpResetFeature? reset, WholeMessages messages)
    : IHttpResetFeature, IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Timer? _timer;
    private bool _isOver;

    public void Reset(int errorCode)
    {
        lock (_lock)
        {
            if (!messages.Sent.IsCompleted)
            {
                ResetNow(errorCode);
            }
            else if (!_isOver)
            {
                _timer ??= new Timer(_ => ResetNow(errorCode), null, Delay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _timer?.Dispose();
        }
    }

    private void ResetNow(int errorCode)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            // HTTP/1.1, with gRPC-Web, has no streams.
            if (reset is null)
            {
                http.Abort();
                return;
            }

            reset.Reset(errorCode);
        }
    }
}
