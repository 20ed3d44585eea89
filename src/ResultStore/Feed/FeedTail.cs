using Microsoft.Extensions.Options;
using ResultStore.Catalogue;
using ResultStore.Log;
using ResultStore.Storage;

namespace ResultStore.Feed;

/// <summary>
/// The newest events, read from the database once for all who watch this server. Whoever is further behind reads the
/// database for himself; nobody's slowness keeps anything in memory for longer.
/// </summary>
internal sealed class FeedTail(
    FeedTable feed,
    FeedHeadTable heads,
    Sequencer sequencer,
    EventTerms terms,
    TimeProvider clock,
    IOptions<FeedOptions> options,
    ILogger<FeedTail> logger) : BackgroundService
{
    private const int PageEvents = 1_024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly FeedEntry[] _ring = new FeedEntry[options.Value.RingEvents];
    private readonly PresentTime _present = new();
    private long _first = 1; // the oldest number in the ring
    private volatile FeedPoint? _point;
    private volatile TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How far this server knows the feed; null until it has looked once.</summary>
    public FeedPoint? Point => _point;

    /// <summary>Ends when the feed has grown beyond <see cref="Point"/> as the caller saw it.</summary>
    /// <param name="seen">The last number of that point.</param>
    /// <param name="atMost">Longest to wait.</param>
    /// <param name="ct">Ends the waiting.</param>
    public async Task WaitAsync(long seen, TimeSpan atMost, CancellationToken ct)
    {
        var moved = _moved.Task;
        if (_point is { } point && point.LastNumber > seen)
        {
            return;
        }

        try
        {
            await moved.WaitAsync(atMost, clock, ct);
        }
        catch (TimeoutException)
        {
            // Nothing happened; the caller sends a heartbeat.
        }
    }

    /// <summary>Consecutive events from a number on; empty where the feed does not reach it yet.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async ValueTask<IReadOnlyList<FeedEntry>> ReadAsync(long from, int most, CancellationToken ct)
    {
        lock (_gate)
        {
            if (_point is { } point && from >= _first)
            {
                var entries = new FeedEntry[(int)Math.Clamp(point.LastNumber - from + 1, 0, most)];
                for (var index = 0; index < entries.Length; index++)
                {
                    entries[index] = _ring[(from + index) % _ring.Length];
                }

                return entries;
            }
        }

        return [.. (await feed.ListAsync(from, most, ct)).Select(row => FeedEntry.Of(row, terms))];
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
                await sequencer.Numbered.WaitAsync(TimeSpan.FromMilliseconds(options.Value.PollMs), stoppingToken);
            }
            catch (StorageUnavailableException)
            {
                logger.FeedUnavailable();
                await Task.Delay(Patience, clock, stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                logger.FeedFailed(fault);
                await Task.Delay(Patience, clock, stoppingToken);
            }
        }
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        // 1. How far the feed is, and since when nothing waited for its number.
        var now = clock.GetUtcNow();
        var head = await heads.ReadAsync(ct);
        var asOf = _present.Saw(head.Beat, now);
        if (_point is null)
        {
            (_first, _point) = (head.LastNumber + 1, new FeedPoint(head.LastNumber, asOf));
        }
        else if (head.LastNumber < _point.LastNumber)
        {
            // An older backup was restored under this server's feet: what is in memory is of another history.
            logger.FeedShrank(_point.LastNumber, head.LastNumber);
            lock (_gate)
            {
                (_first, _point) = (head.LastNumber + 1, new FeedPoint(head.LastNumber, DateTimeOffset.MinValue));
            }
        }

        // 2. What is new, in pages; watchers get each page at once.
        while (_point.LastNumber < head.LastNumber)
        {
            var rows = await feed.ListAsync(_point.LastNumber + 1, PageEvents, ct);
            if (rows.Count == 0)
            {
                return; // not all of it has come to light yet
            }

            Append(
                [.. rows.Select(row => FeedEntry.Of(row, terms))],
                rows[^1].Number >= head.LastNumber ? asOf : _point.AsOf);
        }

        _point = _point with { AsOf = asOf };
    }

    private void Append(FeedEntry[] entries, DateTimeOffset asOf)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                _ring[entry.Number % _ring.Length] = entry;
            }

            var last = entries[^1].Number;
            _first = Math.Max(_first, last - _ring.Length + 1);
            _point = new FeedPoint(last, asOf);
        }

        var moved = _moved;
        _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        moved.SetResult();
    }
}

/// <param name="LastNumber">The last event this server knows.</param>
/// <param name="AsOf">Everything acknowledged before this instant is among the events up to there.</param>
internal sealed record FeedPoint(long LastNumber, DateTimeOffset AsOf);
