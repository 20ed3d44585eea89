using Grpc.Core;
using Grpc.Core.Interceptors;

namespace ResultStore.GrpcHosting.Limits;

/// <summary>
/// Ends a stream that waits too long for its client. Only waiting counts: a handler may think, or have nothing to
/// send, for as long as the stream may last.
/// </summary>
internal sealed class StreamIdleLimit(TimeProvider clock) : Interceptor
{
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var watch = NewWatch(context);
        return await continuation(new WatchedReader<TRequest>(requestStream, watch), context);
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var watch = NewWatch(context);
        await continuation(request, new WatchedWriter<TResponse>(responseStream, watch), context);
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var watch = NewWatch(context);
        await continuation(
            new WatchedReader<TRequest>(requestStream, watch),
            new WatchedWriter<TResponse>(responseStream, watch),
            context);
    }

    private IdleWatch NewWatch(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        // Here and not before: only now are the headers complete.
        if (context.Deadline < DateTime.MaxValue && http.Features.Get<WholeMessages>() is { } messages)
        {
            var left = context.Deadline - clock.GetUtcNow().UtcDateTime;
            messages.BeginWithin(TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, TimeSpan.TicksPerDay)));
        }

        var limit = http.Features.Get<MethodLimits>()?.StreamIdle ?? Timeout.InfiniteTimeSpan;
        return new IdleWatch(limit, clock, http);
    }
}
