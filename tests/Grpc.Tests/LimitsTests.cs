using System.Diagnostics.Metrics;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ResultStore.Grpc.Tests.V1;
using ResultStore.GrpcHosting;
using static ResultStore.Grpc.Tests.RawHttp2;

namespace ResultStore.Grpc.Tests;

/// <summary>What a call may take of time, room and company. Waits here are for events; times are far apart.</summary>
public sealed class LimitsTests
{
    private static readonly UnaryRequest LongSleep = new() { Behaviour = Behaviour.Sleep, SleepMs = 60_000 };

    [Fact]
    public async Task A_unary_call_without_a_deadline_gets_the_servers()
    {
        await using var server = await TestServer.StartAsync(o => o.UnaryDuration = TimeSpan.FromMilliseconds(200));
        using var channel = server.NewChannel();

        var error = await Assert.ThrowsAsync<RpcException>(
            () => new Interop.InteropClient(channel).UnaryCallAsync(LongSleep).ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [Fact]
    public async Task A_unary_call_that_never_sends_its_message_ends_by_the_servers_deadline()
    {
        await using var server = await TestServer.StartAsync(o => o.UnaryDuration = TimeSpan.FromMilliseconds(300));
        await using var peer = new RawHttp2();

        var seen = await peer.CallAsync(new Ask(server.Port, Unary, "00") { End = false });

        Assert.Equal("4", seen.GrpcStatus);
    }

    [Fact]
    public async Task A_stream_ends_when_its_longest_duration_has_passed_however_busy_it_is()
    {
        await using var server = await TestServer.StartAsync(o => o.StreamDuration = TimeSpan.FromMilliseconds(400));
        using var channel = server.NewChannel();
        using var call = new Interop.InteropClient(channel).OutputCall(new OutputRequest
        {
            Parts = { new OutputPart { Size = 1, DelayMs = 1, Count = 1_000_000 } },
        });

        var error = await Assert.ThrowsAsync<RpcException>(() => DrainAsync(call.ResponseStream));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [Fact]
    public async Task Streams_that_write_without_pause_end_with_a_status_and_never_within_a_message()
    {
        await using var server = await TestServer.StartAsync(o => o.StreamDuration = TimeSpan.FromMilliseconds(100));
        using var channel = server.NewChannel();
        var client = new Interop.InteropClient(channel);
        var endless = new OutputRequest { Parts = { new OutputPart { Size = 1, Count = 1_000_000 } } };

        // A fault of the moment, in three calls of a hundred before there was a rule: so, many of them.
        await Parallel.ForAsync(0, 300, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, ct) =>
        {
            using var call = client.OutputCall(endless, cancellationToken: ct);
            var error = await Assert.ThrowsAsync<RpcException>(() => DrainAsync(call.ResponseStream));
            Assert.Equal(new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded"), error.Status);
        });
    }

    [Fact]
    public async Task A_stream_ends_at_its_longest_duration_though_its_client_takes_nothing()
    {
        await using var server = await TestServer.StartAsync(o => o.StreamDuration = TimeSpan.FromMilliseconds(300));
        await using var peer = new RawHttp2();
        var request = new OutputRequest { Parts = { new OutputPart { Size = 100_000, Count = 100_000 } } };

        var seen = await peer.SendAsync("stall", new Ask(server.Port, Output, Framed(request))
        {
            Headers = [["x-call", "stalled"]],
            Seconds = 60,
        });

        // Ended by a status: the time was over before anything could fill the window.
        Assert.True(seen.Reset is not null || seen.Closed || seen.Ended);
        Assert.True(await server.Observed.EndOf("stalled"));
    }

    [Fact]
    public async Task A_client_that_sends_nothing_for_too_long_is_told_so()
    {
        await using var server = await TestServer.StartAsync(o => o.StreamIdle = TimeSpan.FromMilliseconds(300));
        using var channel = server.NewChannel();
        using var call = new Interop.InteropClient(channel).InputCall(new Metadata { { "x-call", "idle" } });
        await call.RequestStream.WriteAsync(new InputRequest());

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        Assert.Contains("idle", error.Status.Detail, StringComparison.Ordinal);
        await server.Observed.EndOf("idle");
    }

    [Fact]
    public async Task A_client_that_takes_nothing_for_too_long_is_cut_off()
    {
        await using var server = await TestServer.StartAsync(o => o.StreamIdle = TimeSpan.FromMilliseconds(300));
        await using var peer = new RawHttp2();
        var request = new OutputRequest { Parts = { new OutputPart { Size = 100_000, Count = 100_000 } } };

        var seen = await peer.SendAsync("stall", new Ask(server.Port, Output, Framed(request))
        {
            Headers = [["x-call", "stalled"]],
        });

        Assert.True(seen.Reset is not null || seen.Closed);
        Assert.True(await server.Observed.EndOf("stalled"));
        Assert.Equal(0, server.Observed.Running);
    }

    [Fact]
    public async Task A_peer_that_answers_no_pings_is_given_up()
    {
        await using var server = await TestServer.StartAsync(options =>
        {
            options.KeepAlivePingDelay = TimeSpan.FromSeconds(1);
            options.KeepAlivePingTimeout = TimeSpan.FromSeconds(1);
        });
        await using var peer = new RawHttp2();

        var mute = peer.SendAsync("mute", new Ask(server.Port, Input, Array.Empty<string>())
        {
            Headers = [["x-call", "mute"]],
            Seconds = 120,
        });

        Assert.True(await server.Observed.EndOf("mute"));
        Assert.False(mute.IsCompleted);
    }

    [Fact]
    public async Task A_handler_may_think_and_one_side_may_be_silent_while_the_other_moves()
    {
        await using var server = await TestServer.StartAsync(o => o.StreamIdle = TimeSpan.FromSeconds(4));
        using var channel = server.NewChannel();
        using var call = new Interop.InteropClient(channel).DuplexCall();

        // Five replies, a second apart, to one request: the client is silent for more than the limit, then speaks.
        var slow = new OutputRequest { Parts = { new OutputPart { Size = 1, DelayMs = 1_000, Count = 5 } } };
        await call.RequestStream.WriteAsync(slow);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        }

        await call.RequestStream.WriteAsync(new OutputRequest { Parts = { new OutputPart { Size = 2 } } });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task Calls_over_the_limit_are_refused_and_places_are_given_back()
    {
        await using var server = await TestServer.StartAsync(o => o.ConcurrentCalls = 2);
        using var channel = server.NewChannel();
        var client = new Interop.InteropClient(channel);
        using var first = client.DuplexCall(new Metadata { { "x-call", "first" } });
        using var second = client.DuplexCall();
        await Task.WhenAll(first.ResponseHeadersAsync, second.ResponseHeadersAsync);

        var error = await Assert.ThrowsAsync<RpcException>(() => client.EmptyCallAsync(new Empty()).ResponseAsync);
        await first.RequestStream.CompleteAsync();
        Assert.False(await first.ResponseStream.MoveNext(CancellationToken.None));
        await UntilAsync(async () => await SucceedsAsync(client));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal("1000", error.Trailers.GetValue("grpc-retry-pushback-ms"));
    }

    [Fact]
    public async Task A_service_may_have_limits_of_its_own()
    {
        await using var server = await TestServer.StartAsync(
            options => options.MaxReceiveMessageBytes = 1 << 20,
            builder => builder.LimitGrpcService<InteropService>(limits =>
            {
                limits.MaxReceiveMessageBytes = 40 << 20;
                limits.UnaryDuration = TimeSpan.FromMinutes(2);
                limits.ConcurrentCalls = 1;
            }));
        using var channel = server.NewChannel();
        var client = new Interop.InteropClient(channel);

        // Beyond the server's 1 MiB and Kestrel's own 30 MB for a body.
        await client.UnaryCallAsync(new UnaryRequest { Payload = ByteString.CopyFrom(new byte[35 << 20]) });
        using var only = client.DuplexCall();
        await only.ResponseHeadersAsync;
        var busy = await Assert.ThrowsAsync<RpcException>(() => client.EmptyCallAsync(new Empty()).ResponseAsync);

        Assert.Equal(StatusCode.ResourceExhausted, busy.StatusCode);
    }

    [Fact]
    public async Task What_a_stalled_reader_does_not_take_is_not_made()
    {
        await using var server = await TestServer.StartAsync();
        using var channel = server.NewChannel();
        using var call = new Interop.InteropClient(channel).OutputCall(new OutputRequest
        {
            Parts = { new OutputPart { Size = 1 << 20, Count = 10_000 } },
        });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        // 10 GB are asked for; a client's window holds at most 16 MB of them.
        await Task.Delay(500);
        Assert.InRange(server.Observed.Written, 1, 50);
        Assert.Equal(1, server.Observed.Running);
    }

    [Fact]
    public async Task Options_out_of_range_stop_the_server_at_its_start()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => TestServer.StartAsync(options => options.StreamIdle = TimeSpan.Zero));

        Assert.Contains(nameof(GrpcHostingOptions.StreamIdle), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_end_of_a_call_is_counted()
    {
        var ends = new List<string?>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, me) =>
        {
            if (instrument is { Meter.Name: "ResultStore.Grpc", Name: "rpc.server.call.duration" })
            {
                me.EnableMeasurementEvents(instrument);
            }
        };
        await using var server = await TestServer.StartAsync();

        // Other tests' servers are heard too, also after this one is gone: nothing here may throw into their calls.
        var meters = server.Services.GetRequiredService<IMeterFactory>();
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters))
            {
                lock (ends)
                {
                    ends.Add(tags.ToArray().Single(tag => tag.Key == "rpc.response.status_code").Value?.ToString());
                }
            }
        });
        listener.Start();
        using var channel = server.NewChannel();
        var client = new Interop.InteropClient(channel);

        await client.EmptyCallAsync(new Empty());
        await Assert.ThrowsAsync<RpcException>(() => client.UnaryCallAsync(
            new UnaryRequest { Behaviour = Behaviour.Throw }).ResponseAsync);
        using (var reset = client.UnaryCallAsync(LongSleep))
        {
            await UntilAsync(() => Task.FromResult(server.Observed.Running == 1));
        }

        await UntilAsync(() => Task.FromResult(Count() == 3));
        Assert.Equal(["0", "1", "2"], ends.Order());

        int Count()
        {
            lock (ends)
            {
                return ends.Count;
            }
        }
    }

    private static async Task DrainAsync<T>(IAsyncStreamReader<T> reader)
    {
        while (await reader.MoveNext(CancellationToken.None))
        {
        }
    }

    private static async Task<bool> SucceedsAsync(Interop.InteropClient client)
    {
        try
        {
            await client.EmptyCallAsync(new Empty());
            return true;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.ResourceExhausted)
        {
            return false;
        }
    }

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 1_000; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(20);
        }

        Assert.Fail("It did not come to pass.");
    }
}
