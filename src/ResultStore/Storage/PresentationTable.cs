using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>QRs that holders showed, and how often they were looked at.</summary>
internal sealed class PresentationTable(Database database)
{
    /// <summary>Ends when durable: a presentation that is shown is one that can be counted.</summary>
    public Task<int> AddAsync(PresentationRow row) => database.CommitAsync(row.Bucket, session => session.Sql("""
        INSERT INTO presentation (bucket, presentation_id, result_id, issued_at, expires_at, client_id, reads)
        VALUES (@bucket, @presentation_id, @result_id, @issued_at, @expires_at, @client_id, 0)
        """)
        .Set("@bucket", row.Bucket).Set("@presentation_id", row.Id).Set("@result_id", row.Result)
        .Set("@issued_at", row.IssuedAt).Set("@expires_at", row.ExpiresAt).Set("@client_id", row.ClientId)
        .ExecuteAsync());

    /// <summary>Counts one look.</summary>
    /// <returns>False: the store made no such presentation of that result.</returns>
    public Task<bool> CountAsync(short bucket, byte[] id, ResultId result, DateTimeOffset at) =>
        database.CommitAsync(bucket, async session => await session.Sql("""
            UPDATE presentation SET reads = reads + 1, last_read_at = @at
            WHERE bucket = @bucket AND presentation_id = @presentation_id AND result_id = @result_id
            """)
            .Set("@bucket", bucket).Set("@presentation_id", id).Set("@result_id", result).Set("@at", at)
            .ExecuteAsync() == 1);

    /// <summary>The last made first.</summary>
    public ValueTask<List<PresentationRow>> ListAsync(
        short bucket, ResultId result, int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT bucket, presentation_id, result_id, issued_at, expires_at, client_id, reads, last_read_at
            FROM presentation WHERE bucket = @bucket AND result_id = @result_id
            ORDER BY bucket DESC, result_id DESC, issued_at DESC LIMIT @limit
            """)
            .Set("@bucket", bucket).Set("@result_id", result).Set("@limit", limit)
            .ListAsync(Row), ct);

    private static PresentationRow Row(DbDataReader reader) => new(
        reader.GetInt16(0), reader.Bytes(1), reader.Id(2), reader.Time(3), reader.Time(4), reader.GetString(5),
        reader.GetInt32(6), reader.TimeOrNull(7));
}

/// <param name="Bucket">Of the result.</param>
/// <param name="Id">8 random bytes, as in the token.</param>
internal sealed record PresentationRow(
    short Bucket,
    byte[] Id,
    ResultId Result,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    string ClientId,
    int Reads = 0,
    DateTimeOffset? LastReadAt = null);
