using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ResultStore.GrpcHosting.Compression;

namespace ResultStore.GrpcHosting;

/// <summary>Why a message that a client sent was not taken.</summary>
public enum UnreadMessage
{
    /// <summary>Its bytes are not that message.</summary>
    Unreadable,

    /// <summary>It is larger than its call takes.</summary>
    TooLarge,
}

/// <summary>
/// A request that cannot be read ends before any interceptor sees it, a later message of a stream in the midst of its
/// handler, both in words that say nothing. Here such an end gets the server's own words.
/// </summary>
internal sealed class UnreadMessages(Func<UnreadMessage, RpcException> words) : Interceptor
{
    private const string Read = "resultstore.read";
    private const string StatusHeader = "grpc-status";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        MarkRead(context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        MarkRead(context);
        return continuation(request, responseStream, context);
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        MarkRead(context);
        return await continuation(new Reader<TRequest>(requestStream, words), context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        MarkRead(context);
        return continuation(new Reader<TRequest>(requestStream, words), responseStream, context);
    }

    /// <summary>Looks at what a call ended with whose request no interceptor saw.</summary>
    public static async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);

        // A call that ends without a message has its status among the headers, which have not left yet.
        var headers = http.Response.Headers;
        if (http.Items.ContainsKey(Read) || http.Response.HasStarted
            || headers.ContainsKey(RichStatus.Trailer) || WhyOf(headers[StatusHeader].ToString()) is not { } why)
        {
            return;
        }

        var refused = http.RequestServices.GetRequiredService<Func<UnreadMessage, RpcException>>()(why);
        headers[StatusHeader] = refused.StatusCode.ToString("d");
        headers["grpc-message"] = refused.Status.Detail;
        if (refused.Trailers.GetValueBytes(RichStatus.Trailer) is { } details)
        {
            headers[RichStatus.Trailer] = Convert.ToBase64String(details).TrimEnd('=');
        }
    }

    /// <summary>The request was read, or is a stream: whatever the call ends with is said already.</summary>
    private static void MarkRead(ServerCallContext context) => context.GetHttpContext().Items[Read] = true;

    private static UnreadMessage? WhyOf(string status) => status switch
    {
        "2" => UnreadMessage.Unreadable, // UNKNOWN
        "8" => UnreadMessage.TooLarge, // RESOURCE_EXHAUSTED
        _ => null,
    };

    /// <summary>Tells a message that could not be taken from all else that can go wrong in a handler.</summary>
    private sealed class Reader<T>(IAsyncStreamReader<T> stream, Func<UnreadMessage, RpcException> words)
        : IAsyncStreamReader<T>
    {
        public T Current => stream.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                return await stream.MoveNext(cancellationToken);
            }
            catch (InvalidProtocolBufferException)
            {
                throw words(UnreadMessage.Unreadable);
            }
            catch (RpcException damaged) when (damaged.Status.Detail == CheckedInflateStream.Damaged)
            {
                throw words(UnreadMessage.Unreadable);
            }
            catch (RpcException limit) when (limit.StatusCode == StatusCode.ResourceExhausted)
            {
                throw words(UnreadMessage.TooLarge);
            }
        }
    }
}

/// <summary>Wires <see cref="UnreadMessages"/>.</summary>
public static class UnreadMessagesSetup
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>Before other interceptors, which then see the words given here.</summary>
        public void AddUnreadMessages(Func<UnreadMessage, RpcException> words)
        {
            builder.Services.AddSingleton(words);
            builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<UnreadMessages>());
        }
    }
}
