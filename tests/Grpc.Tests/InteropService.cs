using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using ResultStore.Grpc.Tests.V1;
using ResultStore.GrpcHosting;
using Empty = ResultStore.Grpc.Tests.V1.Empty;
using Status = Grpc.Core.Status;

namespace ResultStore.Grpc.Tests;

/// <summary>What the clients in these tests call.</summary>
internal sealed class InteropService(Observed observed) : Interop.InteropBase
{
    public const string Secret = "the password is hunter2";

    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task<UnaryReply> UnaryCall(UnaryRequest request, ServerCallContext context)
    {
        if (request.ExpectCompressed)
        {
            RequireCompression(context);
        }

        ThrowIf(request.Status);
        await BehaveAsync(request, context);
        return request.Behaviour is Behaviour.Null
            ? null!
            : new UnaryReply { Payload = ByteString.CopyFrom(new byte[request.ReplySize]) };
    }

    public override async Task<InputReply> InputCall(
        IAsyncStreamReader<InputRequest> requestStream, ServerCallContext context)
    {
        var reply = new InputReply();
        using var call = observed.Begin(context);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            reply.TotalSize += request.Payload.Length;
            reply.Messages++;
            if (request.Stop)
            {
                throw new RpcException(new Status(StatusCode.Aborted, "stopped"));
            }
        }

        return reply;
    }

    public override async Task OutputCall(
        OutputRequest request, IServerStreamWriter<OutputReply> responseStream, ServerCallContext context)
    {
        using var call = observed.Begin(context);
        await WriteAsync(request, responseStream, context);
    }

    public override async Task DuplexCall(
        IAsyncStreamReader<OutputRequest> requestStream,
        IServerStreamWriter<OutputReply> responseStream,
        ServerCallContext context)
    {
        using var call = observed.Begin(context);
        await EchoAsync(context);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await WriteAsync(request, responseStream, context);
        }
    }

    private async Task WriteAsync(
        OutputRequest request, IServerStreamWriter<OutputReply> responseStream, ServerCallContext context)
    {
        ThrowIf(request.Status);
        foreach (var part in request.Parts)
        {
            for (var i = 0; i < Math.Max(part.Count, 1); i++)
            {
                await Task.Delay(part.DelayMs, context.CancellationToken);
                responseStream.WriteOptions = part.NoCompress ? new WriteOptions(WriteFlags.NoCompress) : null;
                await responseStream.WriteAsync(
                    new OutputReply { Payload = ByteString.CopyFrom(new byte[part.Size]) }, context.CancellationToken);
                observed.Wrote();
            }
        }
    }

    private async Task BehaveAsync(UnaryRequest request, ServerCallContext context)
    {
        using var call = observed.Begin(context);
        switch (request.Behaviour)
        {
            case Behaviour.Throw:
                throw new InvalidOperationException(Secret);
            case Behaviour.RichStatus:
                throw RichStatus.ToRpcException(NewRichStatus());
            case Behaviour.EchoMetadata:
                await EchoAsync(context);
                break;
            case Behaviour.Sleep:
                await Task.Delay(request.SleepMs, context.CancellationToken);
                break;
            case Behaviour.SleepDeaf:
                await Task.Delay(request.SleepMs, CancellationToken.None);
                break;
            case Behaviour.HeadersTwice:
                await context.WriteResponseHeadersAsync([]);
                await context.WriteResponseHeadersAsync([]);
                break;
            default:
                break;
        }
    }

    private static Google.Rpc.Status NewRichStatus() => new()
    {
        Code = (int)StatusCode.FailedPrecondition,
        Message = "Hồ sơ chưa ký ☃",
        Details =
        {
            Any.Pack(new ErrorInfo { Type = "NOT_SIGNED", Domain = "grpctests" }), // now called reason, same number
            Any.Pack(new BadRequest
            {
                FieldViolations =
                {
                    new BadRequest.Types.FieldViolation { Field = "payload", Description = "unsigned" },
                },
            }),
            Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(3)) }),
        },
    };

    private static async Task EchoAsync(ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (var entry in context.RequestHeaders.GetAll("x-test"))
        {
            headers.Add(entry);
        }

        foreach (var entry in context.RequestHeaders.GetAll("x-test-bin"))
        {
            context.ResponseTrailers.Add(entry);
        }

        await context.WriteResponseHeadersAsync(headers);
    }

    private static void RequireCompression(ServerCallContext context)
    {
        var encoding = context.GetHttpContext().Request.Headers["grpc-encoding"].ToString();
        if (encoding is "" or "identity")
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The message came uncompressed."));
        }
    }

    private static void ThrowIf(EchoStatus? status)
    {
        if (status is not null)
        {
            throw new RpcException(new Status((StatusCode)status.Code, status.Message));
        }
    }
}
