using System.Threading.Channels;
using Grpc.Core;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>The feed of the store that stands in: one reader, who gets what a test tells.</summary>
internal sealed class FakeFeed : ResultFeed.ResultFeedBase
{
    private readonly Channel<WatchResponse> _told = Channel.CreateUnbounded<WatchResponse>();
    private long _last;

    /// <summary>From where each stream began.</summary>
    public List<long> Begun { get; } = [];

    /// <summary>Set when the reader has had everything that was told.</summary>
    public TaskCompletionSource AllSent { get; private set; } = new();

    public void Tell(string code, ResultStatus status, string successor = "")
    {
        AllSent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var number = ++_last;
        _told.Writer.TryWrite(new WatchResponse
        {
            ThroughNumber = number,
            AsOfUnixMs = now,
            Events =
            {
                new FeedEvent
                {
                    Number = number,
                    Code = code,
                    Status = status,
                    SuccessorCode = successor,
                    NumberedAtUnixMs = now,
                    AgencyCode = "H17.15",
                },
            },
        });
    }

    public override async Task Watch(
        WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
    {
        lock (Begun)
        {
            Begun.Add(request.FromNumber);
        }

        await foreach (var message in _told.Reader.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(message, context.CancellationToken);
            if (_told.Reader.Count == 0)
            {
                AllSent.TrySetResult();
            }
        }
    }
}
