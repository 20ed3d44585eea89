using Grpc.Core;
using Grpc.Net.Client;

namespace Cli.Store;

/// <summary>An open channel with the caller's credentials and patience.</summary>
internal sealed class Connection(GrpcChannel channel, Metadata headers, TimeSpan timeout) : IDisposable
{
    public GrpcChannel Channel { get; } = channel;

    public CallOptions Options(CancellationToken ct) =>
        new(headers, DateTime.SpecifyKind(TimeProvider.System.GetUtcNow().UtcDateTime + timeout, DateTimeKind.Utc), ct);

    /// <summary>For a stream that has no end of its own.</summary>
    public CallOptions Endless(CancellationToken ct) => new(headers, cancellationToken: ct);

    public void Dispose() => Channel.Dispose();
}
