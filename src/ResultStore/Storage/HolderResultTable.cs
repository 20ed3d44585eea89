using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>From a holder's blind index to their results.</summary>
internal sealed class HolderResultTable(Database database)
{
    // What Candidate reads, in its order.
    private const string CandidateColumns = """
        r.bucket, r.result_id, r.code, r.system_id, r.agency_code, r.result_type_code, r.result_number,
        r.issued_on, r.valid_until, r.value_class, r.status, r.disputed_at,
        (SELECT MIN(c.effective_at) FROM result_change c
         WHERE c.bucket = r.bucket AND c.result_id = r.result_id AND c.state = 2 AND c.kind IN (4, 5, 6, 7)),
        (SELECT MIN(c.valid_until) FROM result_change c
         WHERE c.bucket = r.bucket AND c.result_id = r.result_id AND c.state = 2 AND c.kind IN (2, 3)),
        r.signing_time_unproved
        """;

    private static readonly byte[] AfterAll = [.. Enumerable.Repeat((byte)0xFF, 16)];

    /// <summary>What a reuse decision needs of the newest results of each holder; one connection for all of
    /// them.</summary>
    /// <param name="holders">Each holder once for every version of the blind-index key.</param>
    /// <param name="limit">Most results a holder and version.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <returns>One list for each of <paramref name="holders"/>, in their order.</returns>
    public ValueTask<List<List<HolderResult>>> ListAsync(
        IReadOnlyList<HolderKey> holders, int limit, CancellationToken ct) => database.ReadAsync(async session =>
    {
        var found = new List<List<HolderResult>>(holders.Count);
        foreach (var holder in holders)
        {
            found.Add(await session.Sql($"""
                SELECT {CandidateColumns}
                FROM result_holder h JOIN result r ON r.bucket = h.result_bucket AND r.result_id = h.result_id
                WHERE h.bucket = @bucket AND h.key_version = @key_version AND h.blind_index = @blind_index
                ORDER BY h.bucket DESC, h.key_version DESC, h.blind_index DESC, h.result_id DESC LIMIT @limit
                """)
                .Set("@bucket", holder.Bucket).Set("@key_version", holder.KeyVersion)
                .Set("@blind_index", holder.BlindIndex).Set("@limit", limit)
                .ListAsync(Candidate));
        }

        return found;
    }, ct);

    /// <summary>The results of one holder that were stored before another one, the last stored first.</summary>
    /// <param name="holder">The holder under one version of the blind-index key.</param>
    /// <param name="before">Null: from the newest.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="ct">Ends the reading.</param>
    public ValueTask<List<ResultRow>> PageAsync(HolderKey holder, ResultId? before, int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql($"""
            SELECT {ResultReading.Columns}
            FROM result_holder h JOIN result r ON r.bucket = h.result_bucket AND r.result_id = h.result_id
            WHERE h.bucket = @bucket AND h.key_version = @key_version AND h.blind_index = @blind_index
              AND h.result_id < @before
            ORDER BY h.bucket DESC, h.key_version DESC, h.blind_index DESC, h.result_id DESC LIMIT @limit
            """)
            .Set("@bucket", holder.Bucket).Set("@key_version", holder.KeyVersion)
            .Set("@blind_index", holder.BlindIndex).Set("@before", before?.ToBytes() ?? AfterAll).Set("@limit", limit)
            .ListAsync(ResultReading.Row), ct);

    /// <summary>One result of a holder; null: it is not theirs.</summary>
    public ValueTask<HolderResult?> FindAsync(HolderKey holder, ResultId result, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql($"""
            SELECT {CandidateColumns}
            FROM result_holder h JOIN result r ON r.bucket = h.result_bucket AND r.result_id = h.result_id
            WHERE h.bucket = @bucket AND h.key_version = @key_version AND h.blind_index = @blind_index
              AND h.result_id = @result_id
            """)
            .Set("@bucket", holder.Bucket).Set("@key_version", holder.KeyVersion)
            .Set("@blind_index", holder.BlindIndex).Set("@result_id", result)
            .FirstAsync(Candidate), ct);

    /// <summary>Whether the result is this holder's.</summary>
    public async ValueTask<bool> HoldsAsync(HolderKey holder, ResultId result, CancellationToken ct) =>
        await database.ReadAsync(session => session.Sql("""
            SELECT result_id FROM result_holder
            WHERE bucket = @bucket AND key_version = @key_version AND blind_index = @blind_index
              AND result_id = @result_id
            """)
            .Set("@bucket", holder.Bucket).Set("@key_version", holder.KeyVersion)
            .Set("@blind_index", holder.BlindIndex).Set("@result_id", result)
            .FirstAsync(reader => reader.Bytes(0)), ct) is not null;

    private static HolderResult Candidate(DbDataReader reader) => new(
        reader.GetInt16(0), reader.Id(1), reader.Bytes(2), reader.GetString(3), reader.GetString(4),
            reader.GetString(5),
        reader.GetString(6), reader.Date(7), reader.DateOrNull(8), (ValueClass)reader.GetInt16(9),
        (ResultStatus)reader.GetInt16(10), reader.TimeOrNull(11), reader.TimeOrNull(12), reader.DateOrNull(13),
        reader.GetInt16(14) != 0);
}

/// <summary>A holder as <c>result_holder</c> knows them.</summary>
/// <param name="Bucket">Of this holder.</param>
internal sealed record HolderKey(short Bucket, int KeyVersion, byte[] BlindIndex);

/// <param name="Bucket">Of the result.</param>
/// <param name="EndsAt">When a replacement, annulment, revocation or suspension that is decided takes effect.</param>
/// <param name="ValidUntilToBe">The earliest last day of validity that a decided amendment brings.</param>
/// <param name="SigningTimeUnproved">Accepted though nothing proves when it was signed.</param>
internal sealed record HolderResult(
    short Bucket,
    ResultId Id,
    byte[] Code,
    string SystemId,
    string AgencyCode,
    string ResultTypeCode,
    string ResultNumber,
    DateOnly IssuedOn,
    DateOnly? ValidUntil,
    ValueClass ValueClass,
    ResultStatus Status,
    DateTimeOffset? DisputedAt,
    DateTimeOffset? EndsAt,
    DateOnly? ValidUntilToBe,
    bool SigningTimeUnproved);
