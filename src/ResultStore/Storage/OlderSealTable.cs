namespace ResultStore.Storage;

/// <summary>Makes tasks of sealed files that were made for a lower level than is asked for now.</summary>
internal sealed class OlderSealTable(Database database)
{
    /// <summary>Whether a bucket has any; without a lock on anything.</summary>
    public async ValueTask<bool> HasAnyAsync(
        short bucket, SealLevel target, DateTimeOffset since, CancellationToken ct) =>
        await database.ReadAsync(
            session => session.Sql("""
                SELECT bucket FROM result
                WHERE bucket = @bucket AND created_at >= @since AND seal_level < @target AND seal_target < @target
                UNION ALL
                SELECT bucket FROM result_copy
                WHERE bucket = @bucket AND issued_at >= @since AND seal_level < @target AND seal_target < @target
                LIMIT 1
                """)
                .Set("@bucket", bucket).Set("@since", since).Set("@target", (short)target)
                .FirstAsync(reader => new Found(reader.GetInt16(0))), ct) is not null;

    /// <summary>Asks for a higher level of some sealed files of a bucket; what waits for a lower one keeps its time.
    /// </summary>
    /// <param name="bucket">Of the results.</param>
    /// <param name="target">What they are to have.</param>
    /// <param name="since">Only of files sealed from then on.</param>
    /// <param name="due">From when on, and by when.</param>
    /// <param name="most">At most so many results, and as many copies.</param>
    /// <returns>How many there were; 0: none is left.</returns>
    public Task<int> AskAsync(short bucket, SealLevel target, DateTimeOffset since, SealTime due, int most) =>
        database.CommitAsync(bucket, async session =>
        {
            Statement With(Statement statement) => statement
                .Set("@bucket", bucket).Set("@target", (short)target).Set("@since", since)
                .Set("@due_at", due.DueAt).Set("@done_by", due.DoneBy).Set("@most", most);
            Statement Mark(Statement statement) => statement
                .Set("@bucket", bucket).Set("@target", (short)target).Set("@done_by", due.DoneBy);
            var tasks = await With(session.Sql("""
                INSERT INTO seal_task (bucket, result_id, copy_number, sealed_sha256, seal_level, seal_target, due_at,
                                       done_by, attempts, fault, lease_owner, lease_until)
                SELECT bucket, result_id, 1, sealed_sha256, seal_level, @target, @due_at, @done_by, 0, '', '', 0
                FROM result
                WHERE bucket = @bucket AND created_at >= @since AND seal_level < @target AND seal_target < @target
                  AND NOT EXISTS (SELECT 1 FROM seal_task t
                                  WHERE t.bucket = result.bucket AND t.result_id = result.result_id
                                    AND t.copy_number = 1 AND t.abandoned_at IS NOT NULL)
                LIMIT @most
                ON CONFLICT (bucket, result_id, copy_number) DO UPDATE SET seal_target = @target
                """)).ExecuteAsync();
            tasks += await With(session.Sql("""
                INSERT INTO seal_task (bucket, result_id, copy_number, sealed_sha256, seal_level, seal_target, due_at,
                                       done_by, attempts, fault, lease_owner, lease_until)
                SELECT bucket, result_id, copy_number, sealed_sha256, seal_level, @target, @due_at, @done_by, 0, '', '',
                       0
                FROM result_copy
                WHERE bucket = @bucket AND issued_at >= @since AND seal_level < @target AND seal_target < @target
                  AND NOT EXISTS (SELECT 1 FROM seal_task t
                                  WHERE t.bucket = result_copy.bucket AND t.result_id = result_copy.result_id
                                    AND t.copy_number = result_copy.copy_number AND t.abandoned_at IS NOT NULL)
                LIMIT @most
                ON CONFLICT (bucket, result_id, copy_number) DO UPDATE SET seal_target = @target
                """)).ExecuteAsync();

            // The rows tell it as the push's answer would have; those without a task are the next piece's.
            await Mark(session.Sql("""
                UPDATE result SET seal_target = @target, raise_by = COALESCE(raise_by, @done_by)
                WHERE bucket = @bucket AND seal_level < @target AND seal_target < @target
                  AND EXISTS (SELECT 1 FROM seal_task t
                              WHERE t.bucket = result.bucket AND t.result_id = result.result_id AND t.copy_number = 1
                                AND t.seal_target = @target AND t.abandoned_at IS NULL)
                """)).ExecuteAsync();
            await Mark(session.Sql("""
                UPDATE result_copy SET seal_target = @target, raise_by = COALESCE(raise_by, @done_by)
                WHERE bucket = @bucket AND seal_level < @target AND seal_target < @target
                  AND EXISTS (SELECT 1 FROM seal_task t
                              WHERE t.bucket = result_copy.bucket AND t.result_id = result_copy.result_id
                                AND t.copy_number = result_copy.copy_number
                                AND t.seal_target = @target AND t.abandoned_at IS NULL)
                """)).ExecuteAsync();
            return tasks;
        });

    private sealed record Found(short Bucket);
}
