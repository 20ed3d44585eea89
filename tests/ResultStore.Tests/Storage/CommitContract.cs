using System.Data.Common;
using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

/// <summary>What either engine must do for changes that share a transaction.</summary>
public abstract class CommitContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = (TestStore)await newStore();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [EngineFact]
    public async Task Harms_no_other_change_of_its_transaction_by_failing()
    {
        await using var gathering = await GatherAsync();
        var good = Enumerable.Range(0, 10).Select(n => PutAsync($"good{n}")).ToList();
        var thrown = _store.Database.CommitAsync<int>(0, _ => throw new InvalidOperationException("its own fault"));
        var refused = _store.Database.CommitAsync(0, async session =>
        {
            await InsertAsync(session, "half");
            return await InsertAsync(session, "half"); // the key is taken
        });
        var after = PutAsync("after");
        gathering.LetGo();

        await Assert.ThrowsAsync<InvalidOperationException>(() => thrown);
        await Assert.ThrowsAnyAsync<DbException>(() => refused);
        await Task.WhenAll([.. good, after]);

        var names = await NamesAsync();
        Assert.Equal(11, names.Count);
        Assert.DoesNotContain("half", names);
    }

    [EngineFact]
    public async Task Puts_changes_that_wait_into_one_transaction()
    {
        var seen = new List<int>();
        await using (var gathering = await GatherAsync())
        {
            var changes = Enumerable.Range(0, 300).Select(n => _store.Database.CommitAsync(0, async session =>
            {
                seen.Add((await NamesAsync()).Count); // what another connection sees: the transactions before this one
                return await InsertAsync(session, $"n{n}");
            })).ToList();
            gathering.LetGo();
            await Task.WhenAll(changes);
        }

        Assert.Equal([0, 256], seen.Distinct());
    }

    [EngineFact]
    public async Task Acknowledges_no_change_before_the_commit()
    {
        var committed = _store.Database.CommitAsync(0, async session =>
        {
            var rows = await InsertAsync(session, "mine");
            // Read by another connection in the middle of the transaction: not there yet.
            Assert.Empty(await NamesAsync());
            return rows;
        });

        Assert.Equal(1, await committed);
        Assert.Equal(["mine"], await NamesAsync());
    }

    [EngineFact]
    public async Task Refuses_changes_when_too_many_wait()
    {
        await using var gathering = await GatherAsync();
        var waiting = Enumerable.Range(0, _store.Options.QueueLength).Select(n => PutAsync($"n{n}")).ToList();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => PutAsync("one too many"));

        gathering.LetGo();
        await Task.WhenAll(waiting);
        Assert.Equal(_store.Options.QueueLength, (await NamesAsync()).Count);
    }

    [EngineFact]
    public async Task Ends_what_waits_before_it_closes()
    {
        Task<int> waiting;
        await using (var gathering = await GatherAsync())
        {
            waiting = PutAsync("last");
            gathering.LetGo();
        }

        await _store.ReopenAsync();

        Assert.Equal(1, await waiting);
        Assert.Equal(["last"], await NamesAsync());
    }

    [EngineFact]
    public async Task Reads_on_after_a_caller_hung_up()
    {
        using var hangUp = new CancellationTokenSource();
        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _store.Results.FindByCodeAsync(1, new byte[10], hangUp.Token));

        Assert.Null(await _store.Results.FindByCodeAsync(1, new byte[10], default));
    }

    private Task<int> PutAsync(string name) => _store.Database.CommitAsync(0, session => InsertAsync(session, name));

    private static Task<int> InsertAsync(Session session, string name) =>
        session.Sql("INSERT INTO store_fact (name, value) VALUES (@name, @value)")
            .Set("@name", name).Set("@value", (byte[])[1]).ExecuteAsync();

    private async Task<List<string>> NamesAsync() => await _store.Database.ReadAsync(
        session => session.Sql("SELECT name FROM store_fact ORDER BY name").ListAsync(reader => reader.GetString(0)),
        CancellationToken.None);

    /// <summary>Keeps the lane busy, so that what comes now waits together.</summary>
    private async Task<Gathering> GatherAsync()
    {
        var gathering = new Gathering();
        gathering.Busy = _store.Database.CommitAsync(0, async _ =>
        {
            gathering.Started.TrySetResult();
            await gathering.Released.Task;
            return 0;
        });
        await gathering.Started.Task;
        return gathering;
    }

    private sealed class Gathering : IAsyncDisposable
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<int> Busy { get; set; } = null!;

        public void LetGo() => Released.TrySetResult();

        public async ValueTask DisposeAsync()
        {
            LetGo();
            await Busy;
        }
    }
}

public sealed class SqliteCommitTests() : CommitContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresCommitTests() : CommitContract(async () => await TestStore.OnPostgresAsync());
