namespace ResultStore.Storage;

/// <content>Looking through the log, by ids: they grow with time.</content>
internal sealed partial class AccessTable
{
    private static readonly byte[] BeforeAll = new byte[16];
    private static readonly byte[] AfterAll = [.. Enumerable.Repeat((byte)0xFF, 16)];

    /// <summary>The smallest id that a row of this instant or later can have (RFC 9562, 5.7).</summary>
    public static byte[] FirstIdAt(DateTimeOffset instant)
    {
        var id = new byte[16];
        var ms = Math.Max(0, instant.ToUnixTimeMilliseconds());
        for (var i = 5; i >= 0; i--, ms >>= 8)
        {
            id[i] = (byte)ms;
        }

        return id;
    }

    /// <summary>Rows with ids from <paramref name="from"/> to before <paramref name="before"/>, the latest
    /// first.</summary>
    /// <param name="clientId">Of this system only; empty: of all.</param>
    /// <param name="from">Null: from the first.</param>
    /// <param name="before">Null: to the last.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="ct">Ends the reading.</param>
    public ValueTask<List<FoundAccess>> LatestAsync(
        string clientId, byte[]? from, byte[]? before, int limit, CancellationToken ct) =>
        database.ReadAsync(
            session => (clientId.Length == 0
                ? session.Sql("""
                    SELECT a.bucket, a.access_id, a.result_id, a.at, a.client_id, a.agency_code, a.officer,
                           a.operation, a.purpose, a.dossier_code, a.items, a.outcome, a.address, a.owner_agency,
                           a.session, r.code
                    FROM access a LEFT JOIN result r ON r.bucket = a.bucket AND r.result_id = a.result_id
                    WHERE a.access_id >= @from AND a.access_id < @before ORDER BY a.access_id DESC LIMIT @limit
                    """)
                : session.Sql("""
                    SELECT a.bucket, a.access_id, a.result_id, a.at, a.client_id, a.agency_code, a.officer,
                           a.operation, a.purpose, a.dossier_code, a.items, a.outcome, a.address, a.owner_agency,
                           a.session, r.code
                    FROM access a LEFT JOIN result r ON r.bucket = a.bucket AND r.result_id = a.result_id
                    WHERE a.client_id = @client_id AND a.access_id >= @from AND a.access_id < @before
                    ORDER BY a.client_id DESC, a.access_id DESC LIMIT @limit
                    """).Set("@client_id", clientId))
                .Set("@from", from ?? BeforeAll).Set("@before", before ?? AfterAll).Set("@limit", limit)
                .ListAsync(Found),
            ct);

    /// <summary>The same, the earliest first, behind <paramref name="after"/>.</summary>
    /// <inheritdoc cref="LatestAsync"/>
    /// <param name="after">The last id seen, or one less than the first wanted.</param>
    public ValueTask<List<FoundAccess>> EarliestAsync(
        string clientId, byte[]? after, byte[]? before, int limit, CancellationToken ct) =>
        database.ReadAsync(
            session => (clientId.Length == 0
                ? session.Sql("""
                    SELECT a.bucket, a.access_id, a.result_id, a.at, a.client_id, a.agency_code, a.officer,
                           a.operation, a.purpose, a.dossier_code, a.items, a.outcome, a.address, a.owner_agency,
                           a.session, r.code
                    FROM access a LEFT JOIN result r ON r.bucket = a.bucket AND r.result_id = a.result_id
                    WHERE a.access_id > @after AND a.access_id < @before ORDER BY a.access_id LIMIT @limit
                    """)
                : session.Sql("""
                    SELECT a.bucket, a.access_id, a.result_id, a.at, a.client_id, a.agency_code, a.officer,
                           a.operation, a.purpose, a.dossier_code, a.items, a.outcome, a.address, a.owner_agency,
                           a.session, r.code
                    FROM access a LEFT JOIN result r ON r.bucket = a.bucket AND r.result_id = a.result_id
                    WHERE a.client_id = @client_id AND a.access_id > @after AND a.access_id < @before
                    ORDER BY a.client_id, a.access_id LIMIT @limit
                    """).Set("@client_id", clientId))
                .Set("@after", after ?? BeforeAll).Set("@before", before ?? AfterAll).Set("@limit", limit)
                .ListAsync(Found),
            ct);

    /// <summary>Reads of one result, the latest first.</summary>
    /// <inheritdoc cref="LatestAsync"/>
    /// <param name="bucket">Of the result.</param>
    /// <param name="result">The result.</param>
    public ValueTask<List<FoundAccess>> LatestOfResultAsync(
        short bucket, ResultId result, byte[]? from, byte[]? before, int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT a.bucket, a.access_id, a.result_id, a.at, a.client_id, a.agency_code, a.officer, a.operation,
                   a.purpose, a.dossier_code, a.items, a.outcome, a.address, a.owner_agency, a.session, r.code
            FROM access a JOIN result r ON r.bucket = a.bucket AND r.result_id = a.result_id
            WHERE a.bucket = @bucket AND a.result_id = @result_id AND a.access_id >= @from AND a.access_id < @before
            ORDER BY a.bucket DESC, a.result_id DESC, a.access_id DESC LIMIT @limit
            """)
            .Set("@bucket", bucket).Set("@result_id", result)
            .Set("@from", from ?? BeforeAll).Set("@before", before ?? AfterAll).Set("@limit", limit)
            .ListAsync(Found), ct);

    /// <summary>Reads of all results of one holder, the latest first.</summary>
    /// <inheritdoc cref="LatestAsync"/>
    /// <param name="holder">Under one version of the blind-index key.</param>
    public ValueTask<List<FoundAccess>> LatestOfHolderAsync(
        HolderKey holder, byte[]? from, byte[]? before, int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT a.bucket, a.access_id, a.result_id, a.at, a.client_id, a.agency_code, a.officer, a.operation,
                   a.purpose, a.dossier_code, a.items, a.outcome, a.address, a.owner_agency, a.session, r.code
            FROM result_holder h
            JOIN result r ON r.bucket = h.result_bucket AND r.result_id = h.result_id
            JOIN access a ON a.bucket = h.result_bucket AND a.result_id = h.result_id
            WHERE h.bucket = @bucket AND h.key_version = @key_version AND h.blind_index = @blind_index
              AND a.access_id >= @from AND a.access_id < @before
            ORDER BY a.access_id DESC LIMIT @limit
            """)
            .Set("@bucket", holder.Bucket).Set("@key_version", holder.KeyVersion)
            .Set("@blind_index", holder.BlindIndex)
            .Set("@from", from ?? BeforeAll).Set("@before", before ?? AfterAll).Set("@limit", limit)
            .ListAsync(Found), ct);

    /// <summary>Every result of one holder.</summary>
    public ValueTask<List<ResultId>> ResultsOfHolderAsync(HolderKey holder, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT result_id FROM result_holder
            WHERE bucket = @bucket AND key_version = @key_version AND blind_index = @blind_index
            """)
            .Set("@bucket", holder.Bucket).Set("@key_version", holder.KeyVersion)
            .Set("@blind_index", holder.BlindIndex)
            .ListAsync(reader => reader.Id(0)), ct);

    private static FoundAccess Found(System.Data.Common.DbDataReader reader) =>
        new(Row(reader), reader.BytesOrNull(15));
}
