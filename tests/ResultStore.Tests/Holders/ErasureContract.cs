using System.Data.Common;
using ResultStore.Holders;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Holders;

/// <summary>An order to erase that breaks off, on either engine.</summary>
public abstract class ErasureContract(Func<Task<object>> newStore) : OnErasureSite(newStore)
{
    [EngineFact]
    public async Task The_same_again_finishes_what_broke_off_wherever_that_was_and_one_record_tells_of_all()
    {
        var rows = new List<ResultRow>();
        for (var number = 0; number < 3; number++)
        {
            rows.Add(await Site.AddAsync());
        }

        // 1. After the first result.
        await Site.BreakAtAsync(secondResult: true);
        await Assert.ThrowsAnyAsync<DbException>(() => Site.EraseAsync());
        var begun = Assert.Single(await Site.Orders.ListAsync(default));
        Assert.Equal((1, 0L, "12/QĐ-TA"), (begun.Results, begun.FinishedAtUnixMs, begun.OrderReference));
        Assert.DoesNotContain(ErasureSite.Id, begun.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, (await Site.CountAsync()).Results);
        await Site.MendAsync();

        // 2. After the last row, before that is on record.
        await Site.BreakAtAsync(secondResult: false);
        await Assert.ThrowsAnyAsync<DbException>(() => Site.EraseAsync());
        var erased = Assert.Single(await Site.Orders.ListAsync(default));
        Assert.Equal((3, 0L), (erased.Results, erased.FinishedAtUnixMs));
        Assert.Equal(0, (await Site.CountAsync()).Results);
        await Site.MendAsync();

        // 3. Through: nobody has this id any more, and the order is finished all the same.
        var done = await Site.EraseAsync();
        Assert.Equal((0, begun.Id, 3), (done.Results, done.Erasure.Id, done.Erasure.Results));
        Assert.Equal(6, done.Erasure.Rows); // each result and the way to it
        Assert.NotEqual(0, done.Erasure.FinishedAtUnixMs);
        Assert.Equal(done.Erasure, Assert.Single(await Site.Orders.ListAsync(default)));
        foreach (var row in rows)
        {
            var left = await Store.Results.FindByIdAsync(row.Bucket, row.Id, default);
            Assert.Equal(HolderId.Erased, Site.Metadata.Show(left!).Holders.Single().Id);
        }

        // 4. Nothing tells any more who it was; once more is an order about nobody.
        var kept = Assert.Single(await Site.Table.ListAsync(10, default));
        Assert.Null(EraseHolderRequest.Parser.ParseFrom(Site.Vault.Decrypt(kept.Told, kept.Id.ToBytes())).Holder);
        Assert.IsType<EraseOutcome.FieldsInvalid>(await Site.RunAsync(carryOut: true));
    }

    [EngineFact]
    public async Task Reservations_tell_no_more_of_whom_they_were_for()
    {
        var row = await Site.AddAsync();
        var used = Site.Reserved(row.Id, row.Code);
        var open = Site.Reserved(ResultId.New(TimeProvider.System), ErasureSite.Codes.Issue(row.Bucket).ToBytes());
        var reservations = new ReservationTable(Store.Database);
        Assert.IsType<ReserveOutcome.Reserved>(await reservations.AddAsync(used));
        Assert.IsType<ReserveOutcome.Reserved>(await reservations.AddAsync(open));
        await Store.Database.CommitAsync(0, session => session.Sql("""
            UPDATE reservation SET used_at = 1 WHERE code = @code
            """).Set("@code", used.Code).ExecuteAsync());

        var counted = await Site.CountAsync();
        var erased = await Site.EraseAsync();

        Assert.Equal((1, 4), (counted.Results, counted.Rows)); // the result, the way to it, two reservations
        Assert.Equal((4, 4), (erased.Rows, erased.Erasure.Rows));
        foreach (var reserved in (ReservationRow[])[used, open])
        {
            var left = (await reservations.FindAsync(reserved.Bucket, reserved.Code, default))!;
            var told = Site.Metadata.Show(left.Metadata, left.HolderCipher, left.ResultId);
            Assert.DoesNotContain(ErasureSite.Id, told.ToString(), StringComparison.Ordinal);
        }

        Assert.IsType<EraseOutcome.FieldsInvalid>(await Site.RunAsync(carryOut: false));
    }

    [EngineFact]
    public async Task What_is_to_be_corrected_later_keeps_nobody_whose_result_is_erased_meanwhile()
    {
        var row = await Site.AddAsync();
        var (erasures, changes) = (new ErasureTable(Store.Database), new ChangeTable(Store.Database));
        var order = await Site.OrderAsync();

        // 1. Recorded after the erasure read what there is: it does not erase past that.
        var held = await erasures.ReadAsync(row, default);
        Assert.IsType<ChangeOutcome.Changed>(await changes.AddAsync(Site.Correction(row, "1/QĐ-ĐC")));
        Assert.Null(await erasures.EraseAsync(order, row, [1], 1, Site.Keys, held, [], []));
        var unchanged = (await Store.Results.FindByIdAsync(row.Bucket, row.Id, default))!;
        Assert.Equal(row.HolderCipher, unchanged.HolderCipher);

        // 2. Erased between the reading of the result and the record of its correction: that is not made of the past.
        Assert.Equal(1, (await Site.EraseAsync()).Results);
        Assert.IsType<ChangeOutcome.ChangedMeanwhile>(await changes.AddAsync(Site.Correction(row, "2/QĐ-ĐC")));
        await NobodyIsLeftAsync(row);
    }

    [EngineFact]
    public async Task A_correction_and_an_erasure_at_once_leave_nobody_whoever_comes_first()
    {
        for (var turn = 0; turn < 8; turn++)
        {
            var row = await Site.AddAsync();
            var changes = new ChangeTable(Store.Database);
            var erased = Site.EraseAsync($"{turn}/QĐ-TA");
            var corrected = Enumerable.Range(0, 4).Select(n => changes.AddAsync(Site.Correction(row, $"{n}/QĐ-ĐC")));

            await Task.WhenAll(corrected);
            Assert.Equal(1, (await erased).Results);

            await NobodyIsLeftAsync(row);
        }
    }

    [EngineFact]
    public async Task Another_order_for_the_same_person_is_one_of_its_own()
    {
        await Site.AddAsync();
        await Site.BreakAtAsync(secondResult: false);
        await Assert.ThrowsAnyAsync<DbException>(() => Site.EraseAsync());
        await Site.MendAsync();
        await Site.AddAsync();

        var other = await Site.EraseAsync("13/QĐ-TA");
        var first = await Site.EraseAsync();

        Assert.Equal((1, "13/QĐ-TA"), (other.Erasure.Results, other.Erasure.OrderReference));
        Assert.Equal((1, "12/QĐ-TA"), (first.Erasure.Results, first.Erasure.OrderReference));
        Assert.NotEqual(other.Erasure.Id, first.Erasure.Id);
    }

    private async Task NobodyIsLeftAsync(ResultRow row)
    {
        Assert.DoesNotContain(ErasureSite.Id, await Site.TellAsync(row), StringComparison.Ordinal);
        foreach (var change in await new ChangeTable(Store.Database).ListAsync(row.Bucket, row.Id, default))
        {
            if (change is { Metadata: { } clear, Cipher: { } cipher })
            {
                var told = Site.Metadata.Show(clear, cipher, row.Id).ToString();
                Assert.DoesNotContain(ErasureSite.Id, told, StringComparison.Ordinal);
            }
        }
    }
}

public sealed class SqliteErasureTests() : ErasureContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresErasureTests() : ErasureContract(async () => await TestStore.OnPostgresAsync());
