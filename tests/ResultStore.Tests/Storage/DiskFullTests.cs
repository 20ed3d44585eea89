using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

public sealed class DiskFullTests
{
    [TmpfsFact]
    public async Task Acknowledges_no_result_on_a_full_disk_and_goes_on_when_there_is_room()
    {
        using var disk = new SmallDisk(8);
        var options = new StorageOptions { Database = Path.Combine(disk.Path, "s.db") };
        await using var database = new Database(Options.Create(options));
        await database.MigrateAsync(TimeProvider.System, CancellationToken.None);
        var results = new ResultTable(database);
        var acknowledged = new List<NewResult>();
        var refused = new List<NewResult>();
        using (disk.Fill())
        {
            while (refused.Count < 20)
            {
                var push = Samples.Result();
                try
                {
                    await results.AddAsync(push);
                    acknowledged.Add(push);
                }
                catch (StorageUnavailableException)
                {
                    refused.Add(push);
                }
            }
        }

        foreach (var push in refused)
        {
            Assert.IsType<AddOutcome.Stored>(await results.AddAsync(Samples.Again(push)));
        }

        foreach (var push in acknowledged)
        {
            Assert.NotNull(await results.FindByIdAsync(push.Row.Bucket, push.Row.Id, default));
        }
    }

    [TmpfsFact]
    public async Task Keeps_no_part_of_a_document_on_a_full_disk_and_goes_on_when_there_is_room()
    {
        using var disk = new SmallDisk(2);
        using var store = new DocumentStore(
            Options.Create(new StorageOptions { Documents = Path.Combine(disk.Path, "d") }), TimeProvider.System);
        var bytes = RandomNumberGenerator.GetBytes(500_000);
        using (disk.Fill())
        {
            using var spool = store.NewSpool(1 << 20);
            Assert.Throws<StorageUnavailableException>(() => spool.TryAppend(bytes));
        }

        Assert.Empty(Directory.GetFiles(Path.Combine(disk.Path, "d"), "*", SearchOption.AllDirectories));
        using var again = store.NewSpool(1 << 20);
        Assert.True(again.TryAppend(bytes));
        await store.StoreAsync(again);
        Assert.Equal(DocumentState.Intact, store.Verify(again.Sha256));
    }
}
