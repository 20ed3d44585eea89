using Grpc.Core;
using Grpc.Net.Client;

namespace Cli.Store;

/// <summary>An open channel with the caller's credentials and patience.</summary>
/// <param name="asked">Who is at its other end.</param>
/// <param name="channel">Closed with this.</param>
/// <param name="headers">The caller's credentials.</param>
/// <param name="timeout">For one call.</param>
internal sealed class Connection(Peer asked, GrpcChannel channel, Metadata headers, TimeSpan timeout) : IDisposable
{
    public Peer Asked { get; } = asked;

    public GrpcChannel Channel { get; } = channel;

    public CallOptions Options(CancellationToken ct) =>
        new(headers, DateTime.SpecifyKind(TimeProvider.System.GetUtcNow().UtcDateTime + timeout, DateTimeKind.Utc), ct);

    /// <summary>For a stream that has no end of its own.</summary>
    public CallOptions Endless(CancellationToken ct) => new(headers, cancellationToken: ct);

    public void Dispose() => Channel.Dispose();
}
