using Microsoft.Data.Sqlite;
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

    [Fact]
    public async Task Moves_what_was_committed_into_the_database_file_while_it_goes_on_serving()
    {
        await using var store = await TestStore.OnSqliteAsync();
        await store.Database.CommitAsync(0, async session =>
            await session.Sql("CREATE TABLE moved (text_value TEXT)").ExecuteAsync()
                + await session.Sql("INSERT INTO moved VALUES ('there')").ExecuteAsync());

        // The file alone, without its log, as it would be read elsewhere.
        var copy = store.Options.Database + ".copy";
        for (var turn = 0; ; turn++)
        {
            File.Copy(store.Options.Database, copy, overwrite: true);
            if (Read(copy) == "there")
            {
                return;
            }

            Assert.True(turn < 300, "Nothing was moved within a minute.");
            await Task.Delay(200);
        }
    }

    private static string? Read(string copy)
    {
        using var connection = new SqliteConnection($"Data Source={copy};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        try
        {
            command.CommandText = "SELECT text_value FROM moved";
            return command.ExecuteScalar() as string;
        }
        catch (SqliteException)
        {
            return null; // not there yet, or copied in the midst of being moved
        }
    }

    private static Task<string?> WriterAsync(TestStore store, Func<Session, ValueTask<string?>> read) =>
        store.Database.CommitAsync(0, async session => await read(session));
}
