using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>The catalogue's texts, append-only: a version is written whole or not at all.</summary>
internal sealed class CatalogueTable(Database database)
{
    // Versions are rare; they wait for each other in one lane.
    private const short Bucket = 0;

    /// <summary>0: there is none.</summary>
    public ValueTask<long> NewestAsync(CancellationToken ct) => database.ReadAsync(async session =>
        (await session.Sql("SELECT version FROM catalogue_version ORDER BY version DESC LIMIT 1")
            .FirstAsync(reader => new Number(reader.GetInt64(0))))?.Value ?? 0, ct);

    /// <summary>Texts of every version after one.</summary>
    public ValueTask<List<CatalogueTextRow>> ListAfterAsync(long version, CancellationToken ct) => database.ReadAsync(
        session => session.Sql("""
            SELECT version, kind, code, valid_from, body FROM catalogue_entry WHERE version > @version
            """).Set("@version", version).ListAsync(Text), ct);

    /// <summary>Newest first.</summary>
    public ValueTask<List<CatalogueVersionRow>> ListVersionsAsync(long below, int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT version, valid_from, imported_at, client_id, note, entries
            FROM catalogue_version WHERE version < @below ORDER BY version DESC LIMIT @limit
            """).Set("@below", below).Set("@limit", limit).ListAsync(Version), ct);

    /// <summary>Writes a version with its texts; ends when durable.</summary>
    /// <returns>False where the number is taken: someone else was first, nothing is written.</returns>
    public Task<bool> AddAsync(CatalogueVersionRow version, IReadOnlyList<CatalogueTextRow> texts) =>
        database.CommitAsync(Bucket, async session =>
        {
            var written = await session.Sql("""
                INSERT INTO catalogue_version (version, valid_from, imported_at, client_id, note, entries)
                VALUES (@version, @valid_from, @imported_at, @client_id, @note, @entries)
                ON CONFLICT (version) DO NOTHING
                """)
                .Set("@version", version.Version).Set("@valid_from", version.ValidFrom)
                .Set("@imported_at", version.ImportedAt).Set("@client_id", version.ClientId)
                .Set("@note", version.Note).Set("@entries", texts.Count)
                .ExecuteAsync();
            if (written == 0)
            {
                return false;
            }

            foreach (var text in texts)
            {
                await session.Sql("""
                    INSERT INTO catalogue_entry (version, kind, code, valid_from, body)
                    VALUES (@version, @kind, @code, @valid_from, @body)
                    """)
                    .Set("@version", version.Version).Set("@kind", text.Kind).Set("@code", text.Code)
                    .Set("@valid_from", text.ValidFrom).Set("@body", text.Body)
                    .ExecuteAsync();
            }

            return true;
        });

    private static CatalogueTextRow Text(DbDataReader reader) => new(
        reader.GetInt64(0), reader.GetInt16(1), reader.GetString(2), reader.Date(3), reader.BytesOrNull(4));

    private static CatalogueVersionRow Version(DbDataReader reader) => new(
        reader.GetInt64(0), reader.Date(1), reader.Time(2), reader.GetString(3), reader.GetString(4),
            reader.GetInt32(5));

    private sealed record Number(long Value);
}

/// <param name="Body">Protobuf; null: from that day on the entry is removed.</param>
internal sealed record CatalogueTextRow(long Version, short Kind, string Code, DateOnly ValidFrom, byte[]? Body);

internal sealed record CatalogueVersionRow(
    long Version, DateOnly ValidFrom, DateTimeOffset ImportedAt, string ClientId, string Note, int Entries);
