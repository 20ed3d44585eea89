using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

public sealed class CrashTests
{
    private const int Rounds = 10;

    [Fact]
    public async Task Loses_nothing_acknowledged_when_the_server_is_killed_in_the_middle()
    {
        var folder = Directory.CreateTempSubdirectory("resultstore-test-");
        var acknowledged = new List<(short Bucket, ResultId Id)>();
        for (var round = 0; round < Rounds; round++)
        {
            // Killed after a number of acknowledgements, not after a time: the same on a slow machine.
            acknowledged.AddRange(await WriteAndKillAsync(folder.FullName, 5 + (7 * round)));
        }

        var options = Options.Create(StartupHook.Options(folder.FullName));
        await using var database = new Database(options);
        await database.MigrateAsync(TimeProvider.System, CancellationToken.None);
        using var documents = new DocumentStore(options, TimeProvider.System);
        var results = new ResultTable(database);
        foreach (var (bucket, id) in acknowledged)
        {
            var row = await results.FindByIdAsync(bucket, id, CancellationToken.None);
            Assert.NotNull(row);
            Assert.Equal(DocumentState.Intact, documents.Verify(row.SubmittedSha256));
            Assert.Equal(DocumentState.Intact, documents.Verify(row.SealedSha256));
            Assert.Single(await new EventTable(database).ListAsync(bucket, id, CancellationToken.None));
            Assert.NotNull(await results.ReadEvidenceAsync(bucket, id, CancellationToken.None));
        }

        Assert.InRange(acknowledged.Count, 5 * Rounds, int.MaxValue);
        await NothingIsHalfVisibleAsync(database, documents, options.Value.Documents);
        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static async Task NothingIsHalfVisibleAsync(Database database, DocumentStore documents, string folder)
    {
        // A file that has its name is whole, whether a row names it or not.
        var named = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path).Length == 64);
        Assert.All(named, path => Assert.Equal(
            DocumentState.Intact, documents.Verify(Convert.FromHexString(Path.GetFileName(path)))));

        // Each row has all that was written with it, acknowledged or not.
        var counts = await database.ReadAsync(session => session.Sql("""
            SELECT (SELECT COUNT(*) FROM result), (SELECT COUNT(*) FROM push), (SELECT COUNT(*) FROM event),
                   (SELECT COUNT(*) FROM result_evidence), (SELECT COUNT(*) FROM status_slot),
                   (SELECT COUNT(*) FROM document) / 2, (SELECT COUNT(*) FROM result_holder) / 2
            """).FirstAsync(reader => Enumerable.Range(0, 7).Select(reader.GetInt64).ToArray()), default);
        Assert.Single(counts!.Distinct());
        var integrity = await database.ReadAsync(
            session => session.Sql("PRAGMA integrity_check").FirstAsync(reader => reader.GetString(0)), default);
        Assert.Equal("ok", integrity);
    }

    private static async Task<List<(short Bucket, ResultId Id)>> WriteAndKillAsync(string folder, int count)
    {
        var assembly = typeof(CrashTests).Assembly.Location;
        using var writer = Process.Start(new ProcessStartInfo("dotnet", [assembly])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_STARTUP_HOOKS"] = assembly, [StartupHook.FolderVariable] = folder },
        })!;
        var acknowledged = new List<(short, ResultId)>();
        while (await writer.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is [var bucket, { Length: 36 } id])
            {
                acknowledged.Add((short.Parse(bucket, CultureInfo.InvariantCulture), new(Guid.Parse(id))));
            }

            if (acknowledged.Count == count)
            {
                writer.Kill(); // SIGKILL; what it had said by then is read to the end
            }
        }

        await writer.WaitForExitAsync();
        Assert.InRange(acknowledged.Count, count, int.MaxValue);
        return acknowledged;
    }
}
