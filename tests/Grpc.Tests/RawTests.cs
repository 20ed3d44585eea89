using ResultStore.Grpc.Tests.V1;
using static ResultStore.Grpc.Tests.RawHttp2;

namespace ResultStore.Grpc.Tests;

/// <summary>A server and a raw HTTP/2 peer, shared by all tests that look at frames.</summary>
public sealed class RawFixture : IAsyncLifetime
{
    public const string Name = "raw frames";

    internal TestServer Server { get; private set; } = null!;

    internal RawHttp2 Peer { get; } = new();

    public async Task InitializeAsync() => Server = await TestServer.StartAsync();

    public async Task DisposeAsync()
    {
        await Peer.DisposeAsync();
        await Server.DisposeAsync();
    }
}

/// <summary>One peer writes and reads frame by frame, one test after another.</summary>
[CollectionDefinition(RawFixture.Name)]
public sealed class RawPeer : ICollectionFixture<RawFixture>;

/// <summary>What tests of frames have in common.</summary>
public abstract class RawTests(RawFixture raw)
{
    /// <summary>A unary request that is served.</summary>
    protected static byte[] Request { get; } = Framed(new UnaryRequest { ReplySize = 3 });

    protected int Port => Server.Port;

    private protected TestServer Server => raw.Server;

    private protected RawHttp2 Peer => raw.Peer;

    private protected static void AssertOneOf(Seen seen, params string[] statuses) =>
        Assert.True(statuses.Contains(seen.GrpcStatus), $"{seen.GrpcStatus} {seen.GrpcMessage}");

    private protected async Task AssertAliveAsync() =>
        Assert.Equal("0", (await Peer.CallAsync(new Ask(Port, Unary, Request))).GrpcStatus);
}
