using System.Data.Common;
using ResultStore.Holders;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Tests.Access;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Holders;

/// <summary>What servers make of orders to erase that broke off, on either engine.</summary>
public abstract class UnfinishedErasureContract(Func<Task<object>> newStore) : OnErasureSite(newStore)
{
    private static readonly HolderId Other = ErasureSite.Person("048090009999");

    [EngineFact]
    public async Task Of_two_servers_one_finishes_it_once_its_caller_has_been_silent_for_a_while()
    {
        var rows = new[] { await Site.AddAsync(), await Site.AddAsync(), await Site.AddAsync() };
        await Site.BreakAtAsync(secondResult: true);
        await Assert.ThrowsAnyAsync<DbException>(() => Site.EraseAsync());
        await Site.MendAsync();

        // 1. Whoever began it may be at it still.
        Assert.Equal(0, await Job().RunOnceAsync(default));
        Assert.Equal(ErasureState.Open, Assert.Single(await Site.Orders.ListAsync(default)).State);

        // 2. Two at once: nothing is counted twice.
        Site.Clock.Now += TimeSpan.FromSeconds(61);
        await Task.WhenAll(Job().RunOnceAsync(default), Job().RunOnceAsync(default));
        var done = Assert.Single(await Site.Orders.ListAsync(default));
        Assert.Equal((ErasureState.Done, 3, 6), (done.State, done.Results, done.Rows));
        Assert.Equal((1, 0L), (done.Attempts, done.NextAttemptAtUnixMs));
        foreach (var row in rows)
        {
            Assert.DoesNotContain(ErasureSite.Id, await Site.TellAsync(row), StringComparison.Ordinal);
        }

        var kept = Assert.Single(await Site.Table.ListAsync(10, default));
        Assert.Null(EraseHolderRequest.Parser.ParseFrom(Site.Vault.Decrypt(kept.Told, kept.Id.ToBytes())).Holder);
        Assert.Equal(0, await Job().RunOnceAsync(default));
    }

    [EngineFact]
    public async Task Two_servers_that_work_on_the_same_rows_count_each_once()
    {
        for (var number = 0; number < 20; number++)
        {
            await Site.AddAsync();
        }

        var both = await Task.WhenAll(Site.EraseAsync(), Task.Run(() => Site.EraseAsync("13/QĐ-TA")));

        Assert.Equal(20, both.Sum(one => one.Erasure.Results));
        Assert.Equal(40, both.Sum(one => one.Erasure.Rows));
        Assert.All(both, one => Assert.Equal(ErasureState.Done, one.Erasure.State));
    }

    [EngineFact]
    public async Task What_has_come_since_is_not_erased_without_being_asked_for()
    {
        await Site.AddAsync();
        await Site.BreakAtAsync(secondResult: false);
        await Assert.ThrowsAnyAsync<DbException>(() => Site.EraseAsync());
        await Site.MendAsync();
        Site.Clock.Now += TimeSpan.FromSeconds(61);
        var later = await Site.AddAsync();
        await SetAsync(later, createdAt: Site.Clock.Now);

        Assert.Equal(1, await Job().RunOnceAsync(default));

        Assert.Contains(ErasureSite.Id, await Site.TellAsync(later), StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(await Site.Orders.ListAsync(default)).Results);
    }

    [EngineFact]
    public async Task A_row_that_cannot_be_read_is_told_and_keeps_nothing_else_waiting()
    {
        var (one, damaged, last) = (await Site.AddAsync(), await Site.AddAsync(), await Site.AddAsync());
        await SetAsync(damaged, cipher: new byte[60]);

        var counted = await Site.CountAsync();
        var erased = await Site.EraseAsync();

        Assert.Equal((2, 1), (counted.Results, counted.Damaged));
        Assert.Equal((2, 4, 1), (erased.Results, erased.Rows, erased.Damaged));
        Assert.Equal((ErasureState.Damaged, 1, 0L), (
            erased.Erasure.State, erased.Erasure.Damaged, erased.Erasure.FinishedAtUnixMs));
        Assert.DoesNotContain(ErasureSite.Id, await Site.TellAsync(one), StringComparison.Ordinal);
        Assert.DoesNotContain(ErasureSite.Id, await Site.TellAsync(last), StringComparison.Ordinal);

        // Looked at again; put right, it goes too, and the order is finished.
        Site.Clock.Now += TimeSpan.FromSeconds(61);
        Assert.Equal(0, await Job().RunOnceAsync(default));
        await SetAsync(damaged, cipher: damaged.HolderCipher);
        Assert.Equal(0, await Job().RunOnceAsync(default)); // not yet again
        Site.Clock.Now += TimeSpan.FromMinutes(3);
        Assert.Equal(1, await Job().RunOnceAsync(default));
        Assert.DoesNotContain(ErasureSite.Id, await Site.TellAsync(damaged), StringComparison.Ordinal);
        var done = Assert.Single(await Site.Orders.ListAsync(default));
        Assert.Equal((ErasureState.Done, 3, 0), (done.State, done.Results, done.Damaged));
    }

    [EngineFact]
    public async Task An_order_whose_record_cannot_be_read_hides_no_other()
    {
        await Site.AddAsync();
        await Site.BreakAtAsync(secondResult: false);
        await Assert.ThrowsAnyAsync<DbException>(() => Site.EraseAsync());
        await Site.MendAsync();
        await Store.Database.CommitAsync(0, session => session.Sql("UPDATE erasure SET told = @told")
            .Set("@told", new byte[60]).ExecuteAsync());
        await Site.AddAsync();

        Site.Clock.Now += TimeSpan.FromSeconds(1);
        var other = await Site.EraseAsync("13/QĐ-TA");
        Site.Clock.Now += TimeSpan.FromSeconds(61);
        Assert.Equal(0, await Job().RunOnceAsync(default));

        var listed = await Site.Orders.ListAsync(default);
        Assert.Equal(
            [(ErasureState.Done, "13/QĐ-TA"), (ErasureState.Damaged, "")],
            listed.Select(one => (one.State, one.OrderReference)));
        Assert.Equal(other.Erasure, listed[0]);
    }

    [EngineFact]
    public async Task A_reserved_code_forgets_also_who_is_not_its_first_holder_and_keeps_who_is()
    {
        var bucket = ErasureSite.Codes.BucketOf(Other);
        var reserved = Site.Reserved(
            ResultId.New(TimeProvider.System), ErasureSite.Codes.Issue(bucket).ToBytes(), Other);
        var reservations = new ReservationTable(Store.Database);
        Assert.IsType<ReserveOutcome.Reserved>(await reservations.AddAsync(reserved));

        var counted = await Site.CountAsync();
        var erased = await Site.EraseAsync();

        Assert.Equal((0, 1), (counted.Results, counted.Rows));
        Assert.Equal((1, ErasureState.Done), (erased.Rows, erased.Erasure.State));
        var left = (await reservations.FindAsync(reserved.Bucket, reserved.Code, default))!;
        var told = Site.Metadata.Show(left.Metadata, left.HolderCipher, left.ResultId);
        Assert.Equal(["048090009999", HolderId.Erased], told.Holders.Select(holder => holder.Id));
        Assert.Equal(["Trần Thị Bình", ""], told.Holders.Select(holder => holder.Name));
    }

    [EngineFact]
    public async Task What_a_correction_replaced_forgets_a_holder_of_several_too()
    {
        var row = await Site.AddAsync(cipher: null, Other);
        var change = ResultId.New(TimeProvider.System);
        await Store.Database.CommitAsync(row.Bucket, session => session.Sql("""
            INSERT INTO result_change (bucket, result_id, change_id, kind, state, version, recorded_at, effective_at,
                                       system_id, decision_number, told, before_metadata, before_cipher)
            VALUES (@bucket, @result_id, @change_id, 2, 1, 2, 1, 1, 'a', '8/QĐ', @told, @metadata, @cipher)
            """)
            .Set("@bucket", row.Bucket).Set("@result_id", row.Id).Set("@change_id", change)
            .Set("@told", Site.Vault.Encrypt([], row.Id.ToBytes())).Set("@metadata", row.Metadata)
            .Set("@cipher", row.HolderCipher)
            .ExecuteAsync());

        var counted = await Site.CountAsync();
        var erased = await Site.EraseAsync();

        Assert.Equal((1, 3), (counted.SharedResults, counted.Rows));
        Assert.Equal((1, 3), (erased.SharedResults, erased.Rows));
        var kept = Assert.Single(await new ChangeTable(Store.Database).ListAsync(row.Bucket, row.Id, default));
        var before = Site.Metadata.Show(kept.Metadata!, kept.Cipher!, row.Id);
        Assert.Equal([HolderId.Erased, "048090009999"], before.Holders.Select(holder => holder.Id));
    }

    private UnfinishedErasures Job() => Site.Job(Watching.Metrics);

    private Task<int> SetAsync(ResultRow row, byte[]? cipher = null, DateTimeOffset? createdAt = null) =>
        Store.Database.CommitAsync(row.Bucket, session => session.Sql("""
            UPDATE result SET holder_cipher = COALESCE(@cipher, holder_cipher),
                              created_at = COALESCE(@created_at, created_at)
            WHERE bucket = @bucket AND result_id = @result_id
            """)
            .Set("@cipher", cipher).Set("@created_at", createdAt).Set("@bucket", row.Bucket)
            .Set("@result_id", row.Id).ExecuteAsync());
}

public sealed class SqliteUnfinishedErasureTests()
    : UnfinishedErasureContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresUnfinishedErasureTests()
    : UnfinishedErasureContract(async () => await TestStore.OnPostgresAsync());
