using System.Collections.Concurrent;
using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

/// <summary>Each test has a PostgreSQL server of its own and takes it away.</summary>
[NeedsPostgres]
public sealed class OutageTests
{
    [EngineFact]
    public async Task Says_unavailable_while_the_database_is_away_and_goes_on_when_it_is_back()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var store = await TestStore.OnPostgresAsync(server);
        var first = Samples.Result();
        await store.Results.AddAsync(first);
        await server.KillAsync();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => store.Results.AddAsync(Samples.Result()));
        await Assert.ThrowsAsync<StorageUnavailableException>(
            async () => await store.Results.FindByIdAsync(first.Row.Bucket, first.Row.Id, default));

        await server.StartAgainAsync();
        Assert.IsType<AddOutcome.Stored>(await store.Results.AddAsync(Samples.Result()));
        Assert.NotNull(await store.Results.FindByIdAsync(first.Row.Bucket, first.Row.Id, default));
    }

    [EngineFact]
    public async Task Loses_nothing_acknowledged_when_the_database_is_killed_in_the_middle()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var store = await TestStore.OnPostgresAsync(server);
        for (var round = 0; round < 3; round++)
        {
            var acknowledged = new ConcurrentBag<NewResult>();
            var refused = new ConcurrentBag<NewResult>();
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                while (refused.IsEmpty)
                {
                    var push = Samples.Result();
                    try
                    {
                        // A status place drawn twice is no acknowledgement: among thousands of pushes that happens.
                        if (await store.Results.AddAsync(push) is AddOutcome.Stored)
                        {
                            acknowledged.Add(push);
                        }

                        if (acknowledged.Count >= 100)
                        {
                            enough.TrySetResult();
                        }
                    }
                    catch (StorageUnavailableException)
                    {
                        refused.Add(push);
                    }
                }
            })).ToList();
            await enough.Task;
            await server.KillAsync();
            await Task.WhenAll(writers);
            await server.StartAgainAsync();

            foreach (var push in acknowledged)
            {
                Assert.NotNull(await store.Results.FindByIdAsync(push.Row.Bucket, push.Row.Id, default));
            }

            // Whatever became of the others: sent again, each is stored, once.
            foreach (var push in refused)
            {
                var outcome = await store.Results.AddAsync(Samples.Again(push));
                Assert.True(
                    outcome is AddOutcome.Stored or AddOutcome.FirstAnswerAgain or AddOutcome.StatusSlotTaken,
                    outcome.ToString());
            }
        }
    }

    [EngineFact]
    public async Task Never_acknowledges_a_commit_whose_wait_for_the_standby_was_given_up()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var store = await TestStore.OnPostgresAsync(server, timeoutSeconds: 1);
        await WaitForStandbyAsync(server, "nobody");
        var push = Samples.Result();

        // The time-out cancels the wait, upon which PostgreSQL says success: the row is on this server alone.
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => store.Results.AddAsync(push));
        Assert.NotNull(await store.Results.FindByIdAsync(push.Row.Bucket, push.Row.Id, default));
        // A repetition finds it, and must not call it safe either.
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => store.Results.AddAsync(Samples.Again(push)));

        await WaitForStandbyAsync(server, "");
        var again = Assert.IsType<AddOutcome.FirstAnswerAgain>(await store.Results.AddAsync(Samples.Again(push)));
        Assert.Equal(push.Row.Id, again.First.Id);
    }

    [EngineFact]
    public async Task Passes_both_when_two_servers_lock_each_other_out()
    {
        await using var store = await TestStore.OnPostgresAsync();
        await using var another = store.OpenAnother();
        var facts = new FactTable(store.Database);
        await facts.EnsureAsync("a", [0]);
        await facts.EnsureAsync("b", [0]);
        using var both = new Barrier(2);

        await Task.WhenAll(
            store.Database.CommitAsync(0, Change("a", "b")), another.CommitAsync(0, Change("b", "a")));

        Assert.Equal(Value(0, 1, 1), await facts.FindAsync("a", default));
        Assert.Equal(Value(0, 1, 1), await facts.FindAsync("b", default));

        Func<Session, Task<int>> Change(string first, string second)
        {
            var attempts = 0;
            return async session =>
            {
                await AppendAsync(session, first);
                if (attempts++ == 0)
                {
                    both.SignalAndWait(TimeSpan.FromSeconds(20));
                }

                return await AppendAsync(session, second);
            };
        }

        static Task<int> AppendAsync(Session session, string name) => session.Sql("""
            UPDATE store_fact SET value = value || @more WHERE name = @name
            """).Set("@more", (byte[])[1]).Set("@name", name).ExecuteAsync();
    }

    private static byte[] Value(params byte[] value) => value;

    private static async Task WaitForStandbyAsync(PostgresServer server, string name)
    {
        await server.ExecuteAsync($"ALTER SYSTEM SET synchronous_standby_names = '{name}'");
        await server.ExecuteAsync("SELECT pg_reload_conf()");
        while (await server.ScalarAsync("SHOW synchronous_standby_names") != name)
        {
            await Task.Delay(10);
        }
    }
}
