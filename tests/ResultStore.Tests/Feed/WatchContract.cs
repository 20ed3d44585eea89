using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Feed;
using ResultStore.Log;
using ResultStore.Storage;
using ResultStore.Tests.Reuse;
using ResultStore.Tests.Storage;
using ResultStore.V1;
using AlertKind = ResultStore.Storage.AlertKind;

namespace ResultStore.Tests.Feed;

/// <summary>What a watcher may count on, on either engine, whatever its speed and however often it breaks off.
/// </summary>
#pragma warning disable CA1001 // disposed of in DisposeAsync, which the test runner calls
public abstract class WatchContract(Func<Task<object>> newStore) : IAsyncLifetime
#pragma warning restore CA1001
{
    private const int Ring = 1_024;

    private static readonly Caller Administrator = new("administrator", [ClientRole.Administrator], ["*"], 0, false);

    private TestStore _store = null!;
    private Sequencer _sequencer = null!;
    private FeedTail _tail = null!;

    public async Task InitializeAsync()
    {
        _store = (TestStore)await newStore();
        var heads = new FeedHeadTable(_store.Database);
        var papers = new ReuseStore(_store);
        await papers.Catalogue.RefreshAsync(default);
        var terms = new EventTerms(papers.Terms);
        _sequencer = new Sequencer(
            new EventNumbering(_store.Database, TimeProvider.System), heads, _store.Database, terms,
            TimeProvider.System,
            Options.Create(new LogOptions { PollMs = 20, GatherMs = 5, BeatMs = 50 }), NullLogger<Sequencer>.Instance);
        _tail = new FeedTail(
            new FeedTable(_store.Database), heads, _sequencer, terms, TimeProvider.System,
            Options.Create(new FeedOptions { PollMs = 10, RingEvents = Ring }), NullLogger<FeedTail>.Instance);
        await _sequencer.StartAsync(default);
        await _tail.StartAsync(default);
    }

    public async Task DisposeAsync()
    {
        await _tail.StopAsync(default);
        await _sequencer.StopAsync(default);
        _tail.Dispose();
        _sequencer.Dispose();
        await _store.DisposeAsync();
    }

    [EngineFact]
    public async Task A_slow_reader_misses_nothing_and_is_never_read_ahead_for()
    {
        const int Events = 3 * Ring;
        var taken = new SemaphoreSlim(1); // the first message passes; then the reader sleeps
        var (got, offered) = (new List<long>(), 0);
        using var hangUp = new CancellationTokenSource();
        var watching = WatchAsync(1, async message =>
        {
            Interlocked.Increment(ref offered);
            await taken.WaitAsync(hangUp.Token);
            got.AddRange(message.Events.Select(happened => happened.Number));
        }, hangUp.Token);

        await AppendAsync(Events);
        await UntilAsync(() => _tail.Point?.LastNumber == Events);
        Assert.InRange(Volatile.Read(ref offered), 1, 2);
        Assert.Empty(got);

        taken.Release(int.MaxValue / 2);
        await UntilAsync(() => Volatile.Read(ref offered) > 0 && Count(got) == Events);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        Assert.Equal(Enumerable.Range(1, Events).Select(n => (long)n), got);
    }

    [EngineFact]
    public async Task Readers_that_break_off_at_any_point_get_each_event_once_in_order()
    {
        const int Events = 600;
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var appending = Task.Run(async () =>
        {
            for (var count = 0; count < Events; count += 20)
            {
                await AppendAsync(20);
            }
        });
        var readers = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            var (got, through) = (new List<long>(), 0L);
            while (through < Events)
            {
                using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
                var left = RandomNumberGenerator.GetInt32(1, 6);
                try
                {
                    await WatchAsync(through + 1, async message =>
                    {
                        if (--left == 0)
                        {
                            await hangUp.CancelAsync(); // this message is lost on the way
                            hangUp.Token.ThrowIfCancellationRequested();
                        }

                        got.AddRange(message.Events.Select(happened => happened.Number));
                        through = message.ThroughNumber;
                        if (through >= Events)
                        {
                            await hangUp.CancelAsync();
                        }
                    }, hangUp.Token);
                }
                catch (OperationCanceledException)
                {
                    Assert.False(over.IsCancellationRequested, "not all came in time");
                }
            }

            return got;
        }));
        await appending;

        Assert.All(readers, got => Assert.Equal(Enumerable.Range(1, Events).Select(n => (long)n), got));
    }

    [EngineFact]
    public async Task The_present_is_told_and_never_before_what_happened_in_it()
    {
        using var hangUp = new CancellationTokenSource();
        var messages = new List<WatchResponse>();
        var watching = WatchAsync(1, message =>
        {
            lock (messages)
            {
                messages.Add(message);
            }

            return Task.CompletedTask;
        }, hangUp.Token, heartbeatMs: 500);
        await UntilAsync(() => Last(messages)?.AsOfUnixMs > 0);

        for (var count = 1; count <= 20; count++)
        {
            await AppendAsync(1);
            var acknowledged = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            await Task.Delay(RandomNumberGenerator.GetInt32(30));
            lock (messages)
            {
                // Whoever claims to know the time after the acknowledgement has told the event.
                Assert.All(
                    messages.Where(message => message.AsOfUnixMs > acknowledged),
                    message => Assert.True(message.ThroughNumber >= count));
            }
        }

        var end = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await UntilAsync(() => Last(messages)?.AsOfUnixMs > end);
        Assert.Equal(20, Last(messages)!.ThroughNumber);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    [EngineFact]
    public async Task Alerts_are_an_administrators_alone_and_skipped_for_everyone_else()
    {
        await new AlertTable(_store.Database).AddAsync(new AlertRow(
            ResultId.New(TimeProvider.System), Samples.Now, AlertKind.ManyHolders, "agency", "", 1_000,
            TimeSpan.FromMinutes(1)));
        await UntilAsync(() => _tail.Point?.LastNumber == 1);

        var told = Assert.Single((await ListAsync(Administrator)).Events);
        var leader = await ListAsync(new Caller("leader", [ClientRole.Leader], ["*"], 0, false));

        Assert.Equal(
            (FeedEventKind.Alert, V1.AlertKind.ManyHolders, "agency", 1_000),
            (told.Kind, told.Alert.Kind, told.Alert.ClientId, told.Alert.Seen));
        Assert.Equal((0, 1L), (leader.Events.Count, leader.ThroughNumber));
    }

    [EngineFact]
    public void A_system_may_watch_only_so_many_streams_at_once()
    {
        var places = new WatchPlaces(Options.Create(new FeedOptions { WatchesPerClient = 2, Watches = 3 }));
        using var first = places.TryTake("one");
        using (places.TryTake("one"))
        {
            Assert.Null(places.TryTake("one"));
            using var other = places.TryTake("two");
            Assert.NotNull(other);
            Assert.Null(places.TryTake("three"));
        }

        using var again = places.TryTake("one");
        Assert.NotNull(again);
    }

    private static WatchResponse? Last(List<WatchResponse> messages)
    {
        lock (messages)
        {
            return messages.LastOrDefault();
        }
    }

    private static int Count(List<long> got) => got.Count;

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            var waited = TimeProvider.System.GetElapsedTime(started);
            Assert.True(waited < TimeSpan.FromSeconds(60), "it did not come about");
            await Task.Delay(10);
        }
    }

    private Task<ResultId[]> AppendAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ =>
        Samples.AppendAsync(_store.Database)));

    private Task<FeedOutcome> WatchAsync(
        long from, Func<WatchResponse, Task> write, CancellationToken ct, int heartbeatMs = 0)
    {
        var feed = Options.Create(new FeedOptions());
        var slice = new WatchFeed(
            _tail, new FeedHeadTable(_store.Database), new WatchPlaces(feed), TimeProvider.System, feed,
            NullLogger<WatchFeed>.Instance);
        return slice.RunAsync(
            Administrator, new WatchRequest { FromNumber = from, HeartbeatMs = heartbeatMs },
            () => ValueTask.FromResult<Caller?>(Administrator), write, CancellationToken.None, ct);
    }

    private async Task<ListEventsResponse> ListAsync(Caller caller)
    {
        var slice = new ListEvents(_tail, new FeedHeadTable(_store.Database), Options.Create(new FeedOptions()));
        return Assert.IsType<FeedOutcome.Answered<ListEventsResponse>>(
            await slice.RunAsync(caller, new ListEventsRequest(), CancellationToken.None)).Response;
    }
}

public sealed class SqliteWatchTests() : WatchContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresWatchTests() : WatchContract(async () => await TestStore.OnPostgresAsync());
