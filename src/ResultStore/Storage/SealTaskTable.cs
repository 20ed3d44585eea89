using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>What is to be done to sealed files, and what they were before it was done.</summary>
internal sealed class SealTaskTable(Database database)
{
    /// <summary>Each count has an index that holds little else.</summary>
    internal const string CountText = """
        SELECT (SELECT COUNT(*) FROM seal_task WHERE seal_level < seal_target AND abandoned_at IS NULL),
               (SELECT COUNT(*) FROM seal_task
                WHERE seal_level >= seal_target AND abandoned_at IS NULL AND due_at <= @now),
               (SELECT COUNT(*) FROM seal_task
                WHERE seal_level < seal_target AND abandoned_at IS NULL AND done_by < @now)
                   + (SELECT COUNT(*) FROM seal_task
                      WHERE seal_level >= seal_target AND abandoned_at IS NULL AND done_by < @now),
               (SELECT COUNT(*) FROM seal_task WHERE attempts > 0 AND abandoned_at IS NULL),
               (SELECT COUNT(*) FROM seal_task WHERE abandoned_at IS NOT NULL)
        """;

    /// <summary>Tasks whose time has come and that nobody works on, any bucket, the most urgent first.</summary>
    public ValueTask<List<SealTask>> ListDueAsync(DateTimeOffset now, int most, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
            {
                var raise = await session.Sql("""
                    SELECT bucket, result_id, copy_number, sealed_sha256, seal_level, seal_target, due_at, done_by,
                           attempts, fault, abandoned_at
                    FROM seal_task
                    WHERE seal_level < seal_target AND abandoned_at IS NULL AND due_at <= @now AND lease_until <= @now
                    ORDER BY done_by LIMIT @most
                    """).Set("@now", now).Set("@most", most).ListAsync(Row);
                var renew = await session.Sql("""
                    SELECT bucket, result_id, copy_number, sealed_sha256, seal_level, seal_target, due_at, done_by,
                           attempts, fault, abandoned_at
                    FROM seal_task
                    WHERE seal_level >= seal_target AND abandoned_at IS NULL AND due_at <= @now AND lease_until <= @now
                    ORDER BY due_at LIMIT @most
                    """).Set("@now", now).Set("@most", most).ListAsync(Row);
                return raise.Concat(renew).OrderBy(task => task.DoneBy).Take(most).ToList();
            },
            ct);

    /// <summary>Tasks that come due until then, worked on or not, and those that failed and wait for their next
    /// attempt: the most urgent first, those given up last.</summary>
    public ValueTask<List<SealTask>> ListAsync(DateTimeOffset until, int most, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
            {
                // Each of the four by its own index: most rows are renewals of years to come.
                var raise = await session.Sql("""
                    SELECT bucket, result_id, copy_number, sealed_sha256, seal_level, seal_target, due_at, done_by,
                           attempts, fault, abandoned_at
                    FROM seal_task
                    WHERE seal_level < seal_target AND abandoned_at IS NULL AND (due_at <= @until OR attempts > 0)
                    ORDER BY done_by LIMIT @most
                    """).Set("@until", until).Set("@most", most).ListAsync(Row);
                var renew = await session.Sql("""
                    SELECT bucket, result_id, copy_number, sealed_sha256, seal_level, seal_target, due_at, done_by,
                           attempts, fault, abandoned_at
                    FROM seal_task
                    WHERE seal_level >= seal_target AND abandoned_at IS NULL AND due_at <= @until
                    ORDER BY done_by LIMIT @most
                    """).Set("@until", until).Set("@most", most).ListAsync(Row);
                var failing = await session.Sql("""
                    SELECT bucket, result_id, copy_number, sealed_sha256, seal_level, seal_target, due_at, done_by,
                           attempts, fault, abandoned_at
                    FROM seal_task
                    WHERE attempts > 0 AND abandoned_at IS NULL AND due_at > @until AND seal_level >= seal_target
                    ORDER BY due_at LIMIT @most
                    """).Set("@until", until).Set("@most", most).ListAsync(Row);
                var abandoned = await session.Sql("""
                    SELECT bucket, result_id, copy_number, sealed_sha256, seal_level, seal_target, due_at, done_by,
                           attempts, fault, abandoned_at
                    FROM seal_task
                    WHERE abandoned_at IS NOT NULL AND due_at <= @until
                    ORDER BY done_by LIMIT @most
                    """).Set("@until", until).Set("@most", most).ListAsync(Row);
                return raise.Concat(renew).Concat(failing).OrderBy(task => task.DoneBy).Concat(abandoned).Take(most)
                    .ToList();
            },
            ct);

    /// <summary>Renewals of one bucket, in their order, whether due or not.</summary>
    /// <param name="bucket">Of the results.</param>
    /// <param name="after">Those behind this one; null: from the first on.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="ct">Ends the search.</param>
    public ValueTask<List<SealTask>> ListRenewalsAsync(
        short bucket, SealTask? after, int most, CancellationToken ct) => database.ReadAsync(
        session => session.Sql("""
            SELECT bucket, result_id, copy_number, sealed_sha256, seal_level, seal_target, due_at, done_by,
                   attempts, fault, abandoned_at
            FROM seal_task
            WHERE bucket = @bucket AND (result_id > @after OR (result_id = @after AND copy_number > @copy_number))
              AND seal_level >= seal_target AND abandoned_at IS NULL
            ORDER BY bucket, result_id, copy_number LIMIT @most
            """)
            .Set("@bucket", bucket).Set("@after", after?.Result ?? default).Set("@copy_number", after?.Copy ?? 0)
            .Set("@most", most).ListAsync(Row),
        ct);

    /// <summary>Moves a renewal to another day, unless the file has grown meanwhile.</summary>
    public Task<bool> MoveAsync(SealTask task, SealTime due) =>
        database.CommitAsync(task.Bucket, async session => await session.Sql("""
            UPDATE seal_task SET due_at = @due_at, done_by = @done_by
            WHERE bucket = @bucket AND result_id = @result_id AND copy_number = @copy_number
              AND sealed_sha256 = @sealed_sha256 AND seal_level >= seal_target
            """)
            .Set("@due_at", due.DueAt).Set("@done_by", due.DoneBy)
            .Set("@bucket", task.Bucket).Set("@result_id", task.Result).Set("@copy_number", task.Copy)
            .Set("@sealed_sha256", task.SealedSha256)
            .ExecuteAsync() == 1);

    /// <summary>How much there is to do.</summary>
    public async ValueTask<SealBacklog> CountAsync(DateTimeOffset now, CancellationToken ct) =>
        (await database.ReadAsync(session => session.Sql(CountText).Set("@now", now).FirstAsync(
            reader => new SealBacklog(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4))),
            ct))!;

    /// <summary>Takes a task for a while; false: another server has it, or has done it.</summary>
    public Task<bool> TryClaimAsync(SealTask task, string owner, DateTimeOffset now, DateTimeOffset until) =>
        database.CommitAsync(task.Bucket, async session => await session.Sql("""
            UPDATE seal_task SET lease_owner = @owner, lease_until = @until
            WHERE bucket = @bucket AND result_id = @result_id AND copy_number = @copy_number
              AND sealed_sha256 = @sealed_sha256 AND seal_target = @seal_target AND lease_until <= @now
            """)
            .Set("@owner", owner).Set("@until", until).Set("@now", now)
            .Set("@bucket", task.Bucket).Set("@result_id", task.Result).Set("@copy_number", task.Copy)
            .Set("@sealed_sha256", task.SealedSha256).Set("@seal_target", (short)task.Target)
            .ExecuteAsync() == 1);

    /// <summary>Puts a task off after a failure.</summary>
    public Task<bool> PutOffAsync(SealTask task, string owner, DateTimeOffset dueAt, string fault) =>
        database.CommitAsync(task.Bucket, async session => await session.Sql("""
            UPDATE seal_task SET attempts = attempts + 1, fault = @fault, due_at = @due_at, lease_until = 0
            WHERE bucket = @bucket AND result_id = @result_id AND copy_number = @copy_number AND lease_owner = @owner
            """)
            .Set("@fault", fault).Set("@due_at", dueAt).Set("@owner", owner)
            .Set("@bucket", task.Bucket).Set("@result_id", task.Result).Set("@copy_number", task.Copy)
            .ExecuteAsync() == 1);

    /// <summary>Gives a seal up that can never reach its target: it stays what it is, and the list says why.</summary>
    public Task<bool> AbandonAsync(SealTask task, string owner, DateTimeOffset at, string fault) =>
        database.CommitAsync(task.Bucket, async session =>
        {
            if (await session.Sql("""
                UPDATE seal_task SET attempts = attempts + 1, fault = @fault, abandoned_at = @at, lease_until = 0
                WHERE bucket = @bucket AND result_id = @result_id AND copy_number = @copy_number
                  AND lease_owner = @owner AND sealed_sha256 = @sealed_sha256
                """)
                .Set("@fault", fault).Set("@at", at).Set("@owner", owner)
                .Set("@bucket", task.Bucket).Set("@result_id", task.Result).Set("@copy_number", task.Copy)
                .Set("@sealed_sha256", task.SealedSha256)
                .ExecuteAsync() != 1)
            {
                return false;
            }

            await SettleAsync(session, task, task.Level);
            return true;
        });

    /// <summary>Notes that the file has its level already: it was sealed before levels were kept.</summary>
    /// <inheritdoc cref="CompleteAsync"/>
    public Task<bool> SettleAsync(SealTask task, string owner, SealLevel level) =>
        database.CommitAsync(task.Bucket, async session =>
        {
            if (await EndAsync(session, task, owner) != 1)
            {
                return false;
            }

            await SettleAsync(session, task, level);
            return true;
        });

    /// <summary>
    /// Puts a longer file in the place of the one a task was about, which stays known; ends when durable. The file
    /// itself is durable already.
    /// </summary>
    /// <returns>False: the task was taken away meanwhile and done by another; the file is of no use.</returns>
    public Task<bool> CompleteAsync(SealTask task, string owner, SealGrowth growth) =>
        database.CommitAsync(task.Bucket, async session =>
        {
            // The task is written first: what another server did meanwhile shows here.
            if (await NextAsync(session, task, owner, growth) != 1)
            {
                return false;
            }

            await session.Sql("""
                INSERT INTO seal_version (bucket, result_id, copy_number, sealed_sha256, sealed_length, seal_level,
                                          replaced_at)
                VALUES (@bucket, @result_id, @copy_number, @sealed_sha256, @sealed_length, @seal_level, @replaced_at)
                """)
                .Set("@bucket", task.Bucket).Set("@result_id", task.Result).Set("@copy_number", task.Copy)
                .Set("@sealed_sha256", task.SealedSha256).Set("@sealed_length", growth.LengthBefore)
                .Set("@seal_level", (short)task.Level).Set("@replaced_at", growth.At)
                .ExecuteAsync();
            await session.Sql("""
                INSERT INTO document (bucket, sha256, kind, result_bucket, result_id)
                VALUES (@bucket, @sha256, @kind, @result_bucket, @result_id)
                """)
                .Set("@bucket", Buckets.OfHash(growth.Sha256)).Set("@sha256", growth.Sha256)
                .Set("@kind", (short)DocumentKind.Sealed)
                .Set("@result_bucket", task.Bucket).Set("@result_id", task.Result)
                .ExecuteAsync();
            await (task.Copy == SealTask.Own ? GrowResultAsync(session, task, growth)
                : GrowCopyAsync(session, task, growth));
            return true;
        });

    /// <summary>Whether a sealed file is one that a longer one has taken the place of.</summary>
    public async ValueTask<bool> IsReplacedAsync(short bucket, ResultId result, byte[] sha256, CancellationToken ct) =>
        await database.ReadAsync(
            session => session.Sql("""
                SELECT replaced_at FROM seal_version
                WHERE bucket = @bucket AND result_id = @result_id AND sealed_sha256 = @sealed_sha256
                """)
                .Set("@bucket", bucket).Set("@result_id", result).Set("@sealed_sha256", sha256)
                .FirstAsync(reader => new Replaced(reader.Time(0))), ct) is not null;

    /// <summary>A result as its push was first answered: with the sealed file of then, which may have grown since.
    /// </summary>
    public async ValueTask<ResultRow> AsFirstSealedAsync(ResultRow row, CancellationToken ct) =>
        await database.ReadAsync(
            session => session.Sql("""
                SELECT sealed_sha256, sealed_length, seal_level FROM seal_version
                WHERE bucket = @bucket AND result_id = @result_id AND copy_number = @copy_number
                ORDER BY bucket, result_id, copy_number, sealed_length LIMIT 1
                """)
                .Set("@bucket", row.Bucket).Set("@result_id", row.Id).Set("@copy_number", SealTask.Own)
                .FirstAsync(reader => row with
                {
                    SealedSha256 = reader.Bytes(0),
                    SealedLength = reader.GetInt64(1),
                    SealLevel = (SealLevel)reader.GetInt16(2),
                }), ct) ?? row;

    /// <summary>Inside the transaction that stores the sealed file.</summary>
    internal static Task<int> AddAsync(Session session, SealTask task) => session.Sql("""
        INSERT INTO seal_task (bucket, result_id, copy_number, sealed_sha256, seal_level, seal_target, due_at, done_by,
                               attempts, fault, lease_owner, lease_until)
        VALUES (@bucket, @result_id, @copy_number, @sealed_sha256, @seal_level, @seal_target, @due_at, @done_by,
                0, '', '', 0)
        """)
        .Set("@bucket", task.Bucket).Set("@result_id", task.Result).Set("@copy_number", task.Copy)
        .Set("@sealed_sha256", task.SealedSha256).Set("@seal_level", (short)task.Level)
        .Set("@seal_target", (short)task.Target).Set("@due_at", task.DueAt).Set("@done_by", task.DoneBy)
        .ExecuteAsync();

    private static Task<int> NextAsync(Session session, SealTask task, string owner, SealGrowth growth) =>
        growth.Next is { } next
            ? session.Sql("""
                UPDATE seal_task SET sealed_sha256 = @sealed_sha256, seal_level = @seal_level, due_at = @due_at,
                                     done_by = @done_by, attempts = 0, fault = '', lease_until = 0
                WHERE bucket = @bucket AND result_id = @result_id AND copy_number = @copy_number
                  AND lease_owner = @owner AND sealed_sha256 = @before AND seal_target = @seal_target
                """)
                .Set("@seal_target", (short)task.Target)
                .Set("@sealed_sha256", growth.Sha256).Set("@seal_level", (short)growth.Level)
                .Set("@due_at", next.DueAt).Set("@done_by", next.DoneBy)
                .Set("@bucket", task.Bucket).Set("@result_id", task.Result).Set("@copy_number", task.Copy)
                .Set("@owner", owner).Set("@before", task.SealedSha256)
                .ExecuteAsync()
            : EndAsync(session, task, owner);

    private static Task<int> EndAsync(Session session, SealTask task, string owner) => session.Sql("""
        DELETE FROM seal_task
        WHERE bucket = @bucket AND result_id = @result_id AND copy_number = @copy_number
          AND lease_owner = @owner AND sealed_sha256 = @before AND seal_target = @seal_target
        """)
        .Set("@bucket", task.Bucket).Set("@result_id", task.Result).Set("@copy_number", task.Copy)
        .Set("@owner", owner).Set("@before", task.SealedSha256).Set("@seal_target", (short)task.Target)
        .ExecuteAsync();

    /// <summary>The row tells what the file has, and that nothing is to come.</summary>
    private static Task<int> SettleAsync(Session session, SealTask task, SealLevel level) => (task.Copy == SealTask.Own
        ? session.Sql("""
            UPDATE result SET seal_level = @seal_level, seal_target = 0, raise_by = NULL
            WHERE bucket = @bucket AND result_id = @result_id
            """)
        : session.Sql("""
            UPDATE result_copy SET seal_level = @seal_level, seal_target = 0, raise_by = NULL
            WHERE bucket = @bucket AND result_id = @result_id AND copy_number = @copy_number
            """).Set("@copy_number", task.Copy))
        .Set("@seal_level", (short)level).Set("@bucket", task.Bucket).Set("@result_id", task.Result)
        .ExecuteAsync();

    private static Task<int> GrowResultAsync(Session session, SealTask task, SealGrowth growth) => session.Sql("""
        UPDATE result SET sealed_sha256 = @sealed_sha256, sealed_length = @sealed_length, seal_level = @seal_level,
                          seal_target = 0, raise_by = NULL
        WHERE bucket = @bucket AND result_id = @result_id
        """)
        .Set("@sealed_sha256", growth.Sha256).Set("@sealed_length", growth.Length)
        .Set("@seal_level", (short)growth.Level).Set("@bucket", task.Bucket).Set("@result_id", task.Result)
        .ExecuteAsync();

    private static Task<int> GrowCopyAsync(Session session, SealTask task, SealGrowth growth) => session.Sql("""
        UPDATE result_copy SET sealed_sha256 = @sealed_sha256, sealed_length = @sealed_length, seal_level = @seal_level,
                               seal_target = 0, raise_by = NULL
        WHERE bucket = @bucket AND result_id = @result_id AND copy_number = @copy_number
        """)
        .Set("@sealed_sha256", growth.Sha256).Set("@sealed_length", growth.Length)
        .Set("@seal_level", (short)growth.Level)
        .Set("@bucket", task.Bucket).Set("@result_id", task.Result).Set("@copy_number", task.Copy)
        .ExecuteAsync();

    private static SealTask Row(DbDataReader reader) => new(
        reader.GetInt16(0), reader.Id(1), reader.GetInt32(2), reader.Bytes(3), (SealLevel)reader.GetInt16(4),
        (SealLevel)reader.GetInt16(5), reader.Time(6), reader.Time(7))
    {
        Attempts = reader.GetInt32(8),
        Fault = reader.GetString(9),
        AbandonedAt = reader.TimeOrNull(10),
    };

    private sealed record Replaced(DateTimeOffset At);
}

/// <summary>What is to be done to a sealed file: raised to its target, or renewed where it has that.</summary>
/// <param name="Bucket">Of the result.</param>
/// <param name="Result">Whose file.</param>
/// <param name="Copy">1 is the result's own; from 2 the copies.</param>
/// <param name="SealedSha256">The file to append to.</param>
/// <param name="Level">What it has.</param>
/// <param name="Target">What it is to have.</param>
/// <param name="DueAt">From when on it may be done.</param>
/// <param name="DoneBy">By when it must be.</param>
internal sealed record SealTask(
    short Bucket,
    ResultId Result,
    int Copy,
    byte[] SealedSha256,
    SealLevel Level,
    SealLevel Target,
    DateTimeOffset DueAt,
    DateTimeOffset DoneBy)
{
    /// <summary>The file that the result's own row names.</summary>
    public const int Own = 1;

    public int Attempts { get; init; }

    /// <summary>Of the last attempt; empty: there was none.</summary>
    public string Fault { get; init; } = "";

    /// <summary>Since when it is known that the target can never be reached.</summary>
    public DateTimeOffset? AbandonedAt { get; init; }

    public bool IsRenewal => Level >= Target;
}

/// <summary>A sealed file after something was appended.</summary>
/// <param name="Next">When to renew it; null: nothing is left to do.</param>
internal sealed record SealGrowth(
    byte[] Sha256, long Length, long LengthBefore, SealLevel Level, DateTimeOffset At, SealTime? Next);

/// <summary>From when on, and by when.</summary>
internal sealed record SealTime(DateTimeOffset DueAt, DateTimeOffset DoneBy);

/// <summary>How much there is to do to sealed files.</summary>
/// <param name="Raising">Below their target.</param>
/// <param name="Renewing">To be renewed now.</param>
/// <param name="Late">Past the time by which it had to be done.</param>
/// <param name="Failing">Tried in vain at least once.</param>
/// <param name="Abandoned">Given up: no time-stamp can prove their time any more. In none of the other numbers.</param>
internal sealed record SealBacklog(long Raising, long Renewing, long Late, long Failing, long Abandoned);
