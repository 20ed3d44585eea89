using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>Orders to erase. Each stands before anything is erased by it, and is counted up with what is.</summary>
internal sealed class ErasureOrderTable(Database database)
{
    /// <summary>Ends when durable.</summary>
    public Task<int> AddAsync(ErasureRow order)
    {
        var bucket = Buckets.OfId(order.Id);
        return database.CommitAsync(bucket, session => session.Sql("""
            INSERT INTO erasure (bucket, erasure_id, at, client_id, results, row_count, data_key_version, told,
                                 finished_at)
            VALUES (@bucket, @erasure_id, @at, @client_id, 0, 0, @version, @told, NULL)
            """)
            .Set("@bucket", bucket).Set("@erasure_id", order.Id).Set("@at", order.At)
            .Set("@client_id", order.ClientId).Set("@version", order.DataKeyVersion).Set("@told", order.Told)
            .ExecuteAsync());
    }

    /// <summary>Adds to what an order erased, in the transaction that erases it.</summary>
    public static Task<int> CountAsync(Session session, ResultId order, int results, int rows) => session.Sql("""
        UPDATE erasure SET results = results + @results, row_count = row_count + @row_count
        WHERE bucket = @bucket AND erasure_id = @erasure_id
        """)
        .Set("@results", results).Set("@row_count", rows).Set("@bucket", Buckets.OfId(order))
        .Set("@erasure_id", order)
        .ExecuteAsync();

    /// <summary>Nothing is left to erase by it; ends when durable. One that was finished stays so.</summary>
    /// <param name="order">Its id.</param>
    /// <param name="told">In place of what was told, without the holder.</param>
    /// <param name="keyVersion">Of the key of <paramref name="told"/>.</param>
    /// <param name="now">When.</param>
    /// <returns>As it stands.</returns>
    public Task<ErasureRow> FinishAsync(ResultId order, byte[] told, int keyVersion, DateTimeOffset now)
    {
        var bucket = Buckets.OfId(order);
        return database.CommitAsync(bucket, async session => (await session.Sql("""
            UPDATE erasure SET finished_at = COALESCE(finished_at, @now), told = @told, data_key_version = @version
            WHERE bucket = @bucket AND erasure_id = @erasure_id
            RETURNING erasure_id, at, client_id, results, row_count, data_key_version, told, finished_at
            """)
            .Set("@now", now).Set("@told", told).Set("@version", keyVersion).Set("@bucket", bucket)
            .Set("@erasure_id", order)
            .FirstAsync(Row))!);
    }

    /// <summary>Those under way or broken off, the last first.</summary>
    public ValueTask<List<ErasureRow>> ListUnfinishedAsync(CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT erasure_id, at, client_id, results, row_count, data_key_version, told, finished_at
            FROM erasure WHERE finished_at IS NULL ORDER BY erasure_id DESC
            """).ListAsync(Row), ct);

    /// <summary>The last first.</summary>
    public ValueTask<List<ErasureRow>> ListAsync(int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT erasure_id, at, client_id, results, row_count, data_key_version, told, finished_at
            FROM erasure ORDER BY erasure_id DESC LIMIT @limit
            """).Set("@limit", limit).ListAsync(Row), ct);

    private static ErasureRow Row(DbDataReader reader) => new()
    {
        Id = reader.Id(0),
        At = reader.Time(1),
        ClientId = reader.GetString(2),
        Results = reader.GetInt32(3),
        Rows = reader.GetInt32(4),
        DataKeyVersion = reader.GetInt32(5),
        Told = reader.Bytes(6),
        FinishedAt = reader.TimeOrNull(7),
    };
}

/// <summary>An order to erase.</summary>
internal sealed record ErasureRow
{
    public required ResultId Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string ClientId { get; init; }

    public int Results { get; init; }

    public int Rows { get; init; }

    public required int DataKeyVersion { get; init; }

    /// <summary>Order, legal basis, officer; the holder only until it is finished.</summary>
    public required byte[] Told { get; init; }

    /// <summary>Null: under way, or broken off.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
