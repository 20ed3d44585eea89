namespace ResultStore.Storage;

/// <summary>
/// What must not change under a store: its id, the fingerprints of its bucket and code keys. A server started with
/// other keys finds out here, before it issues a code that cannot be found again.
/// </summary>
internal sealed class FactTable(Database database)
{
    /// <summary>The value under this name; the given one if there was none.</summary>
    public Task<byte[]> EnsureAsync(string name, byte[] value) => database.CommitAsync(0, async session =>
        (await session.Sql("""
            INSERT INTO store_fact (name, value) VALUES (@name, @value)
            ON CONFLICT (name) DO UPDATE SET value = store_fact.value
            RETURNING value
            """).Set("@name", name).Set("@value", value).FirstAsync(reader => reader.Bytes(0)))!);

    /// <summary>Puts a value in the place of another. Only for facts that are meant to change.</summary>
    public Task<int> SetAsync(string name, byte[] value) => database.CommitAsync(0, session => session.Sql("""
        INSERT INTO store_fact (name, value) VALUES (@name, @value)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """).Set("@name", name).Set("@value", value).ExecuteAsync());

    /// <summary>Puts a value in the place of the one that was read; false: it has changed since.</summary>
    public async Task<bool> TryReplaceAsync(string name, byte[] known, byte[] value) =>
        await database.CommitAsync(0, session => session.Sql("""
            UPDATE store_fact SET value = @value WHERE name = @name AND value = @known
            """).Set("@name", name).Set("@known", known).Set("@value", value).ExecuteAsync()) > 0;

    public ValueTask<byte[]?> FindAsync(string name, CancellationToken ct) => database.ReadAsync(session =>
        session.Sql("SELECT value FROM store_fact WHERE name = @name").Set("@name", name)
            .FirstAsync(reader => reader.Bytes(0)), ct);
}
