namespace ResultStore.Storage;

/// <summary>What authorities answered, newest answer to each question.</summary>
internal sealed class RevocationTable(Database database)
{
    /// <param name="question">SHA-256, 32 bytes.</param>
    public ValueTask<RevocationRow?> FindAsync(byte[] question, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT body, fetched_at, this_update, next_update FROM revocation_answer
            WHERE bucket = @bucket AND question = @question
            """)
            .Set("@bucket", Buckets.OfHash(question)).Set("@question", question)
            .FirstAsync(reader => new RevocationRow(
                question, reader.Bytes(0), reader.Time(1), reader.Time(2), reader.Time(3))), ct);

    /// <summary>Keeps an answer unless a newer one is there; ends when durable.</summary>
    public Task<int> KeepAsync(RevocationRow row) => database.CommitAsync(
        Buckets.OfHash(row.Question),
        session => session.Sql("""
            INSERT INTO revocation_answer (bucket, question, body, fetched_at, this_update, next_update)
            VALUES (@bucket, @question, @body, @fetched_at, @this_update, @next_update)
            ON CONFLICT (bucket, question) DO UPDATE
                SET body = excluded.body, fetched_at = excluded.fetched_at, this_update = excluded.this_update,
                    next_update = excluded.next_update
                WHERE revocation_answer.this_update <= excluded.this_update
            """)
            .Set("@bucket", Buckets.OfHash(row.Question)).Set("@question", row.Question).Set("@body", row.Body)
            .Set("@fetched_at", row.FetchedAt).Set("@this_update", row.ThisUpdate)
            .Set("@next_update", row.NextUpdate)
            .ExecuteAsync());
}

/// <param name="Question">SHA-256 of what was asked, of whom.</param>
/// <param name="NextUpdate">From when on it is no answer any more.</param>
internal sealed record RevocationRow(
    byte[] Question, byte[] Body, DateTimeOffset FetchedAt, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate);
