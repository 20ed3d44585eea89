using System.Security.Cryptography;
using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

/// <summary>What either engine must do for the growing of sealed files.</summary>
public abstract class SealTaskContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = Samples.Now;

    private TestStore _store = null!;

    private SealTaskTable Tasks => new(_store.Database);

    private ResultTable Results => new(_store.Database);

    public async Task InitializeAsync() => _store = (TestStore)await newStore();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [EngineFact]
    public async Task A_seal_below_its_level_is_a_task_until_it_is_raised_and_the_older_file_stays_known()
    {
        var row = await AddAsync(target: SealLevel.Archived);
        var task = Assert.Single(await Tasks.ListDueAsync(Now.AddDays(1), 10, default));
        Assert.Equal((SealLevel.Timed, SealLevel.Archived, false), (task.Level, task.Target, task.IsRenewal));
        Assert.Equal(new SealBacklog(1, 0, 0, 0, 0), await Tasks.CountAsync(Now, default));
        Assert.Equal(1, (await Tasks.CountAsync(Now.AddDays(2), default)).Late);

        // Two servers: one has it, the other does not until the lease runs out.
        Assert.True(await Tasks.TryClaimAsync(task, "one", Now, Now.AddMinutes(5)));
        Assert.False(await Tasks.TryClaimAsync(task, "other", Now.AddMinutes(1), Now.AddMinutes(6)));
        Assert.Empty(await Tasks.ListDueAsync(Now.AddMinutes(1), 10, default));
        Assert.True(await Tasks.TryClaimAsync(task, "other", Now.AddMinutes(6), Now.AddMinutes(11)));
        var growth = Growth(SealLevel.Archived, new SealTime(Now.AddDays(300), Now.AddDays(390)));
        Assert.False(await Tasks.CompleteAsync(task, "one", growth));
        Assert.True(await Tasks.CompleteAsync(task, "other", growth));

        var grown = (await Results.FindByIdAsync(row.Bucket, row.Id, default))!;
        Assert.Equal(growth.Sha256, grown.SealedSha256);
        Assert.Equal((SealLevel.Archived, SealLevel.Unknown, null), (grown.SealLevel, grown.SealTarget, grown.RaiseBy));
        foreach (var file in (byte[][])[row.SealedSha256, growth.Sha256, row.SubmittedSha256])
        {
            Assert.Equal(row.Id, (await Results.FindByDocumentAsync(file, default))!.Row.Id);
        }

        Assert.True(await Tasks.IsReplacedAsync(row.Bucket, row.Id, row.SealedSha256, default));
        Assert.False(await Tasks.IsReplacedAsync(row.Bucket, row.Id, growth.Sha256, default));

        // From now on it is to be renewed, in time.
        Assert.Empty(await Tasks.ListDueAsync(Now.AddDays(299), 10, default));
        var renewal = Assert.Single(await Tasks.ListDueAsync(Now.AddDays(301), 10, default));
        Assert.True(renewal.IsRenewal);
        Assert.Equal(growth.Sha256, renewal.SealedSha256);
    }

    [EngineFact]
    public async Task A_failure_puts_a_task_off_and_a_seal_at_its_level_leaves_none()
    {
        await AddAsync(target: SealLevel.Archived);
        var task = Assert.Single(await Tasks.ListDueAsync(Now, 10, default));
        Assert.True(await Tasks.TryClaimAsync(task, "one", Now, Now.AddMinutes(5)));
        Assert.True(await Tasks.PutOffAsync(task, "one", Now.AddMinutes(2), "away"));
        Assert.Empty(await Tasks.ListDueAsync(Now.AddMinutes(1), 10, default));
        Assert.Equal("away", Assert.Single(await Tasks.ListAsync(Now.AddMinutes(1), 10, default)).Fault);
        var again = Assert.Single(await Tasks.ListDueAsync(Now.AddMinutes(2), 10, default));
        Assert.Equal((1, "away"), (again.Attempts, again.Fault));
        Assert.Equal(1, (await Tasks.CountAsync(Now, default)).Failing);

        Assert.True(await Tasks.TryClaimAsync(again, "one", Now.AddMinutes(2), Now.AddMinutes(7)));
        Assert.True(await Tasks.CompleteAsync(again, "one", Growth(SealLevel.LongTerm, next: null)));
        Assert.Empty(await Tasks.ListAsync(Now.AddYears(100), 10, default));
    }

    [EngineFact]
    public async Task Renewals_are_listed_by_bucket_piece_by_piece_and_moved_while_their_file_is_the_same()
    {
        var row = await AddAsync(target: SealLevel.Archived);
        Assert.Empty(await Tasks.ListRenewalsAsync(row.Bucket, null, 10, default));
        var task = Assert.Single(await Tasks.ListDueAsync(Now.AddDays(1), 10, default));
        Assert.True(await Tasks.TryClaimAsync(task, "one", Now, Now.AddMinutes(5)));
        var growth = Growth(SealLevel.Archived, new SealTime(Now.AddDays(300), Now.AddDays(390)));
        Assert.True(await Tasks.CompleteAsync(task, "one", growth));
        var renewal = Assert.Single(await Tasks.ListRenewalsAsync(row.Bucket, null, 10, default));
        Assert.Equal(row.Id, renewal.Result);
        Assert.Equal(growth.Sha256, renewal.SealedSha256);
        Assert.Empty(await Tasks.ListRenewalsAsync(row.Bucket, renewal, 10, default));
        Assert.Single(await Tasks.ListRenewalsAsync(row.Bucket, renewal with { Copy = 0 }, 10, default));
        Assert.Empty(await Tasks.ListRenewalsAsync((short)(row.Bucket ^ 1), null, 10, default));

        var sooner = new SealTime(Now.AddDays(10), Now.AddDays(100));
        Assert.False(await Tasks.MoveAsync(task, sooner)); // about the file before
        Assert.True(await Tasks.MoveAsync(renewal, sooner));
        var moved = Assert.Single(await Tasks.ListDueAsync(Now.AddDays(10), 10, default));
        Assert.Equal((sooner.DueAt, sooner.DoneBy), (moved.DueAt, moved.DoneBy));
    }

    [EngineFact]
    public async Task Seals_of_a_lower_level_are_asked_for_once_and_one_that_was_given_up_never_again()
    {
        var older = new OlderSealTable(_store.Database);
        var waiting = await AddAsync(SealLevel.Basic, SealLevel.Timed);
        var (lower, archived) = (await AddAsync(SealLevel.Timed), await AddAsync(SealLevel.Archived));
        var due = new SealTime(Now, Now.AddDays(90));
        foreach (var bucket in (short[])[waiting.Bucket, lower.Bucket, archived.Bucket])
        {
            Assert.False(await older.HasAnyAsync(bucket, SealLevel.Archived, Now.AddDays(1), default));
            while (await older.AskAsync(bucket, SealLevel.Archived, Now, due, 1) > 0)
            {
                Assert.True((await Tasks.ListAsync(Now, 10, default)).Count <= 2);
            }

            Assert.False(await older.HasAnyAsync(bucket, SealLevel.Archived, Now, default));
        }

        // The one that waited for less waits for more now, by the same time.
        var tasks = await Tasks.ListDueAsync(Now, 10, default);
        Assert.Equal([waiting.Id, lower.Id], tasks.Select(task => task.Result));
        Assert.Equal([Now.AddDays(1), Now.AddDays(90)], tasks.Select(task => task.DoneBy));
        Assert.All(tasks, task => Assert.Equal(SealLevel.Archived, task.Target));
        var row = (await Results.FindByIdAsync(lower.Bucket, lower.Id, default))!;
        Assert.Equal(
            (SealLevel.Timed, SealLevel.Archived, Now.AddDays(90)), (row.SealLevel, row.SealTarget, row.RaiseBy));

        // Whoever works for a target of before has worked in vain: the task is for more.
        var before = tasks[0] with { Target = SealLevel.Timed };
        Assert.False(await Tasks.TryClaimAsync(before, "one", Now, Now.AddMinutes(5)));
        Assert.True(await Tasks.TryClaimAsync(tasks[1], "one", Now, Now.AddMinutes(5)));
        Assert.True(await Tasks.AbandonAsync(tasks[1], "one", Now, "ended"));
        Assert.Equal(waiting.Id, Assert.Single(await Tasks.ListDueAsync(Now.AddYears(9), 10, default)).Result);
        Assert.Equal(new SealBacklog(1, 0, 1, 0, 1), await Tasks.CountAsync(Now.AddYears(9), default));
        Assert.Equal(
            [(null, ""), (Now, "ended")],
            (await Tasks.ListAsync(Now, 10, default)).Select(task => (task.AbandonedAt, task.Fault)));
        row = (await Results.FindByIdAsync(lower.Bucket, lower.Id, default))!;
        Assert.Equal((SealLevel.Timed, SealLevel.Unknown, null), (row.SealLevel, row.SealTarget, row.RaiseBy));
        Assert.Equal(0, await older.AskAsync(lower.Bucket, SealLevel.Archived, Now, due, 10));
    }

    [EngineFact]
    public async Task What_is_to_be_done_is_counted_without_walking_through_what_only_waits()
    {
        const int Waiting = 3_000;
        var (raise, failing, late) = (await AddAsync(target: SealLevel.Archived),
            await AddAsync(SealLevel.Basic, SealLevel.Timed), await AddAsync(target: SealLevel.Archived));
        await _store.Database.CommitAsync(raise.Bucket, async session =>
        {
            for (var i = 0; i < Waiting; i++)
            {
                var due = Now.AddDays(i < 3 ? -1 : 300 + i);
                await SealTaskTable.AddAsync(session, new SealTask(
                    raise.Bucket, ResultId.New(TimeProvider.System), SealTask.Own, RandomNumberGenerator.GetBytes(32),
                    SealLevel.Archived, SealLevel.Archived, due, due.AddDays(i < 2 ? 0.5 : 90)));
            }

            return true;
        });
        foreach (var task in (await Tasks.ListDueAsync(Now, 10, default)).Where(each => !each.IsRenewal))
        {
            Assert.True(await Tasks.TryClaimAsync(task, "one", Now, Now.AddMinutes(5)));
            Assert.True(task.Result == late.Id ? await Tasks.AbandonAsync(task, "one", Now, "ended")
                : task.Result != failing.Id || await Tasks.PutOffAsync(task, "one", Now.AddDays(2), "away"));
        }

        Assert.Equal(new SealBacklog(2, 3, 2, 1, 1), await Tasks.CountAsync(Now, default));
        Assert.Equal(6, (await Tasks.ListAsync(Now.AddDays(2), 10, default)).Count);

        // No walk through the table, nor through an index of what waits.
        var plan = string.Join('\n', await PlanAsync());
        var search = _store.Options.Engine == DatabaseEngine.Sqlite ? " (" : "";
        Assert.All(
            (string[])["raise", "renew" + search, "late" + search, "failing", "abandoned"],
            index => Assert.Contains($"seal_task_{index}", plan, StringComparison.Ordinal));
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        Assert.DoesNotMatch("SCAN seal_task(\n|$)", plan);
    }

    /// <summary>How the engine counts, a line for each step, with its statistics up to date.</summary>
    private async Task<List<string>> PlanAsync()
    {
        await _store.Database.CommitAsync(0, async session => await session.Sql("ANALYZE").ExecuteAsync());
        return await _store.Database.ReadAsync(
            session => (_store.Options.Engine == DatabaseEngine.Sqlite
                ? session.Sql("EXPLAIN QUERY PLAN " + SealTaskTable.CountText)
                : session.Sql("EXPLAIN " + SealTaskTable.CountText))
                .Set("@now", Now)
                .ListAsync(reader => reader.GetString(reader.FieldCount - 1)),
            default);
    }

    private static SealGrowth Growth(SealLevel level, SealTime? next) =>
        new(RandomNumberGenerator.GetBytes(32), 5_000, 3_000, level, Now.AddMinutes(6), next);

    private async Task<ResultRow> AddAsync(
        SealLevel level = SealLevel.Timed, SealLevel target = SealLevel.Unknown)
    {
        var result = Samples.Result();
        var row = result.Row with
        {
            SealLevel = level,
            SealTarget = target,
            RaiseBy = target > level ? Now.AddDays(1) : null,
            CreatedAt = Now,
        };
        Assert.IsType<AddOutcome.Stored>(await Results.AddAsync(result with { Row = row }));
        return row;
    }
}

public sealed class SqliteSealTaskTests() : SealTaskContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresSealTaskTests() : SealTaskContract(async () => await TestStore.OnPostgresAsync());
