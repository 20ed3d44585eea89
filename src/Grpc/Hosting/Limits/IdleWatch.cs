using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace ResultStore.GrpcHosting.Limits;

/// <summary>Measures how long a call has waited for its client, on either side of the stream.</summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly TimeProvider _clock;
    private readonly HttpContext _http;
    private readonly CancellationTokenSource _expired = new();
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private int _reads;
    private int _writes;
    private long _lastMoved;

    public IdleWatch(TimeSpan limit, TimeProvider clock, HttpContext http)
    {
        _limit = limit;
        _clock = clock;
        _http = http;
        _timer = clock.CreateTimer(
            static state => ((IdleWatch)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Fires when the limit has passed while the call waits to read.</summary>
    public CancellationToken Expired => _expired.Token;

    public RpcException Refusal => new(new Status(
        StatusCode.DeadlineExceeded, $"The stream was idle for {_limit.TotalSeconds:0.###} s."));

    /// <summary>Something passed without a wait.</summary>
    public void Moved() => Volatile.Write(ref _lastMoved, _clock.GetTimestamp());

    public void BeginRead() => Begin(ref _reads);

    public void EndRead() => End(ref _reads);

    public void BeginWrite() => Begin(ref _writes);

    public void EndWrite() => End(ref _writes);

    public void Dispose()
    {
        _timer.Dispose();
        _expired.Dispose();
    }

    private void Begin(ref int waiting)
    {
        lock (_lock)
        {
            if (_reads + _writes == 0)
            {
                Moved();
                _timer.Change(_limit, Timeout.InfiniteTimeSpan);
            }

            waiting++;
        }
    }

    private void End(ref int waiting)
    {
        lock (_lock)
        {
            waiting--;
            Moved();
            if (_reads + _writes == 0)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Tick()
    {
        bool isWriting;
        lock (_lock)
        {
            var left = _limit - _clock.GetElapsedTime(Volatile.Read(ref _lastMoved));
            if (_reads + _writes == 0 || left > TimeSpan.Zero)
            {
                // Something moved on the other side meanwhile: wait for the rest.
                _timer.Change(_reads + _writes == 0 ? Timeout.InfiniteTimeSpan : left, Timeout.InfiniteTimeSpan);
                return;
            }

            isWriting = _writes > 0;
        }

        // A client that takes no messages cannot be told a status either: its window is shut. The stream is reset.
        if (isWriting)
        {
            _http.Abort();
        }

        try
        {
            _expired.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended between the look and the cancel.
        }
    }
}
