using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ResultStore.Catalogue;
using ResultStore.Log;
using ResultStore.Storage;
using ResultStore.Tests.Reuse;
using ResultStore.Tests.Storage;

namespace ResultStore.Tests.Log;

/// <summary>What must hold of the numbers whoever gives them, on either engine.</summary>
public abstract class SequencerContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = (TestStore)await newStore();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    /// <summary>Three writers, some of whose commits come late; two sequencers that take the place from each other at
    /// random, pause in the middle and go on with a term that is over.</summary>
    [EngineFact]
    public async Task Numbers_have_no_gap_and_no_event_two_of_them_while_sequencers_fight()
    {
        const int PerWriter = 150;
        await using var other = _store.OpenAnother();
        using var written = new CancellationTokenSource();
        var ids = new ConcurrentBag<ResultId>();
        var rivals = Task.WhenAll(
            RivalAsync(_store.Database, "one", written.Token), RivalAsync(other, "two", written.Token));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async writer =>
        {
            for (var count = 0; count < PerWriter; count++)
            {
                ids.Add(await AppendAsync(writer == 2 ? other : _store.Database, count % 10 == 0));
                await HarmAsync(count);
            }
        }));
        await written.CancelAsync();
        await rivals;

        await DrainAsync();
        var rows = await AllAsync();
        Assert.Equal(Enumerable.Range(1, ids.Count).Select(n => (long)n), rows.Select(row => row.Number));
        Assert.Equal(ids.Select(id => id.Value).Order(), rows.Select(row => row.EventId.Value).Order());
        foreach (var row in rows)
        {
            Assert.Equal(row.Number, await NumberInEventAsync(row));
        }
    }

    [EngineFact]
    public async Task Another_server_takes_over_when_the_first_ones_database_is_gone()
    {
        var first = _store.OpenAnother();
        using var dying = SequencerOn(first);
        await dying.StartAsync(default);
        await AppendAsync(first, late: false);
        await UntilAsync(async () => (await AllAsync()).Count == 1);
        using var next = SequencerOn(_store.Database);
        await next.StartAsync(default);

        // Its connections break and never come back; nothing is given back.
        await first.DisposeAsync();
        await AppendAsync(_store.Database, late: false);

        await UntilAsync(async () => (await AllAsync()).Count == 2);
        Assert.True(next.Term > dying.Term);
        await next.StopAsync(default);
        Assert.Equal("", (await new FeedHeadTable(_store.Database).ReadAsync(default)).Holder);
    }

    [EngineFact]
    public async Task An_event_of_this_server_has_its_number_at_once()
    {
        using var sequencer = SequencerOn(_store.Database, new LogOptions { PollMs = 10_000, BeatMs = 1_000 });
        await sequencer.StartAsync(default);
        await UntilAsync(() => Task.FromResult(sequencer.Term > 0));

        for (var count = 1; count <= 5; count++)
        {
            await AppendAsync(_store.Database, late: false);
            await UntilAsync(async () => (await AllAsync()).Count == count);
        }

        await sequencer.StopAsync(default);
    }

    /// <summary>Something that befalls the servers, between two writes.</summary>
    private protected virtual Task HarmAsync(int turn) => Task.CompletedTask;

    private protected string Connection => _store.Options.Database;

    private static Sequencer SequencerOn(Database database, LogOptions? options = null) => new(
        new EventNumbering(database, TimeProvider.System),
        new FeedHeadTable(database),
        database,
        new EventTerms(new ReuseStore(database, database).Terms), // with no catalogue read: events do not wait for it
        TimeProvider.System,
        Options.Create(options ?? new LogOptions { BeatMs = 50, LeaseMs = 500, PollMs = 20 }),
        NullLogger<Sequencer>.Instance);

    private static async Task RivalAsync(Database database, string name, CancellationToken end)
    {
        var (place, numbering) = (new FeedHeadTable(database), new EventNumbering(database, TimeProvider.System));
        long? term = null;
        while (!end.IsCancellationRequested)
        {
            try
            {
                if (term is null || RandomNumberGenerator.GetInt32(8) == 0)
                {
                    // Mostly while the other one is at work: the term it has must be worth nothing then.
                    term = await place.TakeAsync(await place.ReadAsync(end), name) ?? term;
                }

                await Task.Delay(RandomNumberGenerator.GetInt32(4), end);
                var most = RandomNumberGenerator.GetInt32(1, 21);
                if (term is { } mine && await numbering.RunAsync(mine, 0, most) is null
                    && RandomNumberGenerator.GetInt32(2) == 0)
                {
                    term = null; // at times it does not understand that it has lost, and tries again
                }
            }
            catch (Exception broken) when (broken is StorageUnavailableException or OperationCanceledException)
            {
                // Its connection was cut; the next try has another.
            }
        }
    }

    private static async Task<ResultId> AppendAsync(Database database, bool late)
    {
        var id = ResultId.New(TimeProvider.System);
        var bucket = Buckets.OfId(id);
        while (true)
        {
            try
            {
                return await database.CommitAsync(bucket, async session =>
                {
                    // Again after an unknown end: not twice.
                    if ((await session.Sql("SELECT bucket FROM event WHERE bucket = @bucket AND event_id = @id")
                        .Set("@bucket", bucket).Set("@id", id).ListAsync(reader => reader.GetInt16(0))).Count == 0)
                    {
                        await EventTable.AppendAsync(session, bucket, ResultId.None, new NewEvent(
                            id, EventKind.Alert, Samples.Now, "test", []));
                    }

                    await Task.Delay(late ? 30 : 0);
                    return id;
                });
            }
            catch (StorageUnavailableException)
            {
                // Cut in the middle: again.
            }
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, "it did not come about");
            await Task.Delay(10);
        }
    }

    private async Task DrainAsync()
    {
        var place = new FeedHeadTable(_store.Database);
        await UntilAsync(async () =>
        {
            try
            {
                return await place.TakeAsync(await place.ReadAsync(default), "last") is { } term
                    && await new EventNumbering(_store.Database, TimeProvider.System).RunAsync(term, 0, 5_000)
                        is { IsDrained: true };
            }
            catch (StorageUnavailableException)
            {
                return false;
            }
        });
    }

    private async Task<List<FeedRow>> AllAsync()
    {
        var all = new List<FeedRow>();
        List<FeedRow> page;
        do
        {
            page = await new FeedTable(_store.Database).ListAsync(all.Count + 1, 500, default);
            all.AddRange(page);
        }
        while (page.Count > 0);

        return all;
    }

    private async Task<long?> NumberInEventAsync(FeedRow row) =>
        (await _store.Database.ReadAsync(session => session.Sql("""
            SELECT number FROM event WHERE bucket = @bucket AND event_id = @event_id
            """).Set("@bucket", row.EventBucket).Set("@event_id", row.EventId)
            .ListAsync(reader => reader.LongOrNull(0)), default))[0];
}

public sealed class SqliteSequencerTests() : SequencerContract(async () => await TestStore.OnSqliteAsync());

/// <summary>Here connections are cut as well, in the middle of whatever they do.</summary>
[NeedsPostgres]
public sealed class PostgresSequencerTests() : SequencerContract(async () => await TestStore.OnPostgresAsync())
{
    private protected override async Task HarmAsync(int turn)
    {
        if (turn % 15 == 0)
        {
            var name = new Npgsql.NpgsqlConnectionStringBuilder(Connection).Database;
            await (await PostgresServer.Shared).ExecuteAsync($"""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = '{name}' AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1
                """);
        }
    }
}
