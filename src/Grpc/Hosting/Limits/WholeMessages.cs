using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ResultStore.GrpcHosting.Limits;

/// <summary>
/// Ends a response between two messages only. At its deadline the server below completes a call from a timer's thread,
/// whatever the handler is doing: a message half written then would reach the client as INTERNAL, a frame cut short,
/// in place of DEADLINE_EXCEEDED. Dispose when the call has ended.
/// </summary>
internal sealed class WholeMessages(HttpContext http, IHttpResponseBodyFeature body)
    : PipeWriter, IHttpResponseBodyFeature, IDisposable
{
    private const int PrefixBytes = 5;
    private const int SpareBytes = 4096;

    // Writing a message never waits, so its end is near; it does not come if the message cannot be serialized.
    private static readonly TimeSpan LongestMessage = TimeSpan.FromSeconds(1);

    // A client that takes nothing for so long gets no status: its window is shut.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestLead = TimeSpan.FromSeconds(1);

    private static readonly FlushResult Over = new(isCanceled: false, isCompleted: true);

    private readonly PipeWriter _inner = body.Writer;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<FlushResult> _completed = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly byte[] _prefix = new byte[PrefixBytes];
    private Memory<byte> _lent;
    private int _prefixSeen;
    private uint _payloadLeft;
    private bool _isLent;
    private bool _isEnded;
    private TaskCompletionSource? _whole;
    private Timer? _begin;
    private long _latestBegin;

    /// <summary>Done when the client's window has taken what was flushed last.</summary>
    public Task Sent { get; private set; } = Task.CompletedTask;

    public Stream Stream => body.Stream;

    public PipeWriter Writer => this;

    public override bool CanGetUnflushedBytes => _inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => _inner.UnflushedBytes;

    private bool IsWhole => !_isLent && _prefixSeen == 0 && _payloadLeft == 0;

    /// <summary>
    /// Sends the headers of a stream a little before its deadline. Else the status would go into them, if no message
    /// came yet, and a first message in the same instant would send them half set.
    /// </summary>
    /// <param name="left">Until the deadline.</param>
    public void BeginWithin(TimeSpan left)
    {
        var lead = left / 2 < LongestLead ? left / 2 : LongestLead;
        _latestBegin = Stopwatch.GetTimestamp() + (long)((left - (lead / 2)).TotalSeconds * Stopwatch.Frequency);
        _begin = new Timer(_ => _ = BeginAsync(), null, left - lead, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isEnded = true;
            _begin?.Dispose();
        }

        _completed.TrySetResult(Over);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        lock (_lock)
        {
            // Memory of a response that has ended belongs to the next one already.
            _isLent = !_isEnded;
            return _lent = _isEnded ? new byte[Math.Max(sizeHint, SpareBytes)] : _inner.GetMemory(sizeHint);
        }
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        lock (_lock)
        {
            // What comes after the end goes nowhere, as with any response that was completed.
            if (_isEnded)
            {
                return;
            }

            _isLent = false;
            Follow(_lent.Span[..bytes]);
            _inner.Advance(bytes);
            if (_whole is not null && IsWhole)
            {
                _isEnded = true;
                _whole.SetResult();
            }
        }
    }

    /// <summary>
    /// Leaves off waiting when cancelled; what was written is sent all the same. The server below would reset the
    /// stream, and the status that ends the call would not arrive.
    /// </summary>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            // Not at once: a handler that writes on without a pause would keep the end itself from its thread.
            if (_isEnded)
            {
                return new(_completed.Task.WaitAsync(cancellationToken));
            }

            var flush = _inner.FlushAsync(CancellationToken.None);
            if (flush.IsCompleted)
            {
                return flush;
            }

            var sent = flush.AsTask();
            Sent = sent;
            return new(sent.WaitAsync(cancellationToken));
        }
    }

    public override void CancelPendingFlush() => _inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => _inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _inner.CompleteAsync(exception);

    public void DisableBuffering() => body.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken) => body.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken) =>
        body.SendFileAsync(path, offset, count, cancellationToken);

    async Task IHttpResponseBodyFeature.CompleteAsync()
    {
        var whole = Task.CompletedTask;
        lock (_lock)
        {
            if (IsWhole)
            {
                _isEnded = true;
            }
            else if (!_isEnded)
            {
                _whole ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                whole = _whole.Task;
            }
        }

        await whole.WaitAsync(LongestMessage).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            _isEnded = true;
        }

        await Sent.WaitAsync(LongestWait).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await body.CompleteAsync();
        }
        finally
        {
            _completed.TrySetResult(Over);
        }
    }

    private async Task BeginAsync()
    {
        var begun = Task.CompletedTask;
        lock (_lock)
        {
            // Where timers run late, this one could meet the deadline's, which is what it is there to prevent.
            if (!_isEnded && !http.Response.HasStarted && Stopwatch.GetTimestamp() < _latestBegin)
            {
                begun = body.StartAsync(CancellationToken.None);
            }
        }

        await begun;
    }

    // A message: a flag, its length in four bytes, and that many bytes (gRPC over HTTP/2, Length-Prefixed-Message).
    private void Follow(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int taken;
            if (_payloadLeft > 0)
            {
                taken = (int)Math.Min(_payloadLeft, (uint)bytes.Length);
                _payloadLeft -= (uint)taken;
            }
            else
            {
                taken = Math.Min(PrefixBytes - _prefixSeen, bytes.Length);
                bytes[..taken].CopyTo(_prefix.AsSpan(_prefixSeen));
                _prefixSeen += taken;
                if (_prefixSeen == PrefixBytes)
                {
                    _prefixSeen = 0;
                    _payloadLeft = BinaryPrimitives.ReadUInt32BigEndian(_prefix.AsSpan(1));
                }
            }

            bytes = bytes[taken..];
        }
    }
}
