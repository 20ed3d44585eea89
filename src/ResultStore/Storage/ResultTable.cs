namespace ResultStore.Storage;

/// <summary>Results with all that is written beside them. A push is one transaction.</summary>
internal sealed class ResultTable(Database database)
{
    /// <summary>Stores a push, or says what stands in its way. Ends when durable.</summary>
    /// <exception cref="StorageUnavailableException">Nothing is acknowledged; send the same again.</exception>
    public Task<AddOutcome> AddAsync(NewResult result)
    {
        var row = result.Row;
        var bucket = Buckets.OfPush(row.SystemId, row.DossierCode, row.ResultNumber);
        return database.CommitAsync(bucket, session => AddResult.RunAsync(session, bucket, result));
    }

    /// <summary>One point read; an unknown code runs the same one, on the code next to it.</summary>
    public ValueTask<ResultRow?> FindByCodeAsync(short bucket, byte[] code, CancellationToken ct) =>
        database.ReadAsync(async session =>
        {
            // The nearest row is read and compared here: a miss fetches and decodes a row just as a hit does.
            var nearest = await session.Sql($"""
                SELECT {ResultReading.Columns} FROM result r
                WHERE r.bucket = @bucket AND r.code >= @code ORDER BY r.bucket, r.code LIMIT 1
                """).Set("@bucket", bucket).Set("@code", code).FirstAsync(ResultReading.Row);
            return nearest is not null && nearest.Code.AsSpan().SequenceEqual(code) ? nearest : null;
        }, ct);

    /// <summary>Whether anything was ever stored.</summary>
    public async ValueTask<bool> HasAnyAsync(CancellationToken ct) => await database.ReadAsync(
        session => session.Sql("SELECT bucket FROM result LIMIT 1").FirstAsync(reader => new Any(reader.GetInt16(0))),
        ct) is not null;

    public ValueTask<ResultRow?> FindByIdAsync(short bucket, ResultId id, CancellationToken ct) =>
        database.ReadAsync(session => ResultReading.FindAsync(session, bucket, id), ct);

    /// <summary>By the SHA-256 of a submitted or a sealed file.</summary>
    public ValueTask<FoundDocument?> FindByDocumentAsync(byte[] sha256, CancellationToken ct) =>
        FindByDocumentAsync([sha256], orBeginning: false, ct);

    /// <summary>By the first of several digests that a stored document has.</summary>
    /// <param name="digests">In the order they are looked for.</param>
    /// <param name="orBeginning">Whether one that a submitted document only begins with counts.</param>
    /// <param name="ct">Ends the reading.</param>
    public ValueTask<FoundDocument?> FindByDocumentAsync(
        IReadOnlyList<byte[]> digests, bool orBeginning, CancellationToken ct) =>
        database.ReadAsync(async session =>
        {
            foreach (var sha256 in digests)
            {
                var document = await session.Sql("""
                    SELECT kind, result_bucket, result_id FROM document WHERE bucket = @bucket AND sha256 = @sha256
                    """)
                    .Set("@bucket", Buckets.OfHash(sha256)).Set("@sha256", sha256)
                    .FirstAsync(reader =>
                        new Link((DocumentKind)reader.GetInt16(0), reader.GetInt16(1), reader.Id(2)));
                if (document is not null
                    && (orBeginning || document.Kind != DocumentKind.SignedBeginning)
                    && await ResultReading.FindAsync(session, document.Bucket, document.Id) is { } row)
                {
                    return new FoundDocument(row, document.Kind);
                }
            }

            return null;
        }, ct);

    /// <summary>What an earlier push under this key stored; null: nothing. No promise that it is safe yet.</summary>
    public ValueTask<FirstPush?> FindByPushAsync(
        string systemId, string dossierCode, string resultNumber, CancellationToken ct) =>
        database.ReadAsync(async session =>
        {
            var push = await session.Sql("""
                SELECT result_bucket, result_id, submitted_sha256, metadata_digest FROM push
                WHERE bucket = @bucket AND system_id = @system_id
                  AND dossier_code = @dossier_code AND result_number = @result_number
                """)
                .Set("@bucket", Buckets.OfPush(systemId, dossierCode, resultNumber))
                .Set("@system_id", systemId).Set("@dossier_code", dossierCode).Set("@result_number", resultNumber)
                .FirstAsync(reader => new Pushed(
                    reader.GetInt16(0), reader.Id(1), reader.Bytes(2), reader.Bytes(3)));
            var row = push is null ? null : await ResultReading.FindAsync(session, push.Bucket, push.Id);
            return row is null ? null : new FirstPush(row, push!.SubmittedSha256, push.MetadataDigest);
        }, ct);

    public ValueTask<ResultEvidence?> ReadEvidenceAsync(short bucket, ResultId id, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT report, evidence FROM result_evidence WHERE bucket = @bucket AND result_id = @result_id
            """).Set("@bucket", bucket).Set("@result_id", id)
            .FirstAsync(reader => new ResultEvidence(reader.Bytes(0), reader.Bytes(1))), ct);

    private sealed record Any(short Bucket);

    private sealed record Link(DocumentKind Kind, short Bucket, ResultId Id);

    private sealed record Pushed(short Bucket, ResultId Id, byte[] SubmittedSha256, byte[] MetadataDigest);
}

internal sealed record FoundDocument(ResultRow Row, DocumentKind Kind);

internal sealed record FirstPush(ResultRow Row, byte[] SubmittedSha256, byte[] MetadataDigest);

internal sealed record ResultEvidence(byte[] Report, byte[] Evidence);
