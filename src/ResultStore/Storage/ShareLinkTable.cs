using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>Links that holders gave away; of their secrets only the digest.</summary>
internal sealed class ShareLinkTable(Database database)
{
    /// <summary>Ends when durable.</summary>
    public Task<int> AddAsync(ShareLinkRow row)
    {
        var bucket = Buckets.OfHash(row.SecretSha256);
        return database.CommitAsync(bucket, session => session.Sql("""
            INSERT INTO share_link (bucket, secret_sha256, link_id, result_bucket, result_id, shows, created_at,
                                    expires_at, most_uses, uses, client_id, owner)
            VALUES (@bucket, @secret_sha256, @link_id, @result_bucket, @result_id, @shows, @created_at,
                    @expires_at, @most_uses, 0, @client_id, @owner)
            """)
            .Set("@bucket", bucket).Set("@secret_sha256", row.SecretSha256).Set("@link_id", row.Id)
            .Set("@result_bucket", row.ResultBucket).Set("@result_id", row.Result).Set("@shows", row.Shows)
            .Set("@created_at", row.CreatedAt).Set("@expires_at", row.ExpiresAt).Set("@most_uses", row.MostUses)
            .Set("@client_id", row.ClientId).Set("@owner", row.Owner)
            .ExecuteAsync());
    }

    /// <summary>Counts one use, if there is one left: one statement, so that of two servers that come at once for the
    /// last one, one gets it.</summary>
    /// <returns>As it stands after the use; null: it could not be used.</returns>
    public Task<ShareLinkRow?> UseAsync(byte[] secretSha256, DateTimeOffset now)
    {
        var bucket = Buckets.OfHash(secretSha256);
        return database.CommitAsync(bucket, async session => await session.Sql("""
            UPDATE share_link SET uses = uses + 1, last_used_at = @now
            WHERE bucket = @bucket AND secret_sha256 = @secret_sha256
              AND revoked_at IS NULL AND expires_at > @now AND uses < most_uses
            RETURNING secret_sha256, link_id, result_bucket, result_id, shows, created_at, expires_at, most_uses, uses,
                      last_used_at, revoked_at, client_id, owner
            """)
            .Set("@bucket", bucket).Set("@secret_sha256", secretSha256).Set("@now", now)
            .FirstAsync(Row));
    }

    /// <summary>Null: no link has this secret.</summary>
    public ValueTask<ShareLinkRow?> FindAsync(byte[] secretSha256, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT secret_sha256, link_id, result_bucket, result_id, shows, created_at, expires_at, most_uses, uses,
                   last_used_at, revoked_at, client_id, owner
            FROM share_link WHERE bucket = @bucket AND secret_sha256 = @secret_sha256
            """)
            .Set("@bucket", Buckets.OfHash(secretSha256)).Set("@secret_sha256", secretSha256)
            .FirstAsync(Row), ct);

    /// <summary>The links of a result, the last made first.</summary>
    public ValueTask<List<ShareLinkRow>> ListAsync(short bucket, ResultId result, int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT secret_sha256, link_id, result_bucket, result_id, shows, created_at, expires_at, most_uses, uses,
                   last_used_at, revoked_at, client_id, owner
            FROM share_link WHERE result_bucket = @bucket AND result_id = @result_id
            ORDER BY result_bucket DESC, result_id DESC, link_id DESC LIMIT @limit
            """)
            .Set("@bucket", bucket).Set("@result_id", result).Set("@limit", limit)
            .ListAsync(Row), ct);

    /// <summary>Ends a link; one that has ended stays as it is.</summary>
    /// <returns>As it stands; null: the result has no such link.</returns>
    public Task<ShareLinkRow?> RevokeAsync(ShareLinkRow link, DateTimeOffset now) =>
        database.CommitAsync(Buckets.OfHash(link.SecretSha256), async session => await session.Sql("""
            UPDATE share_link SET revoked_at = COALESCE(revoked_at, @now)
            WHERE bucket = @bucket AND secret_sha256 = @secret_sha256
            RETURNING secret_sha256, link_id, result_bucket, result_id, shows, created_at, expires_at, most_uses, uses,
                      last_used_at, revoked_at, client_id, owner
            """)
            .Set("@bucket", Buckets.OfHash(link.SecretSha256)).Set("@secret_sha256", link.SecretSha256).Set("@now", now)
            .FirstAsync(Row));

    private static ShareLinkRow Row(DbDataReader reader) => new()
    {
        SecretSha256 = reader.Bytes(0),
        Id = reader.Id(1),
        ResultBucket = reader.GetInt16(2),
        Result = reader.Id(3),
        Shows = reader.GetInt16(4),
        CreatedAt = reader.Time(5),
        ExpiresAt = reader.Time(6),
        MostUses = reader.GetInt32(7),
        Uses = reader.GetInt32(8),
        LastUsedAt = reader.TimeOrNull(9),
        RevokedAt = reader.TimeOrNull(10),
        ClientId = reader.GetString(11),
        Owner = reader.BytesOrNull(12),
    };
}

/// <summary>A link that a holder gave away.</summary>
internal sealed record ShareLinkRow
{
    /// <summary>32 bytes.</summary>
    public required byte[] SecretSha256 { get; init; }

    /// <summary>UUIDv7.</summary>
    public required ResultId Id { get; init; }

    public required short ResultBucket { get; init; }

    public required ResultId Result { get; init; }

    /// <summary>1 status, 2 data, 3 data and document.</summary>
    public required short Shows { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required int MostUses { get; init; }

    public int Uses { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The portal.</summary>
    public required string ClientId { get; init; }

    /// <summary>Stands for the holder who made it; null: made by an earlier version.</summary>
    public byte[]? Owner { get; init; }
}
