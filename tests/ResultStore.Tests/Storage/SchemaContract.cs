using Google.Protobuf;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Storage;

/// <summary>What either engine must do when a program meets a schema.</summary>
public abstract class SchemaContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = (TestStore)await newStore();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [EngineFact]
    public async Task Changes_nothing_when_the_schema_is_up_to_date()
    {
        var result = Samples.Result();
        await _store.Results.AddAsync(result);

        await MigrateAsync();

        Assert.NotNull(await _store.Results.FindByIdAsync(result.Row.Bucket, result.Row.Id, default));
        Assert.Equal(Schema.Version, (await VersionsAsync()).Max());
    }

    [EngineFact]
    public async Task Marks_what_an_older_program_accepted_without_proof_of_time()
    {
        var (proved, unproved) = (Samples.Result(), Samples.Result());
        proved = proved with { Report = ReportOf("REVOKED_NO_POE") };
        unproved = unproved with { Report = ReportOf("NO_POE") };
        await _store.Results.AddAsync(proved);
        await _store.Results.AddAsync(unproved);
        await ChangeAsync(async session =>
        {
            await session.Sql("ALTER TABLE result DROP COLUMN signing_time_unproved").ExecuteAsync();
            return await session.Sql("DELETE FROM schema_version WHERE version = 508").ExecuteAsync();
        });

        await MigrateAsync();
        await _store.ReopenAsync();

        Assert.False(await IsMarkedAsync(proved));
        Assert.True(await IsMarkedAsync(unproved));
    }

    private async Task<bool> IsMarkedAsync(NewResult result) =>
        (await _store.Results.FindByIdAsync(result.Row.Bucket, result.Row.Id, default))!.SigningTimeUnproved;

    /// <summary>Of two signatures, one of them with this sub-indication.</summary>
    private static byte[] ReportOf(string subIndication) => new SignatureReport
    {
        Signatures =
        {
            new SignatureCard { Verdict = new SignatureVerdict { Indication = "TOTAL_PASSED" } },
            new SignatureCard
            {
                Verdict = new SignatureVerdict { Indication = "INDETERMINATE", SubIndication = subIndication },
            },
        },
    }.ToByteArray();

    [EngineFact]
    public async Task Refuses_a_schema_newer_than_the_program()
    {
        await ChangeAsync(session => session.Sql(
            "INSERT INTO schema_version (version, name, applied_at) VALUES (9999, 'tomorrow', 0)").ExecuteAsync());

        var refused = await Assert.ThrowsAsync<SchemaMismatchException>(MigrateAsync);

        Assert.Contains("9999", refused.Message, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Refuses_the_database_of_another_program()
    {
        await ChangeAsync(session => session.Sql("UPDATE schema_version SET name = 'webshop'").ExecuteAsync());

        var refused = await Assert.ThrowsAsync<SchemaMismatchException>(MigrateAsync);

        Assert.Contains("webshop", refused.Message, StringComparison.Ordinal);
    }

    private Task MigrateAsync() => _store.Database.MigrateAsync(TimeProvider.System, CancellationToken.None);

    private Task<int> ChangeAsync(Func<Session, Task<int>> change) => _store.Database.CommitAsync(0, change);

    private async Task<List<int>> VersionsAsync() => await _store.Database.ReadAsync(
        session => session.Sql("SELECT version FROM schema_version").ListAsync(reader => reader.GetInt32(0)),
        CancellationToken.None);
}

public sealed class SqliteSchemaTests() : SchemaContract(async () => await TestStore.OnSqliteAsync())
{
    [Fact]
    public async Task Is_made_once_when_several_servers_start_at_once()
    {
        var folder = Directory.CreateTempSubdirectory("resultstore-test-");
        await StartSeveral.AtOnceAsync(new() { Database = Path.Combine(folder.FullName, "store.db") });
        folder.Delete(recursive: true);
    }
}

[NeedsPostgres]
public sealed class PostgresSchemaTests() : SchemaContract(async () => await TestStore.OnPostgresAsync())
{
    [EngineFact]
    public async Task Is_made_once_when_several_servers_start_at_once() => await StartSeveral.AtOnceAsync(new()
    {
        Engine = DatabaseEngine.Postgresql,
        Database = await (await PostgresServer.Shared).NewDatabaseAsync(),
    });
}

internal static class StartSeveral
{
    public static async Task AtOnceAsync(StorageOptions options)
    {
        var servers = Enumerable.Range(0, 8)
            .Select(_ => new Database(Microsoft.Extensions.Options.Options.Create(options))).ToList();
        await Task.WhenAll(servers.Select(
            server => Task.Run(() => server.MigrateAsync(TimeProvider.System, CancellationToken.None))));
        Assert.All(await Task.WhenAll(servers.Select(server => new ResultTable(server).AddAsync(Samples.Result()))),
            outcome => Assert.IsType<AddOutcome.Stored>(outcome));
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }
    }
}
