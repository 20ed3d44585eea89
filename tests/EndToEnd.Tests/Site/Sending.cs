using Grpc.Core;
using Grpc.Sending;

namespace EndToEnd.Tests.Site;

/// <summary>Sends a call's messages for as long as the server wants any, as <c>tthc</c> does: to await the writing
/// alone may be to wait for ever.</summary>
internal static class Sending
{
    /// <exception cref="RpcException">It was refused, perhaps before everything was sent.</exception>
    public static async Task<TResponse> AnswerAsync<TRequest, TResponse>(
        this AsyncClientStreamingCall<TRequest, TResponse> call, params IEnumerable<TRequest> messages)
    {
        await SendAsync(call.RequestStream, call.ResponseAsync, messages);
        return await call.ResponseAsync;
    }

    /// <inheritdoc cref="AnswerAsync"/>
    public static async Task<List<TResponse>> AnswersAsync<TRequest, TResponse>(
        this AsyncDuplexStreamingCall<TRequest, TResponse> call, params IEnumerable<TRequest> messages)
    {
        var reading = ReadAsync(call.ResponseStream);
        await SendAsync(call.RequestStream, reading, messages);
        return await reading;
    }

    private static async Task SendAsync<TRequest>(
        IClientStreamWriter<TRequest> stream, Task answer, IEnumerable<TRequest> messages)
    {
        using var sender = new RequestSender<TRequest>(stream, answer, CancellationToken.None);
        foreach (var message in messages)
        {
            if (!await sender.TrySendAsync(message))
            {
                break;
            }
        }

        await sender.CompleteAsync();
    }

    private static async Task<List<TResponse>> ReadAsync<TResponse>(IAsyncStreamReader<TResponse> stream)
    {
        var answers = new List<TResponse>();
        while (await stream.MoveNext(CancellationToken.None))
        {
            answers.Add(stream.Current);
        }

        return answers;
    }
}
