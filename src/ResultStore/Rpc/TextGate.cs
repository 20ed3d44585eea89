using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using ResultStore.Access;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>Behind <see cref="CallerGate"/>: no text that could do more than be read comes in, whatever the call. Calls
/// that take many messages say for each what is wrong with it, and ask <see cref="PlainText"/> themselves.</summary>
internal sealed class TextGate : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Look(request);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Look(request);
        return continuation(request, responseStream, context);
    }

    /// <summary>What strangers scanned or typed has answers of its own, and is kept nowhere.</summary>
    private static void Look<TRequest>(TRequest request)
    {
        if (request is IMessage message and not (VerifyCodeRequest or OpenShareLinkRequest or DownloadSharedRequest)
            && message.Descriptor.File.Package == ErrorsReflection.Descriptor.Package
            && PlainText.Faults(message) is { Count: > 0 } faults)
        {
            throw Sentences.FieldsInvalid(faults).ToException();
        }
    }
}
