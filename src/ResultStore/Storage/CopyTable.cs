using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>Further sealed files of results.</summary>
internal sealed class CopyTable(Database database)
{
    /// <summary>
    /// The copy an earlier request made; null: none. Written (unchanged), so that what is answered again is safe.
    /// </summary>
    public Task<CopyRow?> FindAgainAsync(short bucket, ResultId result, string clientId, string requestId) =>
        database.CommitAsync(bucket, session => FindAgainAsync(session, bucket, result, clientId, requestId));

    /// <summary>Numbers a copy and records it with its file; ends when durable.</summary>
    /// <param name="copy">Its number is given here.</param>
    /// <param name="usable">Whether the result's row, as it stands in the transaction, may be copied.</param>
    /// <returns>The copy that stands for the request: an earlier one where there is one. Null where
    /// <paramref name="usable"/> said no.</returns>
    public Task<CopyRow?> AddAsync(CopyRow copy, Func<ResultStatus, bool> usable) =>
        database.CommitAsync(copy.Bucket, async session =>
        {
            // The result's row is written first: a change of its status and other copies of it wait here.
            var stands = await session.Sql("""
                UPDATE result SET status = status WHERE bucket = @bucket AND result_id = @result_id RETURNING status
                """)
                .Set("@bucket", copy.Bucket).Set("@result_id", copy.Result)
                .FirstAsync(reader => new Standing((ResultStatus)reader.GetInt16(0)));
            if (stands is null || !usable(stands.Status))
            {
                return null;
            }

            var earlier = await FindAgainAsync(session, copy.Bucket, copy.Result, copy.ClientId, copy.RequestId);
            return earlier ?? await InsertAsync(session, copy);
        });

    private static async Task<CopyRow?> InsertAsync(Session session, CopyRow copy)
    {
        var last = await session.Sql("""
            SELECT copy_number FROM result_copy WHERE bucket = @bucket AND result_id = @result_id
            ORDER BY bucket DESC, result_id DESC, copy_number DESC LIMIT 1
            """)
            .Set("@bucket", copy.Bucket).Set("@result_id", copy.Result)
            .FirstAsync(reader => new Number(reader.GetInt32(0)));
        var numbered = copy with { Number = (last?.Value ?? 1) + 1 };
        await session.Sql("""
            INSERT INTO result_copy (bucket, result_id, copy_number, client_id, request_id, ground, sealed_sha256,
                                     sealed_length, seal_form, token, issued_at, seal_level, seal_target,
                                     raise_by)
            VALUES (@bucket, @result_id, @copy_number, @client_id, @request_id, @ground, @sealed_sha256,
                    @sealed_length, @seal_form, @token, @issued_at, @seal_level, @seal_target, @raise_by)
            """)
            .Set("@bucket", copy.Bucket).Set("@result_id", copy.Result).Set("@copy_number", numbered.Number)
            .Set("@client_id", copy.ClientId).Set("@request_id", copy.RequestId).Set("@ground", copy.Ground)
            .Set("@sealed_sha256", copy.SealedSha256).Set("@sealed_length", copy.SealedLength)
            .Set("@seal_form", (short)copy.SealForm).Set("@token", copy.Token).Set("@issued_at", copy.IssuedAt)
            .Set("@seal_level", (short)copy.SealLevel).Set("@seal_target", (short)copy.SealTarget)
            .Set("@raise_by", copy.RaiseBy)
            .ExecuteAsync();
        await session.Sql("""
            INSERT INTO document (bucket, sha256, kind, result_bucket, result_id)
            VALUES (@bucket, @sha256, @kind, @result_bucket, @result_id)
            """)
            .Set("@bucket", Buckets.OfHash(copy.SealedSha256)).Set("@sha256", copy.SealedSha256)
            .Set("@kind", (short)DocumentKind.Sealed)
            .Set("@result_bucket", copy.Bucket).Set("@result_id", copy.Result)
            .ExecuteAsync();
        if (copy.SealTarget > copy.SealLevel)
        {
            await SealTaskTable.AddAsync(session, new SealTask(
                copy.Bucket, copy.Result, numbered.Number, copy.SealedSha256, copy.SealLevel, copy.SealTarget,
                copy.IssuedAt, copy.RaiseBy ?? copy.IssuedAt));
        }

        return numbered;
    }

    private static async Task<CopyRow?> FindAgainAsync(
        Session session, short bucket, ResultId result, string clientId, string requestId) => await session.Sql("""
        UPDATE result_copy SET ground = ground
        WHERE bucket = @bucket AND result_id = @result_id AND client_id = @client_id AND request_id = @request_id
        RETURNING bucket, result_id, copy_number, client_id, request_id, ground, sealed_sha256, sealed_length,
                  seal_form, token, issued_at, seal_level, seal_target, raise_by
        """)
        .Set("@bucket", bucket).Set("@result_id", result).Set("@client_id", clientId).Set("@request_id", requestId)
        .FirstAsync(Row);

    private static CopyRow Row(DbDataReader reader) => new()
    {
        Bucket = reader.GetInt16(0),
        Result = reader.Id(1),
        Number = reader.GetInt32(2),
        ClientId = reader.GetString(3),
        RequestId = reader.GetString(4),
        Ground = reader.GetInt16(5),
        SealedSha256 = reader.Bytes(6),
        SealedLength = reader.GetInt64(7),
        SealForm = (SealForm)reader.GetInt16(8),
        Token = reader.Bytes(9),
        IssuedAt = reader.Time(10),
        SealLevel = (SealLevel)reader.GetInt16(11),
        SealTarget = (SealLevel)reader.GetInt16(12),
        RaiseBy = reader.IsDBNull(13) ? null : reader.Time(13),
    };

    private sealed record Standing(ResultStatus Status);

    private sealed record Number(int Value);
}

/// <summary>A further sealed file of a result.</summary>
internal sealed record CopyRow
{
    /// <summary>Of the result.</summary>
    public required short Bucket { get; init; }

    public required ResultId Result { get; init; }

    /// <summary>From 2: the file the result's row names is the first.</summary>
    public int Number { get; init; }

    public required string ClientId { get; init; }

    /// <summary>The client's own: the same again gets the same copy.</summary>
    public required string RequestId { get; init; }

    public required short Ground { get; init; }

    public required byte[] SealedSha256 { get; init; }

    public required long SealedLength { get; init; }

    public required SealForm SealForm { get; init; }

    public required byte[] Token { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>What the sealed file has.</summary>
    public SealLevel SealLevel { get; init; }

    /// <summary>What it is to reach; <see cref="SealLevel.Unknown"/>: nothing is pending.</summary>
    public SealLevel SealTarget { get; init; }

    /// <summary>By when it is to reach that.</summary>
    public DateTimeOffset? RaiseBy { get; init; }
}
