using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using ResultStore.Access;
using ResultStore.Holders;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Tests.Access;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Holders;

/// <summary>An order to erase that breaks off, on either engine.</summary>
public abstract class ErasureContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private const string Id = "048090001234";

    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)1, 32)];
    private static readonly CodeIssuer Codes = new(Key, Key);
    private static readonly Caller Administrator = new("quan-tri", [ClientRole.Administrator], [], 0, false);

    private readonly PersonalDataVault _vault = new(
        new Dictionary<short, byte[]> { [1] = Key }, new Dictionary<short, byte[]> { [1] = Key });

    private TestStore _store = null!;

    private ErasureOrders Orders => new(new ErasureOrderTable(_store.Database), _vault, TimeProvider.System);

    private static HolderId Holder =>
        HolderId.TryParse(HolderKind.Person, Id, out var holder) ? holder : throw new InvalidOperationException(Id);

    public async Task InitializeAsync() => _store = (TestStore)await newStore();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [EngineFact]
    public async Task The_same_again_finishes_what_broke_off_wherever_that_was_and_one_record_tells_of_all()
    {
        var rows = new List<ResultRow>();
        for (var number = 0; number < 3; number++)
        {
            rows.Add(await HeldResults.AddAsync(_store, _vault, Codes, Holder));
        }

        // 1. After the first result.
        await BreakAtAsync(secondResult: true);
        await Assert.ThrowsAnyAsync<DbException>(() => EraseAsync());
        var begun = Assert.Single(await Orders.ListAsync(default));
        Assert.Equal((1, 0L, "12/QĐ-TA"), (begun.Results, begun.FinishedAtUnixMs, begun.OrderReference));
        Assert.DoesNotContain(Id, begun.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, (await CountAsync()).Results);
        await MendAsync();

        // 2. After the last row, before that is on record.
        await BreakAtAsync(secondResult: false);
        await Assert.ThrowsAnyAsync<DbException>(() => EraseAsync());
        var erased = Assert.Single(await Orders.ListAsync(default));
        Assert.Equal((3, 0L), (erased.Results, erased.FinishedAtUnixMs));
        Assert.Equal(0, (await CountAsync()).Results);
        await MendAsync();

        // 3. Through: nobody has this id any more, and the order is finished all the same.
        var done = await EraseAsync();
        Assert.Equal((0, begun.Id, 3), (done.Results, done.Erasure.Id, done.Erasure.Results));
        Assert.Equal(6, done.Erasure.Rows); // each result and the way to it
        Assert.NotEqual(0, done.Erasure.FinishedAtUnixMs);
        Assert.Equal(done.Erasure, Assert.Single(await Orders.ListAsync(default)));
        foreach (var row in rows)
        {
            var left = await _store.Results.FindByIdAsync(row.Bucket, row.Id, default);
            Assert.Equal(EraseHolder.Erased, new MetadataVault(_vault).Show(left!).Holders.Single().Id);
        }

        // 4. Nothing tells any more who it was; once more is an order about nobody.
        var kept = Assert.Single(await new ErasureOrderTable(_store.Database).ListAsync(10, default));
        Assert.Null(EraseHolderRequest.Parser.ParseFrom(_vault.Decrypt(kept.Told, kept.Id.ToBytes())).Holder);
        Assert.IsType<EraseOutcome.FieldsInvalid>(await RunAsync(carryOut: true));
    }

    [EngineFact]
    public async Task Reservations_tell_no_more_of_whom_they_were_for()
    {
        var row = await HeldResults.AddAsync(_store, _vault, Codes, Holder);
        var used = Reserved(row.Id, row.Code);
        var open = Reserved(ResultId.New(TimeProvider.System), Codes.Issue(row.Bucket).ToBytes());
        var reservations = new ReservationTable(_store.Database);
        Assert.IsType<ReserveOutcome.Reserved>(await reservations.AddAsync(used));
        Assert.IsType<ReserveOutcome.Reserved>(await reservations.AddAsync(open));
        await _store.Database.CommitAsync(0, session => session.Sql("""
            UPDATE reservation SET used_at = 1 WHERE code = @code
            """).Set("@code", used.Code).ExecuteAsync());

        var counted = await CountAsync();
        var erased = await EraseAsync();

        Assert.Equal((1, 4), (counted.Results, counted.Rows)); // the result, the way to it, two reservations
        Assert.Equal((4, 4), (erased.Rows, erased.Erasure.Rows));
        foreach (var reserved in (ReservationRow[])[used, open])
        {
            var left = (await reservations.FindAsync(reserved.Bucket, reserved.Code, default))!;
            var told = new MetadataVault(_vault).Show(left.Metadata, left.HolderCipher, left.ResultId);
            Assert.DoesNotContain(Id, told.ToString(), StringComparison.Ordinal);
        }

        Assert.IsType<EraseOutcome.FieldsInvalid>(await RunAsync(carryOut: false));
    }

    [EngineFact]
    public async Task Another_order_for_the_same_person_is_one_of_its_own()
    {
        await HeldResults.AddAsync(_store, _vault, Codes, Holder);
        await BreakAtAsync(secondResult: false);
        await Assert.ThrowsAnyAsync<DbException>(() => EraseAsync());
        await MendAsync();
        await HeldResults.AddAsync(_store, _vault, Codes, Holder);

        var other = await EraseAsync("13/QĐ-TA");
        var first = await EraseAsync();

        Assert.Equal((1, "13/QĐ-TA"), (other.Erasure.Results, other.Erasure.OrderReference));
        Assert.Equal((1, "12/QĐ-TA"), (first.Erasure.Results, first.Erasure.OrderReference));
        Assert.NotEqual(other.Erasure.Id, first.Erasure.Id);
    }

    private ReservationRow Reserved(ResultId result, byte[] code)
    {
        var metadata = new ResultMetadata { ResultName = "Giấy khai sinh" };
        metadata.Holders.Add(new Holder { Kind = HolderKind.Person, Id = Id, Name = "Nguyễn Văn An" });
        var hidden = new MetadataVault(_vault).Hide(metadata, result);
        return new ReservationRow
        {
            Bucket = Codes.BucketOf(Holder),
            Code = code,
            ResultId = result,
            SystemId = "motcua-danang",
            AgencyCode = "000.00.15.H17",
            ProcedureCode = "1.004194",
            DossierCode = "000.00.15.H17-260314-0001",
            ResultNumber = Convert.ToHexString(code),
            StatusList = 1,
            StatusIndex = BitConverter.ToUInt16(code, 0),
            CreatedAt = Samples.Now,
            ExpiresAt = Samples.Now.AddDays(30),
            DataKeyVersion = hidden.KeyVersion,
            HolderDigest = _vault.DigestOf(Holder),
            MetadataDigest = new byte[32],
            Token = [1],
            Metadata = hidden.Clear,
            HolderCipher = hidden.Cipher,
        };
    }

    private async Task<EraseHolderResponse> EraseAsync(string order = "12/QĐ-TA") =>
        Assert.IsType<EraseOutcome.Done>(await RunAsync(carryOut: true, order)).Response;

    private async Task<EraseHolderResponse> CountAsync() =>
        Assert.IsType<EraseOutcome.Done>(await RunAsync(carryOut: false)).Response;

    private Task<EraseOutcome> RunAsync(bool carryOut, string order = "12/QĐ-TA")
    {
        var links = new HolderLinkTable(_store.Database);
        var erasing = new EraseHolder(
            new ErasureTable(_store.Database), Orders, new HolderResultTable(_store.Database), links, _store.Results,
            new HolderKeys(Codes, _vault, links), Watching.Record(_store.Database), new MetadataVault(_vault), _vault,
            NullLogger<EraseHolder>.Instance);
        var request = new EraseHolderRequest
        {
            Holder = new AccessHolder { Kind = HolderKind.Person, Id = Id },
            OrderReference = order,
            LegalBasis = "Luật 91/2025/QH15",
            Officer = "quan-tri-vien",
            CarryOut = carryOut,
        };
        return erasing.RunAsync(Administrator, request, "", default);
    }

    /// <summary>The database itself refuses the second result, or the order's end.</summary>
    private Task<int> BreakAtAsync(bool secondResult) => _store.Database.CommitAsync(0, async session =>
    {
        if (_store.Options.Engine == DatabaseEngine.Postgresql)
        {
            await session.Sql("""
                CREATE OR REPLACE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF TG_TABLE_NAME = 'erasure' OR (SELECT MAX(results) FROM erasure) > 0 THEN
                        RAISE EXCEPTION 'broken off';
                    END IF;
                    RETURN NEW;
                END $$
                """).ExecuteAsync();
        }

        var trigger = (secondResult, _store.Options.Engine) switch
        {
            (true, DatabaseEngine.Sqlite) => session.Sql("""
                CREATE TRIGGER break_result BEFORE UPDATE ON result WHEN (SELECT MAX(results) FROM erasure) > 0
                BEGIN SELECT RAISE(ABORT, 'broken off'); END
                """),
            (false, DatabaseEngine.Sqlite) => session.Sql("""
                CREATE TRIGGER break_order BEFORE UPDATE OF finished_at ON erasure
                BEGIN SELECT RAISE(ABORT, 'broken off'); END
                """),
            (true, _) => session.Sql("""
                CREATE TRIGGER break_result BEFORE UPDATE ON result FOR EACH ROW EXECUTE FUNCTION break_off()
                """),
            _ => session.Sql("""
                CREATE TRIGGER break_order BEFORE UPDATE OF finished_at ON erasure
                FOR EACH ROW EXECUTE FUNCTION break_off()
                """),
        };
        return await trigger.ExecuteAsync();
    });

    private Task<int> MendAsync() => _store.Database.CommitAsync(0, async session =>
    {
        if (_store.Options.Engine == DatabaseEngine.Postgresql)
        {
            return await session.Sql("DROP FUNCTION break_off CASCADE").ExecuteAsync();
        }

        await session.Sql("DROP TRIGGER IF EXISTS break_result").ExecuteAsync();
        return await session.Sql("DROP TRIGGER IF EXISTS break_order").ExecuteAsync();
    });
}

public sealed class SqliteErasureTests() : ErasureContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresErasureTests() : ErasureContract(async () => await TestStore.OnPostgresAsync());
