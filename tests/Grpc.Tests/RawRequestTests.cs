using Google.Protobuf;
using ResultStore.Grpc.Tests.V1;
using static ResultStore.Grpc.Tests.RawHttp2;

namespace ResultStore.Grpc.Tests;

/// <summary>What the protocol says about a request: its form, its path, its messages.</summary>
[Collection(RawFixture.Name)]
public sealed class RawRequestTests(RawFixture raw) : RawTests(raw)
{
    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc+proto")]
    [InlineData("Application/gRPC")]
    [InlineData("application/grpc;foo=1")]
    public async Task Takes_every_form_of_the_content_type(string contentType)
    {
        var seen = await Peer.CallAsync(new Ask(Port, Unary, Request) { ContentType = contentType });

        Assert.Equal(("200", "0"), (seen.HttpStatus, seen.GrpcStatus));
        Assert.Equal("application/grpc", Assert.Single(seen.Headers["content-type"]));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpcfoo")]
    [InlineData("application/grpc-web-text")]
    [InlineData(null)]
    public async Task Answers_415_to_other_content_types(string? contentType)
    {
        var seen = await Peer.CallAsync(new Ask(Port, Unary, Request) { ContentType = contentType });

        Assert.Equal("415", seen.HttpStatus);
    }

    [Fact]
    public async Task Answers_426_to_http_1_1()
    {
        var seen = await Peer.SendAsync("http1", new Ask(Server.Http1Port, Unary, Array.Empty<string>()));

        Assert.Equal("426", seen.HttpStatus);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    public async Task Takes_only_post(string method)
    {
        var seen = await Peer.CallAsync(new Ask(Port, Unary, Array.Empty<string>()) { Method = method });

        Assert.Equal("404", seen.HttpStatus);
    }

    [Theory]
    [InlineData("/grpctests.v1.Interop/Nope")]
    [InlineData("/no.such.Service/Call")]
    [InlineData("/grpctests.v1.interop/unarycall")]
    [InlineData("/grpctests.v1.Interop/UnaryCall/")]
    [InlineData("/grpctests.v1.Interop/Unary%43all")]
    [InlineData("/grpctests.v1.Interop/UnaryCall?x=1")]
    public async Task Calls_no_method_by_a_path_that_is_not_its_own_to_the_letter(string path)
    {
        var seen = await Peer.CallAsync(new Ask(Port, path, Request));

        Assert.Equal(("200", "12", true), (seen.HttpStatus, seen.GrpcStatus, seen.IsTrailersOnly));
    }

    [Fact]
    public async Task Leaves_other_paths_alone()
    {
        var seen = await Peer.CallAsync(new Ask(Port, "/robots.txt", Request) { ContentType = "text/plain" });

        Assert.Equal("404", seen.HttpStatus);
        Assert.Empty(seen.All("grpc-status"));
    }

    [Fact]
    public async Task Ignores_where_frames_begin_and_end()
    {
        byte[][] octets = [.. Framed(new InputRequest { Payload = ByteString.CopyFrom(1, 2, 3) })
            .Concat(Framed(new InputRequest { Payload = ByteString.CopyFrom(4, 5) })).Select(octet => new[] { octet })];

        var oneByOne = await Peer.CallAsync(new Ask(Port, Input, octets));
        var allInOne = await Peer.CallAsync(new Ask(Port, Input, octets.SelectMany(octet => octet).ToArray()));

        Assert.All([oneByOne, allInOne], seen =>
        {
            Assert.Equal("0", seen.GrpcStatus);
            Assert.Equal(Convert.ToHexStringLower(Framed(new InputReply { TotalSize = 5, Messages = 2 })), seen.Body);
        });
    }

    [Fact]
    public async Task Takes_a_message_larger_than_the_stream_window()
    {
        var message = new UnaryRequest { Payload = ByteString.CopyFrom(new byte[3 << 20]), ReplySize = 1 };

        var seen = await Peer.CallAsync(new Ask(Port, Unary, Framed(message)));

        Assert.Equal("0", seen.GrpcStatus);
    }

    /// <summary>Known deviation: UNKNOWN or INTERNAL where the protocol asks for INTERNAL; never OK.</summary>
    [Theory]
    [InlineData("", "no message")]
    [InlineData("0000", "a prefix cut short")]
    [InlineData("0000000009616263", "a message cut short")]
    [InlineData("02000000020803", "a flag that does not exist")]
    [InlineData("01000000020803", "a compressed flag without an encoding")]
    [InlineData("00000000020803ff", "an octet too many")]
    [InlineData("000000000208030000000002" + "0803", "two messages")]
    [InlineData("0000000003127f61", "a field longer than its message")]
    [InlineData("000000000bffffffffffffffffffffff", "a number that does not end")]
    public async Task Refuses_a_unary_call_with(string body, string what)
    {
        var seen = await Peer.CallAsync(new Ask(Port, Unary, body));

        Assert.True(seen.GrpcStatus is "2" or "13" or "12", $"{what}: {seen.GrpcStatus} {seen.GrpcMessage}");
        await AssertAliveAsync();
    }

    [Theory]
    [InlineData("00ffffffff616263")]
    [InlineData("0080000000616263")]
    [InlineData("007fffffff616263")]
    [InlineData("0000400001616263")]
    public async Task Refuses_a_length_over_the_limit_before_the_message_comes(string body)
    {
        var seen = await Peer.CallAsync(new Ask(Port, Unary, body) { End = false });

        AssertOneOf(seen, "2", "8", "13");
        await AssertAliveAsync();
    }

    [Fact]
    public async Task Takes_a_client_stream_without_messages()
    {
        var seen = await Peer.CallAsync(new Ask(Port, Input, Array.Empty<string>()));

        Assert.Equal("0", seen.GrpcStatus);
    }
}
