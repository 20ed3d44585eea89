using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Feed;

/// <summary>One stream of the feed, read message by message; what came is kept.</summary>
internal sealed class Watcher : IDisposable
{
    private readonly AsyncServerStreamingCall<WatchResponse> _call;

    public Watcher(ResultFeed.ResultFeedClient feed, Metadata headers, long from, FeedFilter? filter = null) =>
        _call = feed.Watch(
            new WatchRequest { FromNumber = from, Filter = filter, HeartbeatMs = 500 },
            headers,
            TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(90));

    public List<FeedEvent> Events { get; } = [];

    public List<WatchResponse> Messages { get; } = [];

    /// <summary>Everything up to here was told.</summary>
    public long Through => Messages.Count == 0 ? -1 : Messages[^1].ThroughNumber;

    public async Task NextAsync()
    {
        Assert.True(await _call.ResponseStream.MoveNext(CancellationToken.None), "the stream ended");
        var message = _call.ResponseStream.Current;
        Assert.True(message.ThroughNumber >= Through, "the stream went back");
        Messages.Add(message);
        Events.AddRange(message.Events);
    }

    /// <summary>Reads until something was seen; the call's deadline bounds it.</summary>
    public async Task UntilAsync(Func<bool> isSeen)
    {
        while (!isSeen())
        {
            await NextAsync();
        }
    }

    public void Dispose() => _call.Dispose();
}
