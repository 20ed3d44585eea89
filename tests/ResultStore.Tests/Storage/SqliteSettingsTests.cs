using ResultStore.Storage;

namespace ResultStore.Tests.Storage;

public sealed class SqliteSettingsTests
{
    [Fact]
    public async Task Waits_for_the_disk_before_a_commit_is_acknowledged()
    {
        await using var store = await TestStore.OnSqliteAsync();

        Assert.Equal("wal", await WriterAsync(store, session =>
            session.Sql("PRAGMA journal_mode").FirstAsync(reader => reader.GetString(0))));
        Assert.Equal("2", await WriterAsync(store, session =>
            session.Sql("PRAGMA synchronous").FirstAsync(reader => reader.GetString(0)))); // FULL
    }

    [Fact]
    public async Task Refuses_to_write_on_a_connection_for_reading()
    {
        await using var store = await TestStore.OnSqliteAsync();

        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.Database.ReadAsync(
            async session => await session.Sql("DELETE FROM result").ExecuteAsync(), CancellationToken.None));
    }

    private static Task<string?> WriterAsync(TestStore store, Func<Session, ValueTask<string?>> read) =>
        store.Database.CommitAsync(0, async session => await read(session));
}
