using Microsoft.Extensions.Options;
using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Feed;

/// <summary>
/// Sends one watcher the feed. The next page is read only when the last one was taken, from memory near the feed's end
/// and from the database before it: a slow reader costs one page, however far behind it is.
/// </summary>
internal sealed class WatchFeed(
    FeedTail tail,
    FeedHeadTable heads,
    WatchPlaces places,
    TimeProvider clock,
    IOptions<FeedOptions> options,
    ILogger<WatchFeed> logger)
{
    private const int PageEvents = 500;

    /// <summary>How often it is looked whether the system may still watch.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the caller hangs up, or one of the refusals.</summary>
    /// <param name="caller">Who watches.</param>
    /// <param name="request">What, from where.</param>
    /// <param name="again">Who it is now; null where it may no longer watch.</param>
    /// <param name="write">Sends a message; ends when the connection has taken it.</param>
    /// <param name="stopping">The server takes no further calls.</param>
    /// <param name="ct">The caller hung up.</param>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<FeedOutcome> RunAsync(
        Caller caller,
        WatchRequest request,
        Func<ValueTask<Caller?>> again,
        Func<WatchResponse, Task> write,
        CancellationToken stopping,
        CancellationToken ct)
    {
        // 1. What is asked, and whether there is room for it.
        var faults = new List<FieldFault>();
        var view = FeedView.Of(request.Filter ?? new FeedFilter(), options.Value.FilterValues, faults);
        CheckHeartbeat(request, faults);
        if (faults.Count > 0)
        {
            return new FeedOutcome.FieldsInvalid(faults);
        }

        using var place = places.TryTake(caller.Id);
        if (place is null)
        {
            return new FeedOutcome.TooManyWatches();
        }

        // 2. From where: a number that another server told may be news to this one, so the database is asked.
        var last = (await heads.ReadAsync(ct)).LastNumber;
        if (request.FromNumber > last + 1)
        {
            return new FeedOutcome.NumberAhead();
        }

        var through = request.FromNumber == 0 ? last : request.FromNumber - 1;
        logger.WatchBegan(caller.Id, through + 1);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stopping, ct);
        var stream = new Stream(view, caller, through, HeartbeatOf(request));
        try
        {
            // 3. A first message at once, so that the caller knows where it stands; then whatever comes.
            await write(Heartbeat(stream));
            return await FollowAsync(stream, again, write, ends.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new FeedOutcome.ServerStops();
        }
        finally
        {
            logger.WatchEnded(caller.Id, stream.Through);
        }
    }

    private async Task<FeedOutcome> FollowAsync(
        Stream stream, Func<ValueTask<Caller?>> again, Func<WatchResponse, Task> write, CancellationToken ct)
    {
        var (sentAt, checkedAt) = (clock.GetTimestamp(), clock.GetTimestamp());
        while (true)
        {
            if (clock.GetElapsedTime(checkedAt) >= Recheck)
            {
                if (await again() is not { } caller)
                {
                    return new FeedOutcome.CallerGone();
                }

                (stream.Caller, checkedAt) = (caller, clock.GetTimestamp());
                if (tail.Point?.LastNumber < stream.Through && (await heads.ReadAsync(ct)).LastNumber < stream.Through)
                {
                    return new FeedOutcome.NumberAhead(); // the feed itself has become shorter
                }
            }

            var response = await NextAsync(stream, ct);
            if (response is null && clock.GetElapsedTime(sentAt) >= stream.Heartbeat)
            {
                response = Heartbeat(stream);
            }

            if (response is not null)
            {
                await write(response);
                sentAt = clock.GetTimestamp();
            }
            else if (tail.Point is not { } point || point.LastNumber <= stream.Through)
            {
                var rest = stream.Heartbeat - clock.GetElapsedTime(sentAt);
                await tail.WaitAsync(stream.Through, Shorter(rest, Recheck), ct);
            }
        }
    }

    /// <summary>The next page's events; null where the caller is told none of them, or there are none.</summary>
    private async ValueTask<WatchResponse?> NextAsync(Stream stream, CancellationToken ct)
    {
        var point = tail.Point;
        var page = await tail.ReadAsync(stream.Through + 1, PageEvents, ct);
        if (page.Count == 0)
        {
            return null;
        }

        var response = new WatchResponse();
        foreach (var entry in page)
        {
            if (stream.View.Show(stream.Caller, entry) is { } told)
            {
                response.Events.Add(told);
            }
        }

        stream.Through = page[^1].Number;
        return response.Events.Count == 0 ? null : Stamp(response, stream, point);
    }

    private WatchResponse Heartbeat(Stream stream) => Stamp(new WatchResponse(), stream, tail.Point);

    /// <param name="response">The message.</param>
    /// <param name="stream">Where it stands.</param>
    /// <param name="point">What was known of the feed before the message's events were read.</param>
    private static WatchResponse Stamp(WatchResponse response, Stream stream, FeedPoint? point)
    {
        response.ThroughNumber = stream.Through;
        response.LastNumber = Math.Max(point?.LastNumber ?? 0, stream.Through);
        response.AsOfUnixMs = point is not null && stream.Through >= point.LastNumber
            ? Math.Max(0, point.AsOf.ToUnixTimeMilliseconds())
            : 0;
        return response;
    }

    private TimeSpan HeartbeatOf(WatchRequest request) => TimeSpan.FromMilliseconds(
        request.HeartbeatMs == 0 ? options.Value.HeartbeatMs : request.HeartbeatMs);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) =>
        one <= TimeSpan.Zero ? TimeSpan.Zero : one < other ? one : other;

    private static void CheckHeartbeat(WatchRequest request, List<FieldFault> faults)
    {
        if (request.HeartbeatMs is not 0 and (< 500 or > 60_000))
        {
            faults.Add(new FieldFault
            {
                Path = "heartbeat_ms",
                Reason = FieldReason.Malformed,
                SentenceVi = "Từ 500 đến 60.000 mili giây.",
                SentenceEn = "From 500 to 60,000 milliseconds.",
            });
        }

        if (request.FromNumber < 0)
        {
            faults.Add(NumberFault());
        }
    }

    internal static FieldFault NumberFault() => new()
    {
        Path = "from_number",
        Reason = FieldReason.Malformed,
        SentenceVi = "Số sự kiện không thể âm.",
        SentenceEn = "Event numbers are not negative.",
    };

    private sealed class Stream(FeedView view, Caller caller, long through, TimeSpan heartbeat)
    {
        public FeedView View => view;

        public TimeSpan Heartbeat => heartbeat;

        public Caller Caller { get; set; } = caller;

        /// <summary>Everything up to here was sent, or is not for the caller.</summary>
        public long Through { get; set; } = through;
    }
}
