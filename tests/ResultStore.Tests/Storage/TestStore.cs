using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

/// <summary>An empty store of one test's own, on either engine.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private TestStore(DirectoryInfo folder, StorageOptions options)
    {
        _folder = folder;
        Options = options;
        Database = new(Microsoft.Extensions.Options.Options.Create(options));
    }

    public StorageOptions Options { get; }

    public Database Database { get; private set; }

    public ResultTable Results => new(Database);

    public static async Task<TestStore> OnSqliteAsync()
    {
        var folder = Directory.CreateTempSubdirectory("resultstore-test-");
        return await MigratedAsync(folder, new() { Database = Path.Combine(folder.FullName, "store.db") });
    }

    public static async Task<TestStore> OnPostgresAsync() =>
        await OnPostgresAsync(await PostgresServer.Shared);

    public static async Task<TestStore> OnPostgresAsync(PostgresServer server, int timeoutSeconds = 5)
    {
        var folder = Directory.CreateTempSubdirectory("resultstore-test-");
        return await MigratedAsync(folder, new()
        {
            Engine = DatabaseEngine.Postgresql,
            Database = await server.NewDatabaseAsync(),
            Readers = 4,
            CommandTimeoutSeconds = timeoutSeconds,
        });
    }

    /// <summary>A second server process on the same data, as far as the database can tell.</summary>
    public Database OpenAnother() => new(Microsoft.Extensions.Options.Options.Create(Options));

    public async Task ReopenAsync()
    {
        await Database.DisposeAsync();
        Database = OpenAnother();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<TestStore> MigratedAsync(DirectoryInfo folder, StorageOptions options)
    {
        var store = new TestStore(folder, options);
        await store.Database.MigrateAsync(TimeProvider.System, CancellationToken.None);
        return store;
    }
}
