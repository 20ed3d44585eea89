using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ResultStore.GrpcHosting.Limits;

/// <summary>What holds for each call of one method.</summary>
/// <param name="Path">The only path that reaches the method, to the letter.</param>
/// <param name="Duration">Null for a stream meant to stay open.</param>
/// <param name="StreamIdle">Null for a unary method.</param>
/// <param name="BodyBytes">Null for a method whose requests stream.</param>
/// <param name="ServiceCalls">Null for a service without its own limit.</param>
internal sealed record MethodLimits(
    string Path,
    TimeSpan? Duration,
    TimeSpan? StreamIdle,
    long? BodyBytes,
    ConcurrencyLimiter? ServiceCalls)
{
    public bool IsLongLived => Duration is null;
}

/// <summary>The limits of every method, worked out at its first call.</summary>
internal sealed class MethodLimitsTable(
    IOptions<GrpcHostingOptions> hosting, IOptionsMonitor<GrpcServiceLimits> services) : IDisposable
{
    // A message has a five-byte prefix; beyond that and this slack the body is not read.
    private const int BodySlack = 1 << 10;

    private readonly ConcurrentDictionary<GrpcMethodMetadata, MethodLimits> _methods = [];
    private readonly ConcurrentDictionary<Type, Lazy<ConcurrencyLimiter?>> _serviceCalls = [];

    public ConcurrencyLimiter Calls { get; } = NewLimiter(hosting.Value.ConcurrentCalls);

    public MethodLimits Of(GrpcMethodMetadata method, EndpointMetadataCollection endpoint) =>
        _methods.TryGetValue(method, out var limits) ? limits : _methods.GetOrAdd(method, NewLimits(method, endpoint));

    public void Dispose()
    {
        Calls.Dispose();
        foreach (var limiter in _serviceCalls.Values)
        {
            limiter.Value?.Dispose();
        }
    }

    private static ConcurrencyLimiter NewLimiter(int permits) =>
        new(new ConcurrencyLimiterOptions { PermitLimit = permits, QueueLimit = 0 });

    private MethodLimits NewLimits(GrpcMethodMetadata metadata, EndpointMetadataCollection endpoint)
    {
        var own = services.Get(ServiceDescriptors.Of(metadata.ServiceType)?.Name);
        var server = hosting.Value;
        var isUnary = metadata.Method.Type is MethodType.Unary;
        var isLongLived = endpoint.GetMetadata<LongLivedStreamAttribute>() is not null;
        return new MethodLimits(
            metadata.Method.FullName,
            Duration: isUnary ? own.UnaryDuration ?? server.UnaryDuration
                : isLongLived ? null
                : own.StreamDuration ?? server.StreamDuration,
            StreamIdle: isUnary ? null : own.StreamIdle ?? server.StreamIdle,
            BodyBytes: metadata.Method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming
                ? null
                : (own.MaxReceiveMessageBytes ?? server.MaxReceiveMessageBytes) + BodySlack,
            _serviceCalls.GetOrAdd(metadata.ServiceType, _ => new(() =>
                own.ConcurrentCalls is { } permits ? NewLimiter(permits) : null)).Value);
    }
}
