namespace ResultStore.Storage;

/// <summary>Walks through results bucket by bucket, for decisions about many of them. Slow on purpose: nothing on a
/// caller's road uses it.</summary>
internal sealed class ResultScan(Database database)
{
    /// <summary>The results of one bucket that meet conditions; an empty text is no condition.</summary>
    public ValueTask<List<ResultRow>> ListAsync(
        short bucket,
        string agencyPrefix,
        string resultTypeCode,
        string systemId,
        DateTimeOffset from,
        DateTimeOffset before,
        CancellationToken ct) => database.ReadAsync(session => session.Sql($"""
        SELECT {ResultReading.Columns} FROM result r
        WHERE r.bucket = @bucket AND r.created_at >= @from AND r.created_at < @before
          AND (@agency = '' OR r.agency_code = @agency OR r.agency_code LIKE @below)
          AND (@type = '' OR r.result_type_code = @type)
          AND (@system = '' OR r.system_id = @system)
        """)
        .Set("@bucket", bucket).Set("@from", from).Set("@before", before)
        .Set("@agency", agencyPrefix).Set("@below", agencyPrefix + ".%")
        .Set("@type", resultTypeCode).Set("@system", systemId)
        .ListAsync(ResultReading.Row), ct);
}
