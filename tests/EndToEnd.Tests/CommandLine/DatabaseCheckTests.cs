using Cli.Setup;
using EndToEnd.Tests.Outages;
using EndToEnd.Tests.Site;
using Microsoft.Data.Sqlite;
using ResultStore.Tests.Storage;

namespace EndToEnd.Tests.CommandLine;

/// <summary>doctor looks into the database, beside a store at work and where there is none.</summary>
public sealed class DatabaseCheckTests
{
    [Fact]
    public async Task Doctor_knows_the_schema_and_looks_for_the_documents_and_leaves_nothing_behind()
    {
        await using var site = await OutageTests.StartedAsync(new DevelopmentSite());
        Assert.Equal(("results", "good", "none yet"), await FoundAsync(site.Site, "results"));
        var papers = new Papers(site.Site);
        var receipt = (await OutageTests.SubmitAsync(site.Site, await papers.RequestAsync())).Receipt;

        Assert.Equal("good", (await FoundAsync(site.Site, "schema")).Severity);
        Assert.StartsWith("2 files looked for, all", (await FoundAsync(site.Site, "results")).Sentence);
        Assert.NotEqual(
            receipt.Code, (await OutageTests.SubmitAsync(site.Site, await papers.RequestAsync())).Receipt.Code);

        // Killed, with its log beside it; a file of another size.
        await site.Site.Store.KillAsync();
        var sealedName = Convert.ToHexStringLower(receipt.SealedSha256.Span);
        await File.AppendAllTextAsync(Path.Combine(site.Site.Data, "documents", sealedName[..2], sealedName), "x");
        var (_, severity, sentence) = await FoundAsync(site.Site, "results");
        Assert.Equal("fault", severity);
        Assert.StartsWith("1 of 4 files", sentence, StringComparison.Ordinal);
        Assert.Contains(sealedName, sentence, StringComparison.Ordinal);

        // Ended as it should, there is no log. Older than the program, then newer.
        await ChangeAsync(site.Site, "DELETE FROM schema_version WHERE version = 506");
        var before = Directory.GetFiles(site.Site.Data).Order().ToList();
        Assert.Equal("warning", (await FoundAsync(site.Site, "schema")).Severity);
        Assert.Contains("by 1 version", (await FoundAsync(site.Site, "schema")).Sentence, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(site.Site.Data).Order());
        await ChangeAsync(site.Site, "INSERT INTO schema_version VALUES (9999, 'of_tomorrow', 0)");
        (_, severity, sentence) = await FoundAsync(site.Site, "schema");
        Assert.Equal("fault", severity);
        Assert.Contains("9999 (of_tomorrow) is unknown here", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_PostgreSQL_database_beside_documents_is_no_store_s_and_doctor_repeats_no_secret()
    {
        if (PostgresServer.Absent is { } reason)
        {
            Assert.Fail($"{reason}; tests/prepare.sh installs it.");
        }

        await using var postgres = await PostgresServer.StartAsync();
        var database = await postgres.NewDatabaseAsync();
        await using var site = await OutageTests.StartedAsync(new DevelopmentSite
        {
            Settings = settings => TwoStores.OnPostgres(settings, database),
        });
        await OutageTests.SubmitAsync(site.Site, await new Papers(site.Site).RequestAsync());
        Assert.Equal("good", (await FoundAsync(site.Site, "schema")).Severity);
        Assert.StartsWith("2 files looked for, all", (await FoundAsync(site.Site, "results")).Sentence);

        // A new, empty database beside the documents of another: nobody is to hear that their papers are unknown.
        await site.Site.Store.EndAsync();
        var empty = await postgres.NewDatabaseAsync();
        site.Site.Change(SettingsFiles.Store, settings => TwoStores.OnPostgres(settings, empty));
        site.Site.StartStore();
        var last = await site.Site.Store.LastWordsAsync();
        Assert.Contains("names an empty database, while", last, StringComparison.Ordinal);
        Assert.DoesNotContain("Host=", last, StringComparison.Ordinal);
        Assert.Equal("fault", (await FoundAsync(site.Site, "schema")).Severity);
        site.Site.Change(SettingsFiles.Store, settings => TwoStores.OnPostgres(settings, database));
        site.Site.StartStore();
        await site.Site.UntilReadyAsync();
        Assert.Equal("good", (await FoundAsync(site.Site, "schema")).Severity);

        var path = Path.Combine(site.Site.Data, "resultstore.json");
        var text = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(
            path, text.Replace("Database=", "Password=geheim-4711;Database=nosuch", StringComparison.Ordinal));
        var (_, severity, sentence) = await FoundAsync(site.Site, "database");
        Assert.Equal("fault", severity);
        Assert.Contains("3D000", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", sentence, StringComparison.Ordinal);
    }

    private static async Task ChangeAsync(DevelopmentSite site, string sql)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(site.Data, "resultstore.db")};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // a constant of this class
        command.CommandText = sql;
#pragma warning restore CA2100
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    /// <returns>The worst of what one check says.</returns>
    private static async Task<(string Check, string Severity, string Sentence)> FoundAsync(
        DevelopmentSite site, string check)
    {
        var (_, answer, _) = await Tthc.RunAsync(["doctor", "--data", site.Data, "--json"]);
        return answer["findings"]!.AsArray()
            .Select(each => (
                Check: (string)each!["check"]!,
                Severity: (string)each["severity"]!,
                Sentence: (string)each["sentence"]!))
            .Where(each => each.Check == check)
            .OrderByDescending(each => Array.IndexOf(["good", "warning", "fault"], each.Severity))
            .First();
    }
}
