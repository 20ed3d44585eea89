using EndToEnd.Tests.CommandLine;
using EndToEnd.Tests.Site;
using Microsoft.Data.Sqlite;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace EndToEnd.Tests.Outages;

/// <summary>
/// What operations.md tells an operator to do: a copy made while the store takes pushes, the machine lost, the copy put
/// in place, the pushes made again.
/// </summary>
public sealed class RestoreTests : IDisposable
{
    private readonly DirectoryInfo _backup = Directory.CreateTempSubdirectory("resultstore-backup-");

    public void Dispose() => _backup.Delete(recursive: true);

    [Fact]
    public async Task A_store_on_SQLite_restored_from_a_copy_made_while_it_ran_has_all_acknowledged_before()
    {
        await using var site = await OutageTests.StartedAsync(new DevelopmentSite());
        var database = Path.Combine(site.Site.Data, "resultstore.db");
        var copy = Path.Combine(_backup.FullName, "resultstore.db");

        await LoseAndRestoreAsync(
            site.Site,
            () =>
            {
                using var running = new SqliteConnection($"Data Source={database};Pooling=False");
                using var aside = new SqliteConnection($"Data Source={copy};Pooling=False");
                running.Open();
                aside.Open();
                running.BackupDatabase(aside); // what .backup of sqlite3 does
                return Task.CompletedTask;
            },
            () =>
            {
                File.Copy(copy, database);
                return Task.CompletedTask;
            });
    }

    [Fact]
    public async Task A_store_on_PostgreSQL_restored_from_a_dump_made_while_it_ran_has_all_acknowledged_before()
    {
        if (PostgresServer.Absent is { } reason)
        {
            Assert.Fail($"{reason}; tests/prepare.sh installs it.");
        }

        await using var postgres = await PostgresServer.StartAsync();
        var database = await postgres.NewDatabaseAsync();
        var (address, name) = Address(database);
        var dump = Path.Combine(_backup.FullName, "resultstore.dump");
        await using var site = await OutageTests.StartedAsync(new DevelopmentSite
        {
            Settings = settings => TwoStores.OnPostgres(settings, database),
        });

        await LoseAndRestoreAsync(
            site.Site,
            () => Tool.RunAsync(PostgresServer.Program("pg_dump"), "-Fc", "-f", dump, address + name),
            async () =>
            {
                await postgres.ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
                await postgres.ExecuteAsync($"CREATE DATABASE {name}");
                await Tool.RunAsync(PostgresServer.Program("pg_restore"), "-e", "-d", address + name, dump);
            });
    }

    private async Task LoseAndRestoreAsync(DevelopmentSite site, Func<Task> copyDatabase, Func<Task> restoreDatabase)
    {
        var papers = new Papers(site);
        var before = new List<(SubmitResultRequest Request, Receipt Receipt)>();
        var after = new List<(SubmitResultRequest Request, Receipt Receipt)>();
        for (var i = 0; i < 3; i++)
        {
            await PushAsync(before);
        }

        // The store goes on taking pushes; which of these the copy has is not known.
        var copied = Task.Run(async () =>
        {
            await copyDatabase();
            await CopyAsync(Path.Combine(site.Data, "documents"), Path.Combine(_backup.FullName, "documents"));
            foreach (var folder in (string[])["keys", "trust", "tls", "clients"])
            {
                await CopyAsync(Path.Combine(site.Data, folder), Path.Combine(_backup.FullName, folder));
            }
        });
        do
        {
            await PushAsync(after);
        }
        while (!copied.IsCompleted);
        await copied;
        await PushAsync(after);

        await site.Store.KillAsync();
        File.Delete(Path.Combine(site.Data, "resultstore.db"));
        File.Delete(Path.Combine(site.Data, "resultstore.db-wal"));
        File.Delete(Path.Combine(site.Data, "resultstore.db-shm"));
        foreach (var folder in (string[])["documents", "keys", "trust", "tls", "clients"])
        {
            if (Directory.Exists(Path.Combine(_backup.FullName, folder)))
            {
                Directory.Delete(Path.Combine(site.Data, folder), recursive: true);
                await CopyAsync(Path.Combine(_backup.FullName, folder), Path.Combine(site.Data, folder));
            }
        }

        await restoreDatabase();
        await MustNotStartWithoutDocumentsAsync(site);
        await MustNotStartWithoutItsDatabaseAsync(site);
        site.StartStore();
        await site.UntilReadyAsync();
        var (exit, health, _) = await Tthc.RunAsync(["doctor", "--data", site.Data, "--json"]);
        Assert.True(exit == 0, health.ToJsonString());

        foreach (var (request, receipt) in before)
        {
            var answer = await site.Verification.VerifyCodeAsync(
                new VerifyCodeRequest { Code = receipt.Code }, deadline: DevelopmentSite.In(60));
            Assert.Equal(VerificationState.Valid, answer.State);
            await Documents.MustBeWholeAsync(site, receipt, request.Document.ToByteArray());
            var again = (await OutageTests.SubmitAsync(site, request)).Receipt;
            Assert.Equal((receipt.Code, true), (again.Code, again.Repeated));
        }

        // The last was acknowledged after the copy was made, so the push made again is the first one to this store.
        foreach (var (request, _) in after)
        {
            var again = (await OutageTests.SubmitAsync(site, request)).Receipt;
            await Documents.MustBeWholeAsync(site, again, request.Document.ToByteArray());
        }

        var (lost, known) = after[^1];
        var code = (await OutageTests.SubmitAsync(site, lost)).Receipt.Code;
        Assert.NotEqual(known.Code, code);
        var gone = await site.Verification.VerifyCodeAsync(
            new VerifyCodeRequest { Code = known.Code }, deadline: DevelopmentSite.In(60));
        Assert.Equal(VerificationState.Unknown, gone.State);

        async Task PushAsync(List<(SubmitResultRequest, Receipt)> pushed)
        {
            var request = await papers.RequestAsync();
            pushed.Add((request, (await OutageTests.SubmitAsync(site, request)).Receipt));
        }
    }

    /// <summary>The database is there and the disk with the documents is not.</summary>
    private async Task MustNotStartWithoutDocumentsAsync(DevelopmentSite site)
    {
        var nowhere = Path.Combine(_backup.FullName, "not", "mounted");
        var empty = Directory.CreateDirectory(Path.Combine(_backup.FullName, "empty", "00")).Parent!.FullName;
        foreach (var folder in (string[])[nowhere, empty])
        {
            var (exit, _, error) = await Tool.TryRunAsync(
                "dotnet",
                [
                    Repository.Program("ResultStore", "ResultStore.dll"),
                    "--settings", Path.Combine(site.Data, "resultstore.json"), "--Storage:Documents", folder,
                ]);
            Assert.True(exit == 78 && error.Contains("restore the documents", StringComparison.Ordinal), error);
            var (_, told, _) = await Tool.TryRunAsync(
                "dotnet",
                [Repository.Program("Cli", "tthc.dll"), "doctor", "--data", site.Data],
                new Dictionary<string, string> { ["Storage__Documents"] = folder });
            Assert.Contains($"{folder}: holds no document", told, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(nowhere));
    }

    /// <summary>The documents are there, and what the settings name as the database is no file, or an empty one.
    /// </summary>
    private static async Task MustNotStartWithoutItsDatabaseAsync(DevelopmentSite site)
    {
        var (mistyped, empty) = (Path.Combine(site.Data, "resultstoer.db"), Path.Combine(site.Data, "empty.db"));
        await File.WriteAllBytesAsync(empty, []);
        foreach (var database in (string[])[mistyped, empty])
        {
            var (_, told, _) = await Tool.TryRunAsync(
                "dotnet",
                [Repository.Program("Cli", "tthc.dll"), "doctor", "--data", site.Data],
                new Dictionary<string, string> { ["Storage__Engine"] = "sqlite", ["Storage__Database"] = database });
            Assert.Contains($"{database}: not there or empty, while ", told, StringComparison.Ordinal);
            var (exit, _, error) = await Tool.TryRunAsync(
                "dotnet",
                [
                    Repository.Program("ResultStore", "ResultStore.dll"),
                    "--settings", Path.Combine(site.Data, "resultstore.json"), "--Storage:Engine", "sqlite",
                    "--Storage:Database", database,
                ]);
            Assert.True(exit == 78 && error.Contains("restore the database", StringComparison.Ordinal), error);
        }

        Assert.False(File.Exists(mistyped));
    }

    /// <summary>As rsync does, owner and mode too.</summary>
    private static async Task CopyAsync(string from, string to)
    {
        if (Directory.Exists(from))
        {
            await Tool.RunAsync("cp", "-a", from, to);
        }
    }

    private static (string Address, string Name) Address(string connectionString)
    {
        var parts = new Npgsql.NpgsqlConnectionStringBuilder(connectionString);
        return ($"postgresql://{parts.Username}@{parts.Host}:{parts.Port}/", parts.Database!);
    }
}
