using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ResultStore.Grpc.Tests.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace ResultStore.Grpc.Tests;

public sealed class HealthAndDrainTests
{
    private const string Service = "grpctests.v1.Interop";

    [Fact]
    public async Task A_failing_check_turns_its_service_and_the_server_off_and_on_again()
    {
        var isWell = true;
        await using var server = await TestServer.StartAsync(
            options => options.HealthPeriod = TimeSpan.FromMilliseconds(100),
            builder => builder.Services.AddHealthChecks().AddCheck(
                "interop",
                () => Volatile.Read(ref isWell) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(),
                [Service]));
        using var channel = server.NewChannel();
        var client = new Health.HealthClient(channel);
        using var watch = client.Watch(new HealthCheckRequest { Service = Service });

        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        Volatile.Write(ref isWell, false);
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        var list = await client.ListAsync(new HealthListRequest());
        Volatile.Write(ref isWell, true);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));

        Assert.Equal(ServingStatus.NotServing, list.Statuses[""].Status);
        Assert.Equal(ServingStatus.NotServing, list.Statuses[Service].Status);
        Assert.Equal(ServingStatus.Serving, list.Statuses["grpc.health.v1.Health"].Status);
    }

    [Fact]
    public async Task Watches_are_bounded()
    {
        await using var server = await TestServer.StartAsync(options => options.HealthWatches = 1);
        using var channel = server.NewChannel();
        var client = new Health.HealthClient(channel);
        using var first = client.Watch(new HealthCheckRequest());
        Assert.Equal(ServingStatus.Serving, await NextAsync(first));

        using var second = client.Watch(new HealthCheckRequest());
        var error = await Assert.ThrowsAsync<RpcException>(() => NextAsync(second));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    [Fact]
    public async Task Draining_says_not_serving_lets_calls_finish_and_ends_watches()
    {
        await using var server = await TestServer.StartAsync(options =>
        {
            options.DrainDelay = TimeSpan.FromSeconds(4);
            options.DrainTimeout = TimeSpan.FromSeconds(30);
        });
        using var channel = server.NewChannel();
        using var watch = new Health.HealthClient(channel).Watch(new HealthCheckRequest());
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        using var call = new Interop.InteropClient(channel).DuplexCall();
        await call.ResponseHeadersAsync;

        var stop = server.StopAsync();

        // The doors are still open when the watch hears it.
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        await new Interop.InteropClient(channel).EmptyCallAsync(new Empty());

        // Then the watch is ended, and the running call goes on to its own end.
        var ended = await Assert.ThrowsAsync<RpcException>(() => NextAsync(watch));
        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
        await call.RequestStream.WriteAsync(new OutputRequest { Parts = { new OutputPart { Size = 5 } } });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.False(stop.IsCompleted);
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        await stop.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Calls_that_outlast_the_drain_are_cancelled()
    {
        await using var server = await TestServer.StartAsync(o => o.DrainTimeout = TimeSpan.FromMilliseconds(300));
        using var channel = server.NewChannel();
        using var call = new Interop.InteropClient(channel).DuplexCall(new Metadata { { "x-call", "late" } });
        await call.ResponseHeadersAsync;

        var stop = server.StopAsync();

        Assert.True(await server.Observed.EndOf("late"));
        await stop.WaitAsync(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task Reflection_answers_every_kind_of_question()
    {
        await using var server = await TestServer.StartAsync();
        using var channel = server.NewChannel();
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();

        var file = await AskAsync(call, new() { FileByFilename = "grpctests/v1/interop.proto" });
        var symbol = await AskAsync(call, new() { FileContainingSymbol = "grpctests.v1.UnaryRequest.payload" });
        var missing = await AskAsync(call, new() { FileContainingSymbol = "no.such.Thing" });
        var numbers = await AskAsync(call, new() { AllExtensionNumbersOfType = "grpctests.v1.Empty" });
        var seven = new ExtensionRequest { ContainingType = "grpctests.v1.Empty", ExtensionNumber = 7 };
        var extension = await AskAsync(call, new() { FileContainingExtension = seven });
        var nothing = await AskAsync(call, new() { Host = "somewhere" });

        Assert.Equal(InteropReflection.Descriptor.SerializedData, file.FileDescriptorResponse.FileDescriptorProto[0]);
        Assert.Equal(file.FileDescriptorResponse, symbol.FileDescriptorResponse);
        Assert.Equal((int)StatusCode.NotFound, missing.ErrorResponse.ErrorCode);
        Assert.Empty(numbers.AllExtensionNumbersResponse.ExtensionNumber);
        Assert.Equal((int)StatusCode.NotFound, extension.ErrorResponse.ErrorCode);
        Assert.Equal((int)StatusCode.InvalidArgument, nothing.ErrorResponse.ErrorCode);
        Assert.Equal("somewhere", nothing.ValidHost);
    }

    [Fact]
    public async Task Reflection_and_the_web_are_off_unless_asked_for()
    {
        await using var server = await TestServer.StartAsync(
            options => (options.Reflection, options.Web) = (false, false));
        await using var peer = new RawHttp2();

        var reflection = await peer.CallAsync(new RawHttp2.Ask(
            server.Port, "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", Array.Empty<string>()));
        var ask = new RawHttp2.Ask(server.Port, RawHttp2.Unary, "0000000000");
        var web = await peer.CallAsync(ask with { ContentType = "application/grpc-web+proto" });

        Assert.Equal("12", reflection.GrpcStatus);
        Assert.Equal("415", web.HttpStatus);
    }

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20)));
        return watch.ResponseStream.Current.Status;
    }

    private static async Task<ServerReflectionResponse> AskAsync(
        AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call,
        ServerReflectionRequest request)
    {
        await call.RequestStream.WriteAsync(request);
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current;
    }
}
