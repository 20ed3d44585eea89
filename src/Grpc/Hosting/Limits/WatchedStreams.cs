using Grpc.Core;

namespace ResultStore.GrpcHosting.Limits;

internal sealed class WatchedReader<T>(IAsyncStreamReader<T> inner, IdleWatch watch) : IAsyncStreamReader<T>
{
    public T Current => inner.Current;

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        // Messages already here cost nothing but this look; only then is there a wait to measure. A read that cannot be
        // cancelled by its caller takes the watch's token as it is, else the two are linked.
        var linked = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, watch.Expired)
            : null;
        var read = inner.MoveNext(linked?.Token ?? watch.Expired);
        if (read.IsCompletedSuccessfully)
        {
            watch.Moved();
            linked?.Dispose();
            return read;
        }

        return WaitAsync(read, linked, cancellationToken);
    }

    private async Task<bool> WaitAsync(Task<bool> read, CancellationTokenSource? linked, CancellationToken ct)
    {
        watch.BeginRead();
        try
        {
            return await read;
        }
        catch (Exception e) when (watch.Expired.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw e is RpcException ? e : watch.Refusal;
        }
        finally
        {
            watch.EndRead();
            linked?.Dispose();
        }
    }
}

internal sealed class WatchedWriter<T>(IServerStreamWriter<T> inner, IdleWatch watch) : IServerStreamWriter<T>
{
    public WriteOptions? WriteOptions
    {
        get => inner.WriteOptions;
        set => inner.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        var write = inner.WriteAsync(message, cancellationToken);
        if (!write.IsCompletedSuccessfully)
        {
            return WaitAsync(write);
        }

        watch.Moved();
        return write;
    }

    private async Task WaitAsync(Task write)
    {
        watch.BeginWrite();
        try
        {
            await write;
        }
        finally
        {
            watch.EndWrite();
        }
    }
}
