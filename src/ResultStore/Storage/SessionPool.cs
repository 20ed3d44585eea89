using System.Collections.Concurrent;

namespace ResultStore.Storage;

/// <summary>Readers kept open with their prepared statements; the last one used is the next one given.</summary>
internal sealed class SessionPool(Engine engine, int size) : IAsyncDisposable
{
    private readonly ConcurrentStack<Session> _idle = new();
    private readonly SemaphoreSlim _free = new(size, size);

    public async ValueTask<Session> RentAsync(CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        try
        {
            var session = _idle.TryPop(out var idle) ? idle : await engine.OpenReaderAsync(ct);
            session.Cancelled = ct;
            return session;
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    public void Return(Session session)
    {
        session.Cancelled = CancellationToken.None;
        _idle.Push(session);
        _free.Release();
    }

    /// <summary>For a connection in an unknown state: its caller hung up in the middle.</summary>
    public async ValueTask DropAsync(Session session)
    {
        _free.Release();
        await session.DisposeAsync();
    }

    /// <summary>After a failure: the idle ones most likely share the cause.</summary>
    public async ValueTask DropIdleAsync()
    {
        while (_idle.TryPop(out var idle))
        {
            await idle.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DropIdleAsync();
        _free.Dispose();
    }
}
