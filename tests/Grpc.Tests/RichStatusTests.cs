using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using ResultStore.Grpc.Tests.V1;
using ResultStore.GrpcHosting;
using Status = Google.Rpc.Status;

namespace ResultStore.Grpc.Tests;

public sealed class RichStatusTests
{
    [Fact]
    public async Task Arrives_whole_at_a_client()
    {
        await using var server = await TestServer.StartAsync();
        using var channel = server.NewChannel();

        var error = await Assert.ThrowsAsync<RpcException>(() => new Interop.InteropClient(channel)
            .UnaryCallAsync(new UnaryRequest { Behaviour = Behaviour.RichStatus }).ResponseAsync);

        Assert.True(RichStatus.TryGetStatus(error, out var status));
        Assert.Equal((error.Status.Detail, (int)error.StatusCode), (status.Message, status.Code));
        Assert.Equal(3, status.Details.Count);
        Assert.Equal("payload", status.Details[1].Unpack<BadRequest>().FieldViolations[0].Field);
    }

    [Fact]
    public void Leaves_out_the_last_details_rather_than_exceed_what_clients_take_as_headers()
    {
        var status = new Status { Code = 3, Message = new string('ế', 10_000) };
        var filler = new string('x', 90);
        status.Details.Add(Enumerable.Range(0, 100).Select(i => Any.Pack(new ErrorInfo { Type = $"{i:000}{filler}" })));

        var error = RichStatus.ToRpcException(status);

        Assert.True(RichStatus.TryGetStatus(error, out var fitting));
        Assert.InRange(error.Trailers.GetValueBytes(RichStatus.Trailer)!.Length, 4_000, 5_120);
        Assert.StartsWith("000", fitting.Details[0].Unpack<ErrorInfo>().Type, StringComparison.Ordinal);
        Assert.Equal(400, error.Status.Detail.Length);
        Assert.Equal(100, status.Details.Count);
    }

    [Fact]
    public void Is_absent_when_the_trailer_is_missing_or_unreadable()
    {
        var none = new RpcException(global::Grpc.Core.Status.DefaultCancelled);
        var trailers = new Metadata { { RichStatus.Trailer, new byte[] { 0xff, 0xff } } };
        var garbage = new RpcException(global::Grpc.Core.Status.DefaultCancelled, trailers);

        Assert.False(RichStatus.TryGetStatus(none, out _));
        Assert.False(RichStatus.TryGetStatus(garbage, out _));
    }

    [Fact]
    public async Task A_handler_that_sends_headers_twice_fails_without_detail()
    {
        await using var server = await TestServer.StartAsync();
        using var channel = server.NewChannel();

        var error = await Assert.ThrowsAsync<RpcException>(() => new Interop.InteropClient(channel)
            .UnaryCallAsync(new UnaryRequest { Behaviour = Behaviour.HeadersTwice }).ResponseAsync);

        Assert.Equal(
            (StatusCode.Unknown, "Exception was thrown by handler."), (error.StatusCode, error.Status.Detail));
    }
}
