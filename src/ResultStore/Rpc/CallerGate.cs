using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using ResultStore.Access;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>Step 0 of every call: who is it, may it, does it call too often? Before anything is parsed. Then the one
/// place where faults become statuses.</summary>
internal sealed class CallerGate(CallerDirectory directory, CallRates rates, ILogger<CallerGate> logger) : Interceptor
{
    private const string OpenService = "/grpc.health.v1.Health/";
    private const string ReflectionPrefix = "/grpc.reflection.";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, () => continuation(request, context));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, () => continuation(requestStream, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, async () =>
        {
            await continuation(request, responseStream, context);
            return true;
        });

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, async () =>
        {
            await continuation(requestStream, responseStream, context);
            return true;
        });

    private async Task<T> GuardAsync<T>(ServerCallContext context, Func<Task<T>> handle)
    {
        var http = context.GetHttpContext();

        // The endpoint's own name, not the path as sent: case, escapes and slashes cannot lead around the table.
        var method = http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName ?? "";
        try
        {
            if (!IsOpen(method))
            {
                var caller = await directory.IdentifyAsync(http, context.CancellationToken)
                    ?? throw Sentences.Refuse(ErrorReason.CallerUnknown).ToException();
                if (!Permissions.Allows(caller, method))
                {
                    throw Sentences.RoleMissing(Permissions.RolesOf(method)).ToException();
                }

                if (!rates.TryTake(caller))
                {
                    throw Sentences.Refuse(ErrorReason.TooManyCalls).ToException();
                }

                context.SetCaller(caller);
            }

            return await handle();
        }
        catch (Exception fault) when (fault is not RpcException)
        {
            throw Faults.ToException(fault, method, context, logger);
        }
    }

    private static bool IsOpen(string method) =>
        method.StartsWith(OpenService, StringComparison.Ordinal)
        || method.StartsWith(ReflectionPrefix, StringComparison.Ordinal);
}
