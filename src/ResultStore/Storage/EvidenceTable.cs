namespace ResultStore.Storage;

/// <summary>What verdicts rest on, each thing once by its SHA-256.</summary>
internal sealed class EvidenceTable(Database database)
{
    // New ones are rare; they wait for each other in one lane, so that two pushes never lock each other out.
    private const short Lane = 0;

    /// <summary>Keeps what is not there yet; ends when durable.</summary>
    public Task<int> KeepAsync(IReadOnlyCollection<EvidenceRow> rows) => database.CommitAsync(Lane, async session =>
    {
        foreach (var row in rows)
        {
            await session.Sql("""
                INSERT INTO evidence_object (bucket, sha256, kind, body) VALUES (@bucket, @sha256, @kind, @body)
                ON CONFLICT (bucket, sha256) DO NOTHING
                """)
                .Set("@bucket", Buckets.OfHash(row.Sha256)).Set("@sha256", row.Sha256)
                .Set("@kind", row.Kind).Set("@body", row.Body)
                .ExecuteAsync();
        }

        return rows.Count;
    });

    /// <returns>Null: not kept.</returns>
    public ValueTask<EvidenceRow?> FindAsync(byte[] sha256, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT kind, body FROM evidence_object WHERE bucket = @bucket AND sha256 = @sha256
            """)
            .Set("@bucket", Buckets.OfHash(sha256)).Set("@sha256", sha256)
            .FirstAsync(reader => new EvidenceRow(sha256, reader.GetInt16(0), reader.Bytes(1))), ct);
}

/// <param name="Kind">Number of <c>EvidenceKind</c> in evidence.proto.</param>
internal sealed record EvidenceRow(byte[] Sha256, short Kind, byte[] Body);
