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
                                 finished_at, asked_at, due_at)
            VALUES (@bucket, @erasure_id, @at, @client_id, 0, 0, @version, @told, NULL, @asked_at, @due_at)
            """)
            .Set("@bucket", bucket).Set("@erasure_id", order.Id).Set("@at", order.At)
            .Set("@client_id", order.ClientId).Set("@version", order.DataKeyVersion).Set("@told", order.Told)
            .Set("@asked_at", order.AskedAt).Set("@due_at", order.DueAt)
            .ExecuteAsync());
    }

    /// <summary>Adds to what an order erased, in the transaction that erases it; a sign of life of who works on it.
    /// </summary>
    public static Task<int> CountAsync(Session session, HeldOrder order, int results, int rows) => session.Sql("""
        UPDATE erasure SET results = results + @results, row_count = row_count + @row_count, due_at = @due_at
        WHERE bucket = @bucket AND erasure_id = @erasure_id
        """)
        .Set("@results", results).Set("@row_count", rows).Set("@due_at", order.Until())
        .Set("@bucket", Buckets.OfId(order.Id)).Set("@erasure_id", order.Id)
        .ExecuteAsync();

    /// <summary>Takes up an unfinished order, unless somebody was faster; ends when durable.</summary>
    /// <param name="order">As it was read.</param>
    /// <param name="askedAt">Now, where it was asked for again by hand; else as it was.</param>
    /// <param name="until">For so long others leave it alone; each row erased by it puts that off.</param>
    /// <returns>As it stands; null: it is another's now, or finished.</returns>
    public Task<ErasureRow?> TakeAsync(ErasureRow order, DateTimeOffset askedAt, DateTimeOffset until)
    {
        var (bucket, isAsked) = (Buckets.OfId(order.Id), askedAt > order.AskedAt);
        return database.CommitAsync(bucket, async session => await session.Sql("""
            UPDATE erasure SET asked_at = @asked_at, due_at = @until, attempts = attempts + 1
            WHERE bucket = @bucket AND erasure_id = @erasure_id AND finished_at IS NULL
              AND (due_at = @seen OR @is_asked = 1)
            RETURNING erasure_id, at, client_id, results, row_count, data_key_version, told, finished_at, asked_at,
                      due_at, attempts, damaged
            """)
            .Set("@asked_at", askedAt).Set("@until", until).Set("@bucket", bucket).Set("@erasure_id", order.Id)
            .Set("@seen", order.DueAt).Set("@is_asked", isAsked ? 1 : 0)
            .FirstAsync(Row));
    }

    /// <summary>Nothing is left to erase by it; ends when durable. One that was finished stays so, and one that was
    /// asked for again meanwhile stays open: there may be more by now.</summary>
    /// <param name="order">As it was taken up.</param>
    /// <param name="told">In place of what was told, without the holder.</param>
    /// <param name="keyVersion">Of the key of <paramref name="told"/>.</param>
    /// <param name="now">When.</param>
    /// <returns>As it stands.</returns>
    public Task<ErasureRow> FinishAsync(ErasureRow order, byte[] told, int keyVersion, DateTimeOffset now)
    {
        var bucket = Buckets.OfId(order.Id);
        return database.CommitAsync(bucket, async session =>
        {
            await session.Sql("""
                UPDATE erasure SET finished_at = @now, told = @told, data_key_version = @version, damaged = 0
                WHERE bucket = @bucket AND erasure_id = @erasure_id AND finished_at IS NULL AND asked_at = @asked_at
                """)
                .Set("@now", now).Set("@told", told).Set("@version", keyVersion).Set("@bucket", bucket)
                .Set("@erasure_id", order.Id).Set("@asked_at", order.AskedAt)
                .ExecuteAsync();
            return (await FindAsync(session, order.Id))!;
        });
    }

    /// <summary>Nothing is left but what cannot be read; ends when durable.</summary>
    /// <param name="order">As it was taken up.</param>
    /// <param name="damaged">How many rows that is.</param>
    /// <param name="dueAt">When to look whether they can be read again.</param>
    /// <returns>As it stands.</returns>
    public Task<ErasureRow> PutOffAsync(ErasureRow order, int damaged, DateTimeOffset dueAt)
    {
        var bucket = Buckets.OfId(order.Id);
        return database.CommitAsync(bucket, async session =>
        {
            await session.Sql("""
                UPDATE erasure SET damaged = @damaged, due_at = @due_at
                WHERE bucket = @bucket AND erasure_id = @erasure_id AND finished_at IS NULL AND asked_at = @asked_at
                """)
                .Set("@damaged", damaged).Set("@due_at", dueAt).Set("@bucket", bucket)
                .Set("@erasure_id", order.Id).Set("@asked_at", order.AskedAt)
                .ExecuteAsync();
            return (await FindAsync(session, order.Id))!;
        });
    }

    /// <summary>Those under way or broken off, the last first; few at any time.</summary>
    public ValueTask<List<ErasureRow>> ListUnfinishedAsync(CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT erasure_id, at, client_id, results, row_count, data_key_version, told, finished_at, asked_at,
                   due_at, attempts, damaged
            FROM erasure WHERE finished_at IS NULL ORDER BY erasure_id DESC
            """).ListAsync(Row), ct);

    /// <summary>The last first.</summary>
    public ValueTask<List<ErasureRow>> ListAsync(int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT erasure_id, at, client_id, results, row_count, data_key_version, told, finished_at, asked_at,
                   due_at, attempts, damaged
            FROM erasure ORDER BY erasure_id DESC LIMIT @limit
            """).Set("@limit", limit).ListAsync(Row), ct);

    private static ValueTask<ErasureRow?> FindAsync(Session session, ResultId order) => session.Sql("""
        SELECT erasure_id, at, client_id, results, row_count, data_key_version, told, finished_at, asked_at,
               due_at, attempts, damaged
        FROM erasure WHERE bucket = @bucket AND erasure_id = @erasure_id
        """).Set("@bucket", Buckets.OfId(order)).Set("@erasure_id", order).FirstAsync(Row);

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
        AskedAt = reader.TimeOrNull(8) ?? reader.Time(1), // by a server of before
        DueAt = reader.Time(9),
        Attempts = reader.GetInt32(10),
        Damaged = reader.GetInt32(11),
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

    /// <summary>By hand, last. What has come since is not erased without being asked for.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Until then whoever works on it is left alone.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>How often it was taken up again.</summary>
    public int Attempts { get; init; }

    /// <summary>Rows that could not be read when it was last tried.</summary>
    public int Damaged { get; init; }
}

/// <summary>An order that is being carried out here.</summary>
/// <param name="Id">Of the order.</param>
/// <param name="Until">For how long others are to leave it alone, asked anew with each row.</param>
internal sealed record HeldOrder(ResultId Id, Func<DateTimeOffset> Until);
