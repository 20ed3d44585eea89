using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>Which holder ids belong together. Append-only: a link is ended by a row of its own.</summary>
internal sealed class HolderLinkTable(Database database)
{
    /// <summary>Ends when durable.</summary>
    /// <param name="link">The link.</param>
    /// <param name="keys">From each of its ids to the other.</param>
    public Task<int> AddAsync(HolderLinkRow link, IReadOnlyList<HolderLinkKeyRow> keys)
    {
        var bucket = Buckets.OfId(link.Id);
        return database.CommitAsync(bucket, async session =>
        {
            await session.Sql("""
                INSERT INTO holder_link (bucket, link_id, kind, recorded_at, client_id, data_key_version, told)
                VALUES (@bucket, @link_id, @kind, @recorded_at, @client_id, @data_key_version, @told)
                """)
                .Set("@bucket", bucket).Set("@link_id", link.Id).Set("@kind", link.Kind)
                .Set("@recorded_at", link.RecordedAt).Set("@client_id", link.ClientId)
                .Set("@data_key_version", link.DataKeyVersion).Set("@told", link.Told)
                .ExecuteAsync();
            foreach (var key in keys)
            {
                await session.Sql("""
                    INSERT INTO holder_link_key (bucket, key_version, blind_index, link_id, link_bucket, sees,
                                                 data_key_version, other)
                    VALUES (@bucket, @key_version, @blind_index, @link_id, @link_bucket, @sees, @data_key_version,
                            @other)
                    """)
                    .Set("@bucket", key.From.Bucket).Set("@key_version", key.From.KeyVersion)
                    .Set("@blind_index", key.From.BlindIndex).Set("@link_id", link.Id).Set("@link_bucket", bucket)
                    .Set("@sees", (short)(key.Sees ? 1 : 0)).Set("@data_key_version", link.DataKeyVersion)
                    .Set("@other", key.Other)
                    .ExecuteAsync();
            }

            return keys.Count;
        });
    }

    /// <summary>Ends a link; one that has ended stays as it is.</summary>
    /// <returns>False: there is no such link.</returns>
    public Task<bool> UndoAsync(HolderLinkUndoRow undo)
    {
        var bucket = Buckets.OfId(undo.Id);
        return database.CommitAsync(bucket, async session =>
        {
            // Written (unchanged), so that what is acknowledged again is safe too.
            var there = await session.Sql("""
                UPDATE holder_link SET kind = kind WHERE bucket = @bucket AND link_id = @link_id
                """).Set("@bucket", bucket).Set("@link_id", undo.Id).ExecuteAsync();
            if (there == 0)
            {
                return false;
            }

            await session.Sql("""
                INSERT INTO holder_link_undo (bucket, link_id, recorded_at, client_id, data_key_version, told)
                VALUES (@bucket, @link_id, @recorded_at, @client_id, @data_key_version, @told)
                ON CONFLICT (bucket, link_id) DO NOTHING
                """)
                .Set("@bucket", bucket).Set("@link_id", undo.Id).Set("@recorded_at", undo.RecordedAt)
                .Set("@client_id", undo.ClientId).Set("@data_key_version", undo.DataKeyVersion)
                .Set("@told", undo.Told)
                .ExecuteAsync();
            return true;
        });
    }

    /// <summary>The other ends of standing links, whose results count as this holder's.</summary>
    /// <param name="holder">One holder under every version of the blind-index key; one connection for all.</param>
    /// <param name="ct">Ends the reading.</param>
    public ValueTask<List<SeenHolder>> SeenByAsync(IReadOnlyList<HolderKey> holder, CancellationToken ct) =>
        database.ReadAsync(async session =>
        {
            var seen = new List<SeenHolder>();
            foreach (var key in holder)
            {
                seen.AddRange(await session.Sql("""
                    SELECT k.link_id, k.other FROM holder_link_key k
                    WHERE k.bucket = @bucket AND k.key_version = @key_version AND k.blind_index = @blind_index
                      AND k.sees = 1
                      AND NOT EXISTS (SELECT 1 FROM holder_link_undo u
                                      WHERE u.bucket = k.link_bucket AND u.link_id = k.link_id)
                    """)
                    .Set("@bucket", key.Bucket).Set("@key_version", key.KeyVersion)
                    .Set("@blind_index", key.BlindIndex)
                    .ListAsync(reader => new SeenHolder(reader.Id(0), reader.Bytes(1))));
            }

            return seen;
        }, ct);

    /// <summary>All links of one holder, the last made first.</summary>
    public async ValueTask<List<HolderLinkRow>> ListAsync(IReadOnlyList<HolderKey> holder, CancellationToken ct)
    {
        var ids = await database.ReadAsync(async session =>
        {
            var found = new List<ResultId>();
            foreach (var key in holder)
            {
                found.AddRange(await session.Sql("""
                    SELECT link_id FROM holder_link_key
                    WHERE bucket = @bucket AND key_version = @key_version AND blind_index = @blind_index
                    """)
                    .Set("@bucket", key.Bucket).Set("@key_version", key.KeyVersion)
                    .Set("@blind_index", key.BlindIndex)
                    .ListAsync(reader => reader.Id(0)));
            }

            return found;
        }, ct);
        var links = new List<HolderLinkRow>();
        foreach (var id in ids.Distinct().OrderByDescending(id => id.ToBytes(), ByteOrder.Instance))
        {
            links.Add((await FindAsync(id, ct))!);
        }

        return links;
    }

    /// <summary>Null: there is no such link.</summary>
    public ValueTask<HolderLinkRow?> FindAsync(ResultId id, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT l.link_id, l.kind, l.recorded_at, l.client_id, l.data_key_version, l.told,
                   u.recorded_at, u.client_id, u.told
            FROM holder_link l LEFT JOIN holder_link_undo u ON u.bucket = l.bucket AND u.link_id = l.link_id
            WHERE l.bucket = @bucket AND l.link_id = @link_id
            """)
            .Set("@bucket", Buckets.OfId(id)).Set("@link_id", id).FirstAsync(Row), ct);

    private static HolderLinkRow Row(DbDataReader reader) => new(
        reader.Id(0), reader.GetInt16(1), reader.Time(2), reader.GetString(3), reader.GetInt32(4), reader.Bytes(5))
    {
        UndoneAt = reader.TimeOrNull(6),
        UndoneBy = reader.TextOrNull(7) ?? "",
        UndoTold = reader.BytesOrNull(8),
    };
}

/// <summary>Two ids that belong together; what was told of it is encrypted.</summary>
internal sealed record HolderLinkRow(
    ResultId Id, short Kind, DateTimeOffset RecordedAt, string ClientId, int DataKeyVersion, byte[] Told)
{
    /// <summary>Null: it stands.</summary>
    public DateTimeOffset? UndoneAt { get; init; }

    public string UndoneBy { get; init; } = "";

    public byte[]? UndoTold { get; init; }
}

/// <summary>The end of a link.</summary>
internal sealed record HolderLinkUndoRow(
    ResultId Id, DateTimeOffset RecordedAt, string ClientId, int DataKeyVersion, byte[] Told);

/// <summary>From one id of a link to the other.</summary>
/// <param name="From">Under the newest version of the blind-index key.</param>
/// <param name="Sees">Whether what is the other's counts as this one's.</param>
/// <param name="Other">The other's canonical id, encrypted.</param>
internal sealed record HolderLinkKeyRow(HolderKey From, bool Sees, byte[] Other);

/// <param name="Other">Its canonical id, encrypted.</param>
internal sealed record SeenHolder(ResultId Link, byte[] Other);
