using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ResultStore.Access;
using ResultStore.Holders;
using ResultStore.Ops;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Tests.Access;
using ResultStore.Tests.Sealing;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Holders;

/// <summary>A store with a person in it, and what erases them.</summary>
internal sealed class ErasureSite(TestStore store)
{
    public const string Id = "048090001234";

    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)1, 32)];
    private static readonly Caller Administrator = new("quan-tri", [ClientRole.Administrator], [], 0, false);

    public static CodeIssuer Codes { get; } = new(Key, Key);

    public static HolderId Holder => Person(Id);

    public PersonalDataVault Vault { get; } = new(
        new Dictionary<short, byte[]> { [1] = Key }, new Dictionary<short, byte[]> { [1] = Key });

    public MovableClock Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public MetadataVault Metadata => new(Vault);

    public ErasureOrderTable Table => new(store.Database);

    public ErasureOrders Orders => new(
        Table, Vault, Options.Create(new HolderOptions { ErasureLeaseSeconds = 60 }), Clock);

    private ErasureWork Work => new(new ErasureTable(store.Database), OnRecord, store.Results, Metadata, Vault);

    private PersonOnRecord OnRecord
    {
        get
        {
            var links = new HolderLinkTable(store.Database);
            return new PersonOnRecord(
                new ErasureTable(store.Database), new HolderResultTable(store.Database), links,
                new HolderKeys(Codes, Vault, links), Metadata, Vault);
        }
    }

    public static HolderId Person(string id) =>
        HolderId.TryParse(HolderKind.Person, id, out var holder) ? holder : throw new InvalidOperationException(id);

    /// <summary>What a server does in the background.</summary>
    public UnfinishedErasures Job(StoreMetrics metrics) => new(
        Orders, Work, metrics, Options.Create(new HolderOptions()), Clock, NullLogger<UnfinishedErasures>.Instance);

    public Task<ResultRow> AddAsync(byte[]? cipher = null, params HolderId[] others) =>
        HeldResults.AddAsync(store, Vault, Codes, Holder, cipher, others);

    public async Task<string> TellAsync(ResultRow row) =>
        Metadata.Show((await store.Results.FindByIdAsync(row.Bucket, row.Id, default))!).ToString();

    /// <param name="result">To come.</param>
    /// <param name="code">Reserved.</param>
    /// <param name="first">Null: this person alone.</param>
    public ReservationRow Reserved(ResultId result, byte[] code, HolderId? first = null)
    {
        var metadata = new ResultMetadata { ResultName = "Giấy khai sinh" };
        if (first is { } before)
        {
            metadata.Holders.Add(new Holder
            {
                Kind = HolderKind.Person,
                Id = before.Canonical["person:".Length..],
                Name = "Trần Thị Bình",
            });
        }

        metadata.Holders.Add(new Holder { Kind = HolderKind.Person, Id = Id, Name = "Nguyễn Văn An" });
        var hidden = Metadata.Hide(metadata, result);
        return new ReservationRow
        {
            Bucket = Codes.BucketOf(first ?? Holder),
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
            HolderDigest = Vault.DigestOf(first ?? Holder),
            MetadataDigest = new byte[32],
            Token = [1],
            Metadata = hidden.Clear,
            HolderCipher = hidden.Cipher,
        };
    }

    public IReadOnlyList<HolderKey> Keys => OnRecord.KeysOf(Holder);

    /// <summary>An order on record that somebody else carries out by hand.</summary>
    public async Task<HeldOrder> OrderAsync()
    {
        var id = ResultId.New(TimeProvider.System);
        var now = Clock.GetUtcNow();
        await Table.AddAsync(new ErasureRow
        {
            Id = id,
            At = now,
            ClientId = "quan-tri",
            DataKeyVersion = 1,
            Told = Vault.Encrypt([], id.ToBytes()),
            AskedAt = now,
            DueAt = now.AddMinutes(1),
        });
        return new HeldOrder(id, () => now.AddMinutes(1));
    }

    /// <summary>A correction for tomorrow, of the result as it was read.</summary>
    public NewChange Correction(ResultRow row, string number)
    {
        var now = Clock.GetUtcNow();
        return new NewChange
        {
            Id = ResultId.New(TimeProvider.System),
            Kind = EventKind.Corrected,
            Seen = row,
            Next = row.Status,
            RecordedAt = now,
            EffectiveAt = now.AddDays(1),
            SystemId = "motcua",
            DecisionNumber = number,
            Told = Vault.Encrypt([], row.Id.ToBytes()),
            Corrected = row,
        };
    }

    public async Task<EraseHolderResponse> EraseAsync(string order = "12/QĐ-TA") =>
        Assert.IsType<EraseOutcome.Done>(await RunAsync(carryOut: true, order)).Response;

    public async Task<EraseHolderResponse> CountAsync() =>
        Assert.IsType<EraseOutcome.Done>(await RunAsync(carryOut: false)).Response;

    public Task<EraseOutcome> RunAsync(bool carryOut, string order = "12/QĐ-TA")
    {
        var erasing = new EraseHolder(
            new ErasureTable(store.Database), Orders, Work, OnRecord, Watching.Record(store.Database),
            Metadata, NullLogger<EraseHolder>.Instance);
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
    public Task<int> BreakAtAsync(bool secondResult) => store.Database.CommitAsync(0, async session =>
    {
        if (store.Options.Engine == DatabaseEngine.Postgresql)
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

        var trigger = (secondResult, store.Options.Engine) switch
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

    public Task<int> MendAsync() => store.Database.CommitAsync(0, async session =>
    {
        if (store.Options.Engine == DatabaseEngine.Postgresql)
        {
            return await session.Sql("DROP FUNCTION break_off CASCADE").ExecuteAsync();
        }

        await session.Sql("DROP TRIGGER IF EXISTS break_result").ExecuteAsync();
        return await session.Sql("DROP TRIGGER IF EXISTS break_order").ExecuteAsync();
    });
}
