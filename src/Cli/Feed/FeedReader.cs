using Cli.Store;
using Cli.Terminal;
using Grpc.Core;
using ResultStore.V1;

namespace Cli.Feed;

/// <summary>Reads the feed by pages or as a stream, and tells each event once.</summary>
/// <param name="connection">To the store.</param>
/// <param name="filter">Which events.</param>
/// <param name="position">Where it is kept how far was read.</param>
/// <param name="most">Ends after so many events; 0: never.</param>
/// <param name="screen">Where to.</param>
/// <param name="clock">For waiting.</param>
internal sealed class FeedReader(
    Connection connection, FeedFilter filter, FeedPosition position, long most, Screen screen, TimeProvider clock)
{
    private const int HeartbeatMs = 5_000;
    private const int PageSize = 500;
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(3 * HeartbeatMs);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ResultFeed.ResultFeedClient _feed = new(connection.Channel);
    private long _told;

    private bool IsEnough => most > 0 && _told >= most;

    /// <summary>What there is from a number on.</summary>
    public async Task ReadAsync(long from, CancellationToken ct)
    {
        var through = from - 1;
        long last;
        do
        {
            var page = await _feed.ListEventsAsync(
                new ListEventsRequest { FromNumber = through + 1, Filter = filter, PageSize = SizeOfPage() },
                connection.Options(ct));
            (through, last) = (page.ThroughNumber, page.LastNumber);
            Tell(page.Events, through);
        }
        while (!IsEnough && through < last);

        if (_told == 0)
        {
            screen.Line("Không có sự kiện nào.", "Nothing happened.");
        }
    }

    /// <summary>What happens, until it is enough or <paramref name="ct"/> ends it.</summary>
    /// <param name="from">The first event; 0: from now on.</param>
    /// <param name="ct">Ends it.</param>
    public async Task FollowAsync(long from, CancellationToken ct)
    {
        var next = from;
        while (!IsEnough)
        {
            try
            {
                await WatchAsync(next, through => next = through + 1, ct);
                return;
            }
            catch (RpcException broken) when (!ct.IsCancellationRequested && next > 0 && IsPassing(broken))
            {
                screen.Error(
                    $"Mất kết nối ({broken.StatusCode}); nối lại từ sự kiện {next}.",
                    $"The stream broke ({broken.StatusCode}); going on from event {next}.");
                await Task.Delay(Pause, clock, ct);
            }
        }
    }

    /// <summary>One stream, until it is enough.</summary>
    private async Task WatchAsync(long from, Action<long> heard, CancellationToken ct)
    {
        // Heartbeats come in between: a longer silence is a dead connection that nobody has said goodbye to.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var call = _feed.Watch(
            new WatchRequest { FromNumber = from, Filter = filter, HeartbeatMs = HeartbeatMs },
            connection.Endless(patience.Token));
        while (!IsEnough)
        {
            patience.CancelAfter(Silence);
            if (!await MoveAsync(call.ResponseStream, ct))
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "ended"));
            }

            var message = call.ResponseStream.Current;
            heard(Tell(message.Events, message.ThroughNumber));
        }
    }

    private static async Task<bool> MoveAsync(IAsyncStreamReader<WatchResponse> stream, CancellationToken ct)
    {
        try
        {
            return await stream.MoveNext(CancellationToken.None);
        }
        catch (RpcException silent) when (silent.StatusCode == StatusCode.Cancelled && !ct.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "silent"));
        }
    }

    /// <summary>Whether the same call may succeed in a moment.</summary>
    private static bool IsPassing(RpcException broken) =>
        RefusalReading.Of(broken).ExitCode == ExitCode.Unavailable;

    /// <returns>How far was told.</returns>
    private long Tell(IEnumerable<FeedEvent> events, long through)
    {
        foreach (var happened in events)
        {
            screen.Record(Messages.ToJson(happened));
            FeedLine.Tell(happened, screen);
            _told++;
            if (IsEnough)
            {
                through = happened.Number;
                break;
            }
        }

        position.Keep(through);
        return through;
    }

    private int SizeOfPage() => most > 0 ? (int)Math.Min(PageSize, most - _told) : PageSize;
}
