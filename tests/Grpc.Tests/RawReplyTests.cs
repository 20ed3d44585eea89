using ResultStore.Grpc.Tests.V1;
using static ResultStore.Grpc.Tests.RawHttp2;

namespace ResultStore.Grpc.Tests;

/// <summary>What the protocol says about a reply: its blocks, its status, its end.</summary>
[Collection(RawFixture.Name)]
public sealed class RawReplyTests(RawFixture raw) : RawTests(raw)
{
    [Fact]
    public async Task Sends_headers_message_and_trailers_as_one_block_each()
    {
        var seen = await Peer.CallAsync(new Ask(Port, Unary, Request));

        Assert.Equal(2, seen.HeaderBlocks);
        Assert.True(seen.EndedByHeaders);
        Assert.Equal(["0"], seen.Trailers!["grpc-status"]);
        Assert.False(seen.Headers.ContainsKey("grpc-status"));
        Assert.Equal("00000000050a03000000", seen.Body);
    }

    [Fact]
    public async Task Sends_trailers_only_when_nothing_was_sent_before_the_status()
    {
        var status = new EchoStatus { Code = 5, Message = "50% ☃\r\n😈" };

        var seen = await Peer.CallAsync(new Ask(Port, Unary, Framed(new UnaryRequest { Status = status })));

        Assert.True(seen.IsTrailersOnly);
        Assert.Equal(("5", status.Message), (seen.GrpcStatus, seen.GrpcMessage));
        Assert.All(Assert.Single(seen.All("grpc-message")), character => Assert.InRange(character, ' ', '~'));
    }

    [Theory]
    [InlineData(17)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public async Task Sends_a_status_out_of_range_as_a_number_clients_map_to_unknown(int code)
    {
        var request = new UnaryRequest { Status = new EchoStatus { Code = code } };

        var seen = await Peer.CallAsync(new Ask(Port, Unary, Framed(request)));

        Assert.Equal(code.ToString(System.Globalization.CultureInfo.InvariantCulture), seen.GrpcStatus);
    }

    [Theory]
    [InlineData(Input, "00000000021001", "10")] // the handler, at a message
    [InlineData(Input, "0000400001616263", "8")] // a message that is too large, before it came
    [InlineData("/grpctests.v1.Interop/Unimplemented", "0000000002", "12")] // the door, before any message
    public async Task Ends_a_call_early_without_making_the_client_send_the_rest(
        string path, string message, string status)
    {
        var seen = await Peer.CallAsync(new Ask(Port, path, message) { End = false });

        Assert.Equal(status, seen.GrpcStatus);
        Assert.True(seen.Ended);
        Assert.Equal(0, seen.Reset);
        Assert.Null(seen.GoAway);
    }
}
