using Google.Protobuf;
using Grpc.Core;
using Grpc.Sending;
using ResultStore.Grpc.Tests.V1;

namespace ResultStore.Grpc.Tests;

/// <summary>Callers that send much, to servers that have heard enough.</summary>
public sealed class SendingTests
{
    private static readonly InputRequest Message = new();

    [Fact]
    public async Task A_write_that_never_ends_is_left_as_soon_as_the_answer_is_there()
    {
        var (stream, answer) = (new Stream(), new TaskCompletionSource());
        using var sender = new RequestSender<InputRequest>(stream, answer.Task, CancellationToken.None);
        var sending = sender.TrySendAsync(Message);
        Assert.False(sending.IsCompleted);

        answer.SetResult();

        Assert.False(await sending);
        Assert.True(stream.LastWriteWasCancelled);
        Assert.False(await sender.TrySendAsync(Message));
        await sender.CompleteAsync();
        Assert.Equal((1, false), (stream.Writes, stream.Completed));
    }

    [Fact]
    public async Task What_is_written_is_followed_by_the_next_and_the_end()
    {
        var (stream, answer) = (new Stream(), new TaskCompletionSource());
        using var sender = new RequestSender<InputRequest>(stream, answer.Task, CancellationToken.None);
        for (var i = 1; i <= 3; i++)
        {
            var sending = sender.TrySendAsync(Message);
            Assert.Equal(i, stream.Writes);
            stream.Write.SetResult();
            Assert.True(await sending);
        }

        await sender.CompleteAsync();
        Assert.True(stream.Completed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_that_failed_is_the_last_and_its_call_is_lost_if_no_answer_follows(bool answered)
    {
        var (stream, answer) = (new Stream(), new TaskCompletionSource());
        using var sender = new RequestSender<InputRequest>(
            stream, answer.Task, CancellationToken.None, answered ? null : TimeSpan.FromMilliseconds(1));
        var sending = sender.TrySendAsync(Message);

        stream.Write.SetException(new RpcException(new Status(StatusCode.Cancelled, "")));

        Assert.False(await sending);
        Assert.False(await sender.TrySendAsync(Message));
        var completing = sender.CompleteAsync();
        if (answered)
        {
            Assert.False(completing.IsCompleted);
            answer.SetResult();
            await completing;
        }
        else
        {
            var lost = await Assert.ThrowsAsync<RpcException>(() => completing);
            Assert.Equal(StatusCode.Unavailable, lost.StatusCode);
        }

        Assert.Equal((1, false, false), (stream.Writes, stream.Completed, stream.LastWriteWasCancelled));
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_kept_by_no_write()
    {
        using var patience = new CancellationTokenSource();
        var (stream, answer) = (new Stream(), new TaskCompletionSource());
        using var sender = new RequestSender<InputRequest>(stream, answer.Task, patience.Token);
        var sending = sender.TrySendAsync(Message);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(1, stream.Writes);
    }

    /// <summary>The refusal comes while most of the message waits for room in the stream's window. Once in some
    /// thousand calls the connection is lost by it: then it is heard at the next try, which the caller may make.
    /// </summary>
    [Fact]
    public async Task A_server_that_refuses_what_is_being_sent_is_always_heard()
    {
        await using var server = await TestServer.StartAsync(options => options.MaxReceiveMessageBytes = 1 << 20);
        using var channel = server.NewChannel();
        var client = new Interop.InteropClient(channel);
        for (var i = 0; i < 40; i++)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => SendTooMuchAsync(client));
            if (refused.StatusCode == StatusCode.Unavailable)
            {
                refused = await Assert.ThrowsAsync<RpcException>(() => SendTooMuchAsync(client));
            }

            Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        }
    }

    private static async Task SendTooMuchAsync(Interop.InteropClient client)
    {
        using var call = client.InputCall(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));
        using var sender = new RequestSender<InputRequest>(
            call.RequestStream, call.ResponseAsync, CancellationToken.None);
        var large = new InputRequest { Payload = ByteString.CopyFrom(new byte[2 << 20]) };
        while (await sender.TrySendAsync(large))
        {
        }

        await sender.CompleteAsync();
        await call.ResponseAsync;
    }

    /// <summary>Each write ends when the test says so, or when it is cancelled.</summary>
    private sealed class Stream : IClientStreamWriter<InputRequest>
    {
        public TaskCompletionSource Write { get; private set; } = new();

        public int Writes { get; private set; }

        public bool Completed { get; private set; }

        public bool LastWriteWasCancelled => Write.Task.IsCanceled;

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(InputRequest message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(InputRequest message, CancellationToken cancellationToken)
        {
            Assert.True(Writes == 0 || Write.Task.IsCompleted, "One write at a time.");
            var write = Write = new TaskCompletionSource();
            cancellationToken.Register(() => write.TrySetCanceled(cancellationToken));
            Writes++;
            return write.Task;
        }

        public Task CompleteAsync()
        {
            Completed = true;
            return Task.CompletedTask;
        }
    }
}
