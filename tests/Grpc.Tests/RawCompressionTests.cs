using Google.Protobuf;
using ResultStore.Grpc.Tests.V1;
using static ResultStore.Grpc.Tests.RawHttp2;

namespace ResultStore.Grpc.Tests;

/// <summary>Compressed messages, good and hostile.</summary>
[Collection(RawFixture.Name)]
public sealed class RawCompressionTests(RawFixture raw) : RawTests(raw)
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Reads_compressed_messages(string encoding)
    {
        var request = new UnaryRequest { Payload = ByteString.CopyFrom(new byte[100_000]), ReplySize = 2 };

        var message = Framed(Compressed(request.ToByteArray(), encoding), 1);
        var seen = await Peer.CallAsync(
            new Ask(Port, Unary, message) { Headers = [["grpc-encoding", encoding]] });

        Assert.Equal("0", seen.GrpcStatus);
    }

    [Fact]
    public async Task Refuses_a_bomb_while_inflating_it()
    {
        var bomb = Framed(Compressed(new byte[1 << 20], "gzip", times: 200), 1);

        var seen = await Peer.CallAsync(
            new Ask(Port, Unary, bomb) { Headers = [["grpc-encoding", "gzip"]] });

        Assert.Equal("8", seen.GrpcStatus);
        await AssertAliveAsync();
    }

    [Fact]
    public async Task Refuses_gzip_that_is_garbage_or_cut_short()
    {
        var payload = Enumerable.Range(0, 255).Select(i => (byte)i).ToArray();
        var request = new UnaryRequest { Payload = ByteString.CopyFrom(payload) };
        var whole = Compressed(request.ToByteArray(), "gzip");

        foreach (var bad in new[] { "not gzip at all!"u8.ToArray(), whole[..5], whole[..(whole.Length / 2)] })
        {
            var seen = await Peer.CallAsync(
                new Ask(Port, Unary, Framed(bad, 1)) { Headers = [["grpc-encoding", "gzip"]] });

            AssertOneOf(seen, "2", "13");
        }

        await AssertAliveAsync();
    }

    [Fact]
    public async Task Names_the_encodings_it_knows_when_it_does_not_know_one()
    {
        var seen = await Peer.CallAsync(
            new Ask(Port, Unary, Framed(new byte[4], 1)) { Headers = [["grpc-encoding", "snappy"]] });

        Assert.Equal("12", seen.GrpcStatus);
        Assert.Contains("gzip", string.Join(',', seen.All("grpc-accept-encoding")), StringComparison.Ordinal);
    }
}
