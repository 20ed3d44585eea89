using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Options;

namespace ResultStore.GrpcHosting.Health;

/// <summary>grpc.health.v1: answers from the last run of the health checks, so that asking costs nothing.</summary>
internal sealed class HealthService(
    ServingStates states, HealthWatches watches, ServerDraining draining, IOptions<GrpcHostingOptions> options)
    : Grpc.Health.V1.Health.HealthBase
{
    // What the protocol lets a server list.
    private const int MaxListed = 100;

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        states.Of(request.Service) is { } state
            ? Task.FromResult(new HealthCheckResponse { Status = state })
            : throw new RpcException(new Status(StatusCode.NotFound, "This server has no service of that name."));

    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var all = states.All;
        if (all.Count > MaxListed)
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted, $"There are more than {MaxListed} services."));
        }

        var response = new HealthListResponse();
        foreach (var (service, state) in all)
        {
            response.Statuses[service] = new HealthCheckResponse { Status = state };
        }

        return Task.FromResult(response);
    }

    [LongLivedStream]
    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        if (!watches.TryEnter(options.Value.HealthWatches))
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, "Too many health watches are open."));
        }

        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, draining.Token);
            using var watch = states.Open(request.Service);
            await foreach (var state in watch.Changes.ReadAllAsync(end.Token))
            {
                await responseStream.WriteAsync(new HealthCheckResponse { Status = state }, end.Token);
            }
        }
        catch (OperationCanceledException) when (draining.Token.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The server is shutting down."));
        }
        catch (OperationCanceledException)
        {
            throw new RpcException(Status.DefaultCancelled);
        }
        finally
        {
            watches.Leave();
        }
    }
}

/// <summary>How many health watches are open.</summary>
internal sealed class HealthWatches
{
    private int _open;

    public bool TryEnter(int limit)
    {
        if (Interlocked.Increment(ref _open) <= limit)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _open);
}
