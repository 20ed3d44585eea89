using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

public sealed class DocumentScrubTests
{
    [Fact]
    public async Task Finds_what_was_altered_or_lost_and_removes_what_no_row_names()
    {
        await using var store = await TestStore.OnSqliteAsync();
        var folder = Path.Combine(Path.GetDirectoryName(store.Options.Database)!, "documents");
        var options = Options.Create(new StorageOptions { Documents = folder });
        using var documents = new DocumentStore(options, TimeProvider.System);
        var kept = await StoreAsync(documents);
        var altered = await StoreAsync(documents);
        var lost = RandomNumberGenerator.GetBytes(32);
        var (oldOrphan, newOrphan) = (await StoreAsync(documents), await StoreAsync(documents));
        await NameAsync(store, kept, altered);
        await NameAsync(store, lost, RandomNumberGenerator.GetBytes(32));
        await File.AppendAllTextAsync(PathOf(folder, altered), "more");
        File.SetLastWriteTimeUtc(PathOf(folder, oldOrphan), TimeProvider.System.GetUtcNow().AddDays(-8).UtcDateTime);

        var report = await new DocumentScrub(store.Database, documents, options, TimeProvider.System).RunAsync(default);

        Assert.Equal(1, report.Intact);
        Assert.Equal(altered, Assert.Single(report.Altered));
        Assert.Equal(2, report.Missing.Count);
        Assert.Contains(report.Missing, one => one.AsSpan().SequenceEqual(lost));
        Assert.Equal(1, report.Removed);
        Assert.Equal(DocumentState.Missing, documents.Verify(oldOrphan));
        Assert.Equal(DocumentState.Intact, documents.Verify(newOrphan));
    }

    [Fact]
    public async Task Puts_back_what_a_crash_left_set_aside()
    {
        var folder = Directory.CreateTempSubdirectory("resultstore-test-").FullName;
        var options = Options.Create(new StorageOptions { Documents = folder });
        byte[] sha256;
        using (var documents = new DocumentStore(options, TimeProvider.System))
        {
            sha256 = await StoreAsync(documents);
        }

        var path = PathOf(folder, sha256);
        File.Move(path, Path.Combine(folder, "spool", Path.GetFileName(path) + ".removed"));

        using var again = new DocumentStore(options, TimeProvider.System);

        Assert.Equal(DocumentState.Intact, again.Verify(sha256));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<byte[]> StoreAsync(DocumentStore documents)
    {
        using var spool = documents.NewSpool(1000);
        spool.TryAppend(RandomNumberGenerator.GetBytes(500));
        await documents.StoreAsync(spool);
        return spool.Sha256;
    }

    private static async Task NameAsync(TestStore store, byte[] submitted, byte[] sealedFile)
    {
        var push = Samples.Result();
        await store.Results.AddAsync(
            push with { Row = push.Row with { SubmittedSha256 = submitted, SealedSha256 = sealedFile } });
    }

    private static string PathOf(string folder, byte[] sha256)
    {
        var name = Convert.ToHexStringLower(sha256);
        return Path.Combine(folder, name[..2], name);
    }
}
