using System.Data.Common;

namespace ResultStore.Storage.PersonalData.Rotation;

/// <summary>Rows found by a holder's blind index: which are of an older key, and how they are written anew.</summary>
internal static class HolderIndex
{
    /// <summary>Results of a range of buckets' holders that stand under another version, behind one.</summary>
    public static ValueTask<List<IndexedResult>> ListAsync(
        Session session, short from, int version, IndexedResult? after, int limit) => session.Sql("""
        SELECT DISTINCT bucket, result_id, result_bucket FROM result_holder
        WHERE bucket >= @from AND bucket < @to AND key_version <> @version
          AND (bucket > @bucket OR result_id > @after)
        ORDER BY bucket, result_id LIMIT @limit
        """)
        .Set("@from", after?.HolderBucket ?? from).Set("@to", (short)(from + RowRange.Buckets))
        .Set("@version", version).Set("@bucket", after?.HolderBucket ?? from)
        .Set("@after", after?.Id.ToBytes() ?? new byte[16]).Set("@limit", limit)
        .ListAsync(reader => new IndexedResult(reader.GetInt16(0), reader.Id(1), reader.GetInt16(2)));

    /// <summary>Puts a result's holders of one bucket under a version, and takes the older versions away.</summary>
    /// <returns>Rows taken away.</returns>
    public static async Task<int> ReplaceAsync(
        Session session, int version, IndexedResult result, IReadOnlyList<IndexedHolder> holders)
    {
        var bucket = result.HolderBucket;
        foreach (var holder in holders)
        {
            await session.Sql("""
                INSERT INTO result_holder (bucket, key_version, blind_index, result_id, result_bucket, position)
                VALUES (@bucket, @version, @blind_index, @result_id, @result_bucket, @position)
                ON CONFLICT (bucket, key_version, blind_index, result_id) DO NOTHING
                """)
                .Set("@bucket", bucket).Set("@version", version).Set("@blind_index", holder.BlindIndex)
                .Set("@result_id", result.Id).Set("@result_bucket", result.Bucket)
                .Set("@position", holder.Position)
                .ExecuteAsync();
        }

        return await session.Sql("""
            DELETE FROM result_holder
            WHERE bucket = @bucket AND key_version <> @version AND result_id = @result_id
            """)
            .Set("@bucket", bucket).Set("@version", version).Set("@result_id", result.Id)
            .ExecuteAsync();
    }

    /// <summary>Ends of links of a range of buckets' holders that stand under another version.</summary>
    public static ValueTask<List<IndexedLink>> ListLinksAsync(Session session, short from, int version) =>
        session.Sql("""
            SELECT k.bucket, k.link_id, k.blind_index, l.told
            FROM holder_link_key k JOIN holder_link l ON l.bucket = k.link_bucket AND l.link_id = k.link_id
            WHERE k.bucket >= @from AND k.bucket < @to AND k.key_version <> @version
            """)
            .Set("@from", from).Set("@to", (short)(from + RowRange.Buckets)).Set("@version", version)
            .ListAsync(Link);

    public static Task<int> MoveLinkAsync(
        Session session, int version, IndexedLink link, byte[] blindIndex) => session.Sql("""
        UPDATE holder_link_key SET key_version = @version, blind_index = @blind_index
        WHERE bucket = @bucket AND blind_index = @old AND link_id = @link_id
        """)
        .Set("@bucket", link.HolderBucket).Set("@version", version).Set("@blind_index", blindIndex)
        .Set("@old", link.BlindIndex).Set("@link_id", link.Id)
        .ExecuteAsync();

    private static IndexedLink Link(DbDataReader reader) =>
        new(reader.GetInt16(0), reader.Id(1), reader.Bytes(2), reader.Bytes(3));
}

/// <param name="HolderBucket">Of the holder.</param>
/// <param name="Bucket">Of the result.</param>
internal sealed record IndexedResult(short HolderBucket, ResultId Id, short Bucket);

/// <param name="Position">0: the holder who decided the result's bucket.</param>
internal sealed record IndexedHolder(byte[] BlindIndex, short Position);

/// <param name="HolderBucket">Of the holder.</param>
/// <param name="BlindIndex">As it stands.</param>
/// <param name="Told">The link itself, encrypted.</param>
internal sealed record IndexedLink(short HolderBucket, ResultId Id, byte[] BlindIndex, byte[] Told);
