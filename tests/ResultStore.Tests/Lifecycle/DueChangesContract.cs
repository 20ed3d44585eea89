using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ResultStore.Lifecycle;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Tests.Reuse;
using ResultStore.Tests.Storage;
using ResultStore.V1;
using ResultStatus = ResultStore.Storage.ResultStatus;

namespace ResultStore.Tests.Lifecycle;

/// <summary>Changes whose time has come, on either engine.</summary>
public abstract class DueChangesContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private TestStore _database = null!;
    private ReuseStore _store = null!;

    public async Task InitializeAsync()
    {
        _database = (TestStore)await newStore();
        _store = new ReuseStore(_database);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [EngineFact]
    public async Task One_that_is_damaged_ends_neither_the_server_nor_the_waiting_of_the_others()
    {
        var (damaged, sound) = (await WaitingAsync(isDamaged: true), await WaitingAsync(isDamaged: false));
        using var due = new DueChanges(
            new ChangeTable(_database.Database), _store.Terms, new MetadataVault(_store.Vault), _store.Vault,
            TimeProvider.System, Options.Create(new LifecycleOptions { DueCheckMs = 100 }),
            NullLogger<DueChanges>.Instance);

        await due.StartAsync(default);
        while ((await StandsAsync(sound)).Status == ResultStatus.Valid)
        {
            Assert.False(due.ExecuteTask!.IsFaulted, "the job has ended");
            await Task.Delay(20);
        }

        await Task.Delay(300); // another round meets the damaged one again
        Assert.False(due.ExecuteTask!.IsCompleted);
        await due.StopAsync(default);

        Assert.Equal(ResultStatus.Revoked, (await StandsAsync(sound)).Status);
        Assert.Equal(ResultStatus.Valid, (await StandsAsync(damaged)).Status);
    }

    private async Task<ResultRow> StandsAsync(ResultRow row) =>
        (await _database.Results.FindByIdAsync(row.Bucket, row.Id, default))!;

    private async Task<ResultRow> WaitingAsync(bool isDamaged)
    {
        var row = await _store.AddAsync("KQ.H17.000001", persons: "048090001234");
        var told = _store.Vault.Encrypt(new HistoryEntry { Reason = "Cấp sai" }.ToByteArray(), row.Id.ToBytes());
        told[^1] ^= (byte)(isDamaged ? 1 : 0);
        var now = TimeProvider.System.GetUtcNow();
        Assert.IsType<ChangeOutcome.Changed>(await new ChangeTable(_database.Database).AddAsync(new NewChange
        {
            Id = ResultId.New(TimeProvider.System),
            Kind = EventKind.Revoked,
            Seen = await StandsAsync(row),
            Next = ResultStatus.Revoked,
            RecordedAt = now.AddHours(-2),
            EffectiveAt = now.AddHours(isDamaged ? -1.5 : -1),
            SystemId = "agency",
            DecisionNumber = "1/QĐ",
            Told = told,
        }));
        return row;
    }
}

public sealed class SqliteDueChangesTests() : DueChangesContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresDueChangesTests() : DueChangesContract(async () => await TestStore.OnPostgresAsync());
