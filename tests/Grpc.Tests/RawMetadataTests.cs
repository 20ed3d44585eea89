using ResultStore.Grpc.Tests.V1;
using static ResultStore.Grpc.Tests.RawHttp2;

namespace ResultStore.Grpc.Tests;

/// <summary>Metadata as they stand on the wire.</summary>
[Collection(RawFixture.Name)]
public sealed class RawMetadataTests(RawFixture raw) : RawTests(raw)
{
    [Theory]
    [InlineData("AAE=")]
    [InlineData("AAE")]
    public async Task Takes_binary_metadata_padded_or_not_and_sends_text_as_often_as_it_came(string value)
    {
        var request = Framed(new UnaryRequest { Behaviour = Behaviour.EchoMetadata });
        string[][] headers = [["x-test-bin", value], ["x-test", "a"], ["x-test", "b"]];

        var seen = await Peer.CallAsync(new Ask(Port, Unary, request) { Headers = headers });

        Assert.Equal("0", seen.GrpcStatus);
        Assert.Equal(["AAE"], seen.All("x-test-bin").Select(echoed => echoed.TrimEnd('=')));
        Assert.Equal("a,b", string.Join(',', seen.All("x-test")));
    }

    /// <summary>
    /// Known deviation: binary values joined by a comma, or under one name twice, are a list by the protocol; here the
    /// call fails, cleanly.
    /// </summary>
    [Theory]
    [InlineData("AAE=,AgM=")]
    [InlineData("AAE=", "AgM=")]
    [InlineData("!!!")]
    public async Task Refuses_binary_metadata_it_cannot_read(params string[] values)
    {
        var request = Framed(new UnaryRequest { Behaviour = Behaviour.EchoMetadata });
        string[][] headers = [.. values.Select(value => new[] { "x-test-bin", value })];

        var seen = await Peer.CallAsync(new Ask(Port, Unary, request) { Headers = headers });

        AssertOneOf(seen, "2", "13");
        await AssertAliveAsync();
    }

    /// <summary>Known deviation: echoing text beyond ASCII resets the stream. No service here echoes.</summary>
    [Fact]
    public async Task Survives_a_handler_that_echoes_metadata_beyond_ascii()
    {
        var request = Framed(new UnaryRequest { Behaviour = Behaviour.EchoMetadata });

        var seen = await Peer.CallAsync(new Ask(Port, Unary, request) { Headers = [["x-test", "café"]] });

        Assert.True(seen.Reset is not null || seen.GrpcStatus is not "0", $"{seen}");
        await AssertAliveAsync();
    }

    [Theory]
    [InlineData(200, 10)]
    [InlineData(8, 8_000)]
    public async Task Refuses_too_many_or_too_large_headers(int count, int size)
    {
        var seen = await Peer.SendAsync(
            "oversizeHeaders", new Ask(Port, Unary, Request) { Count = count, Size = size });

        Assert.True(seen.HttpStatus is "431" || (seen.Reset ?? seen.GoAway) is not null || seen.Closed, $"{seen}");
        await AssertAliveAsync();
    }
}
