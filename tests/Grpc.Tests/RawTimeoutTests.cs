using ResultStore.Grpc.Tests.V1;
using static ResultStore.Grpc.Tests.RawHttp2;

namespace ResultStore.Grpc.Tests;

/// <summary>Timeouts, resets and lost connections: whoever stops waiting ends the work.</summary>
[Collection(RawFixture.Name)]
public sealed class RawTimeoutTests(RawFixture raw) : RawTests(raw)
{
    [Theory]
    [InlineData("abc")]
    [InlineData("999999999H")]
    [InlineData("-1S")]
    [InlineData("1")]
    [InlineData("S")]
    [InlineData("1.5S")]
    [InlineData("１S")]
    public async Task Refuses_a_malformed_timeout(string timeout)
    {
        var seen = await Peer.CallAsync(new Ask(Port, Unary, Request) { Headers = [["grpc-timeout", timeout]] });

        Assert.Equal("13", seen.GrpcStatus);
    }

    [Theory]
    [InlineData("0n")]
    [InlineData("1n")]
    [InlineData("0H")]
    [InlineData("99u")]
    public async Task Ends_a_call_at_once_whose_timeout_has_already_passed(string timeout)
    {
        var seen = await Peer.CallAsync(new Ask(Port, Unary, Request) { Headers = [["grpc-timeout", timeout]] });

        Assert.Equal("4", seen.GrpcStatus);
    }

    [Theory]
    [InlineData("99999999H")]
    [InlineData("99999999S")]
    [InlineData("30S")]
    public async Task Takes_any_long_timeout(string timeout)
    {
        var seen = await Peer.CallAsync(new Ask(Port, Unary, Request) { Headers = [["grpc-timeout", timeout]] });

        Assert.Equal("0", seen.GrpcStatus);
    }

    [Theory]
    [InlineData(Behaviour.Sleep)]
    [InlineData(Behaviour.SleepDeaf)]
    public async Task Sends_the_deadlines_status_whether_the_handler_hears_it_or_not(Behaviour behaviour)
    {
        var request = Framed(new UnaryRequest { Behaviour = behaviour, SleepMs = 1_500 });

        var seen = await Peer.CallAsync(new Ask(Port, Unary, request) { Headers = [["grpc-timeout", "50m"]] });

        Assert.Equal("4", seen.GrpcStatus);
    }

    [Fact]
    public async Task Fires_the_handlers_token_when_the_client_resets_the_stream()
    {
        var request = Framed(new UnaryRequest { Behaviour = Behaviour.Sleep, SleepMs = 60_000 });

        await Peer.CallAsync(new Ask(Port, Unary, request) { Headers = [["x-call", "reset"]], ResetAfterMs = 100 });

        Assert.True(await Server.Observed.EndOf("reset"));
    }

    [Fact]
    public async Task Fires_the_handlers_token_when_the_connection_is_lost_while_it_reads()
    {
        var lost = await Peer.CallAsync(new Ask(Port, Input, Framed(new InputRequest()))
        {
            Headers = [["x-call", "lost"]],
            End = false,
            Seconds = 1,
        });

        Assert.False(lost.Ended);
        Assert.True(await Server.Observed.EndOf("lost"));
    }

    [Fact]
    public async Task Cuts_a_connection_that_resets_its_streams_rapidly_and_serves_the_others()
    {
        // So long that they heap up however slowly the peer sends.
        var request = Framed(new UnaryRequest { Behaviour = Behaviour.SleepDeaf, SleepMs = 5_000 });

        var seen = await Peer.SendAsync("rapidReset", new Ask(Port, Unary, request) { Count = 3_000 });

        Assert.True(seen.GoAway is not null || seen.Closed, $"{seen.Sent} streams went through");
        Assert.InRange(seen.Sent, 1, 2_999);
        await AssertAliveAsync();
    }
}
