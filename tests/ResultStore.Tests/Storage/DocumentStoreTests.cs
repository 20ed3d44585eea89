using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Proof.Pades;
using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

public sealed class DocumentStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("resultstore-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Keeps_a_document_under_its_hash()
    {
        using var store = Open();
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        using var spool = store.NewSpool(1 << 20);
        foreach (var chunk in bytes.Chunk(70_001))
        {
            Assert.True(spool.TryAppend(chunk));
        }

        await store.StoreAsync(spool);

        Assert.Equal(SHA256.HashData(bytes), spool.Sha256);
        Assert.True(spool.Bytes.Span.SequenceEqual(bytes));
        using var mapped = store.Map(spool.Sha256)!;
        Assert.True(mapped.Bytes.Span.SequenceEqual(bytes));
        Assert.Equal(bytes, Read(store, spool.Sha256));
        Assert.Equal(DocumentState.Intact, store.Verify(spool.Sha256));
        var name = Convert.ToHexStringLower(spool.Sha256);
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "documents", name[..2], name)));
    }

    [Fact]
    public async Task Keeps_a_revision_after_its_original()
    {
        using var store = Open();
        var bytes = RandomNumberGenerator.GetBytes(400_000);
        var revision = RandomNumberGenerator.GetBytes(5_000);
        using var original = Filled(store, bytes);
        using var revised = store.NewSpool(original, new SealedFile([bytes, revision]));

        await store.StoreAsync(original, revised);
        await store.StoreAsync(original, revised); // another draw of the code stores the same files again

        Assert.Equal(bytes, Read(store, original.Sha256));
        Assert.Equal([.. bytes, .. revision], Read(store, SHA256.HashData([.. bytes, .. revision])));
    }

    [Fact]
    public async Task Makes_the_folder_of_a_name_anew_where_it_was_taken_away_while_the_store_runs()
    {
        using var store = Open();
        var bytes = RandomNumberGenerator.GetBytes(1_000);
        using var spool = Filled(store, bytes);
        var folder = Path.Combine(_folder.FullName, "documents", Convert.ToHexStringLower(spool.Sha256)[..2]);
        Directory.Delete(folder);

        Assert.Empty(store.List((short)((spool.Sha256[0] << 4) | (spool.Sha256[1] >> 4))));
        await store.StoreAsync(spool);

        Assert.Equal(bytes, Read(store, spool.Sha256));
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder));
        }
    }

    [Fact]
    public async Task Says_of_a_folder_that_is_away_that_it_is_and_makes_none_in_its_place()
    {
        using var store = Open();
        var root = Path.Combine(_folder.FullName, "documents");
        Directory.Move(root, root + ".elsewhere");
        Directory.CreateDirectory(root); // as an empty mount point is there

        var begun = Assert.Throws<StorageUnavailableException>(() => store.NewSpool(10));
        using var made = store.NewSpool(new byte[10]);
        var stored = await Assert.ThrowsAsync<StorageUnavailableException>(() => store.StoreAsync(made));

        Assert.StartsWith("The document folder is away", begun.Message, StringComparison.Ordinal);
        Assert.StartsWith("The document folder is away", stored.Message, StringComparison.Ordinal);
        Assert.Throws<StorageUnavailableException>(() => store.List(0));
        Assert.Empty(Directory.EnumerateFileSystemEntries(root));

        Directory.Delete(root);
        Directory.Move(root + ".elsewhere", root); // it is back: nothing has to be started again
        using var again = store.NewSpool(new byte[10]);
        await store.StoreAsync(again);
        Assert.Equal(DocumentState.Intact, store.Verify(again.Sha256));
    }

    [Fact]
    public void Takes_no_more_than_allowed()
    {
        using var store = Open();
        using var spool = store.NewSpool(10);

        Assert.True(spool.TryAppend(new byte[10]));
        Assert.False(spool.TryAppend(new byte[1]));

        Assert.Equal(10, spool.Bytes.Length);
    }

    [Fact]
    public void Leaves_nothing_of_a_document_that_was_not_stored()
    {
        using var store = Open();
        Filled(store, new byte[1000]).Dispose();

        Assert.Empty(Files());
    }

    [Fact]
    public async Task Stores_the_same_document_from_many_at_once()
    {
        using var store = Open();
        var bytes = RandomNumberGenerator.GetBytes(50_000);
        var spools = Enumerable.Range(0, 16).Select(_ => Filled(store, bytes)).ToList();

        await Task.WhenAll(spools.Select(spool => store.StoreAsync(spool)));

        spools.ForEach(spool => spool.Dispose());
        Assert.Equal(bytes, Read(store, SHA256.HashData(bytes)));
        Assert.Single(Files());
    }

    [Fact]
    public async Task Finds_an_altered_document_and_mends_it_when_it_comes_again()
    {
        using var store = Open();
        var bytes = RandomNumberGenerator.GetBytes(50_000);
        using (var spool = Filled(store, bytes))
        {
            await store.StoreAsync(spool);
        }

        var path = Files().Single();
        var damaged = (byte[])bytes.Clone();
        damaged[4711] ^= 1;
        await File.WriteAllBytesAsync(path, damaged);
        Assert.Equal(DocumentState.Altered, store.Verify(SHA256.HashData(bytes)));
        using (var mapped = store.Map(SHA256.HashData(bytes))!)
        {
            Assert.False(mapped.HasSha256(SHA256.HashData(bytes)));
        }

        using var again = Filled(store, bytes);
        await store.StoreAsync(again);

        Assert.Equal(DocumentState.Intact, store.Verify(SHA256.HashData(bytes)));
    }

    [Fact]
    public void Knows_no_document_that_was_never_stored()
    {
        using var store = Open();

        Assert.Null(store.OpenRead(new byte[32]));
        Assert.Null(store.Map(new byte[32]));
        Assert.Equal(DocumentState.Missing, store.Verify(new byte[32]));
    }

    [Fact]
    public async Task Keeps_an_empty_document()
    {
        using var store = Open();
        using var spool = Filled(store, []);

        await store.StoreAsync(spool);

        Assert.Equal(0, spool.Bytes.Length);
        using var mapped = store.Map(SHA256.HashData([]))!;
        Assert.True(mapped.Bytes.IsEmpty);
    }

    [Fact]
    public void Gives_memory_back_and_reads_the_same_again()
    {
        using var store = Open();
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        using var spool = Filled(store, bytes);
        Assert.True(spool.Bytes.Span.SequenceEqual(bytes));

        spool.LetGo();

        Assert.True(spool.Bytes.Span.SequenceEqual(bytes));
    }

    [Fact]
    public void Refuses_bytes_of_a_document_that_was_disposed()
    {
        using var store = Open();
        var spool = Filled(store, new byte[100]);
        var bytes = spool.Bytes;
        spool.Dispose();

        Assert.Throws<ObjectDisposedException>(() => bytes.Span.Length);
    }

    [Fact]
    public void Removes_uploads_left_behind_but_not_those_of_another_server()
    {
        using (Open())
        {
        }

        var spool = Path.Combine(_folder.FullName, "documents", "spool");
        File.WriteAllBytes(Path.Combine(spool, "old"), [1]);
        File.SetLastWriteTimeUtc(Path.Combine(spool, "old"), TimeProvider.System.GetUtcNow().AddHours(-2).UtcDateTime);
        File.WriteAllBytes(Path.Combine(spool, "new"), [1]);

        using var store = Open();

        Assert.Equal(["new"], Directory.EnumerateFiles(spool).Select(Path.GetFileName));
    }

    [Fact]
    public void Lets_nobody_else_look_into_its_folder()
    {
        using var store = Open();

        Assert.True(OperatingSystem.IsWindows()
            || File.GetUnixFileMode(Path.Combine(_folder.FullName, "documents"))
                == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    private static Spool Filled(DocumentStore store, byte[] bytes)
    {
        var spool = store.NewSpool(1 << 20);
        Assert.True(spool.TryAppend(bytes));
        return spool;
    }

    private static byte[] Read(DocumentStore store, byte[] sha256)
    {
        using var stream = store.OpenRead(sha256)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private DocumentStore Open() => new(
        Options.Create(new StorageOptions { Documents = Path.Combine(_folder.FullName, "documents") }),
        TimeProvider.System);

    private string[] Files() =>
        Directory.GetFiles(Path.Combine(_folder.FullName, "documents"), "*", SearchOption.AllDirectories);
}
