using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>Change-overs of keys: which are under way, how far, at which server.</summary>
internal sealed class RotationTable(Database database)
{
    /// <summary>Begins a change-over, unless one of its kind is under way. Ends when durable.</summary>
    /// <returns>The one that is under way.</returns>
    public Task<RotationRow> BeginAsync(RotationRow rotation) => database.CommitAsync(0, async session =>
    {
        var underway = await session.Sql("""
            UPDATE key_rotation SET kind = kind WHERE kind = @kind AND finished_at IS NULL
            RETURNING rotation_id, kind, to_version, client_id, started_at, finished_at, pass, next_bucket, left_over,
                      rewritten, failed
            """).Set("@kind", (short)rotation.Kind).FirstAsync(Row);
        if (underway is not null)
        {
            return underway;
        }

        await session.Sql("""
            INSERT INTO key_rotation (rotation_id, kind, to_version, client_id, started_at, pass, next_bucket,
                                      left_over, rewritten, failed, lease_owner, lease_until)
            VALUES (@rotation_id, @kind, @to_version, @client_id, @started_at, 1, 0, 0, 0, 0, '', 0)
            """)
            .Set("@rotation_id", rotation.Id).Set("@kind", (short)rotation.Kind)
            .Set("@to_version", rotation.ToVersion).Set("@client_id", rotation.ClientId)
            .Set("@started_at", rotation.StartedAt)
            .ExecuteAsync();
        return rotation;
    });

    /// <summary>The last begun first.</summary>
    public ValueTask<List<RotationRow>> ListAsync(CancellationToken ct) => database.ReadAsync(session => session.Sql("""
        SELECT rotation_id, kind, to_version, client_id, started_at, finished_at, pass, next_bucket, left_over,
               rewritten, failed
        FROM key_rotation ORDER BY rotation_id DESC
        """).ListAsync(Row), ct);

    /// <summary>Takes or keeps the work on a change-over until an instant; one server at a time.</summary>
    /// <returns>Null: it is done, or another server has it.</returns>
    public Task<RotationRow?> TakeAsync(ResultId id, string owner, DateTimeOffset now, DateTimeOffset until) =>
        database.CommitAsync(0, async session => await session.Sql("""
            UPDATE key_rotation SET lease_owner = @owner, lease_until = @until
            WHERE rotation_id = @rotation_id AND finished_at IS NULL AND (lease_owner = @owner OR lease_until < @now)
            RETURNING rotation_id, kind, to_version, client_id, started_at, finished_at, pass, next_bucket, left_over,
                      rewritten, failed
            """)
            .Set("@rotation_id", id).Set("@owner", owner).Set("@until", until).Set("@now", now)
            .FirstAsync(Row));

    /// <summary>Some buckets are done. What was written there was durable before.</summary>
    public Task<int> AdvanceAsync(ResultId id, int from, int to, long rewritten, long failed) =>
        database.CommitAsync(0, session => session.Sql("""
            UPDATE key_rotation SET next_bucket = @to, left_over = left_over + @rewritten + @failed,
                                    rewritten = rewritten + @rewritten, failed = failed + @failed
            WHERE rotation_id = @rotation_id AND next_bucket = @from
            """)
            .Set("@rotation_id", id).Set("@from", from).Set("@to", to)
            .Set("@rewritten", rewritten).Set("@failed", failed)
            .ExecuteAsync());

    /// <summary>A pass is over: done, if it found nothing, or only what no pass can mend; else once more.</summary>
    public Task<int> EndPassAsync(ResultId id, bool done, DateTimeOffset now) =>
        database.CommitAsync(0, session => session.Sql("""
            UPDATE key_rotation SET finished_at = @finished_at, pass = pass + @more,
                                    next_bucket = next_bucket * (1 - @more), left_over = left_over * (1 - @more),
                                    failed = failed * (1 - @more)
            WHERE rotation_id = @rotation_id AND next_bucket = 4096 AND finished_at IS NULL
            """)
            .Set("@rotation_id", id).Set("@finished_at", done ? now : null).Set("@more", done ? 0 : 1)
            .ExecuteAsync());

    private static RotationRow Row(DbDataReader reader) => new()
    {
        Id = reader.Id(0),
        Kind = (KeyKind)reader.GetInt16(1),
        ToVersion = reader.GetInt32(2),
        ClientId = reader.GetString(3),
        StartedAt = reader.Time(4),
        FinishedAt = reader.TimeOrNull(5),
        Pass = reader.GetInt32(6),
        NextBucket = reader.GetInt32(7),
        LeftOver = reader.GetInt64(8),
        Rewritten = reader.GetInt64(9),
        Failed = reader.GetInt64(10),
    };
}

/// <summary>A change-over from older versions of a key to one.</summary>
internal sealed record RotationRow
{
    public required ResultId Id { get; init; }

    public required KeyKind Kind { get; init; }

    public required int ToVersion { get; init; }

    public required string ClientId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>From 1.</summary>
    public int Pass { get; init; } = 1;

    /// <summary>4096: the pass is over.</summary>
    public int NextBucket { get; init; }

    /// <summary>Rows that this pass found and wrote, or could not write.</summary>
    public long LeftOver { get; init; }

    /// <summary>Rows written in all passes.</summary>
    public long Rewritten { get; init; }

    /// <summary>Rows of this pass that could not be written: they are damaged.</summary>
    public long Failed { get; init; }
}

internal enum KeyKind : short
{
    Data = 1,
    BlindIndex = 2,
}
