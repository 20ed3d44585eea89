using System.Collections.Concurrent;
using Grpc.Core;

namespace ResultStore.Grpc.Tests;

/// <summary>What the server saw of its calls: how many run, and how each of them ended.</summary>
internal sealed class Observed
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _ends = [];
    private int _running;
    private int _written;

    public int Running => Volatile.Read(ref _running);

    /// <summary>Messages written to reply streams.</summary>
    public int Written => Volatile.Read(ref _written);

    /// <summary>Until the handler of the call with that <c>x-call</c> ends; true if its token had fired.</summary>
    public Task<bool> EndOf(string call) => Of(call).Task.WaitAsync(TimeSpan.FromSeconds(20));

    public void Wrote() => Interlocked.Increment(ref _written);

    public IDisposable Begin(ServerCallContext context)
    {
        Interlocked.Increment(ref _running);
        return new Call(this, context);
    }

    private TaskCompletionSource<bool> Of(string call) =>
        _ends.GetOrAdd(call, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private sealed class Call(Observed observed, ServerCallContext context) : IDisposable
    {
        public void Dispose()
        {
            Interlocked.Decrement(ref observed._running);
            if (context.RequestHeaders.GetValue("x-call") is { } name)
            {
                // A broken-off request wakes its reader first and fires the token then, on another thread.
                observed.Of(name).TrySetResult(
                    context.CancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(2)));
            }
        }
    }
}
