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
        CancellationToken ct) => database.ReadAsync(session => session.Sql("""
        SELECT bucket, result_id, code, system_id, agency_code, procedure_code, result_type_code, result_number,
               dossier_code, issued_on, valid_until, value_class, status, status_at, version, status_list,
               status_index, submitted_sha256, submitted_length, sealed_sha256, sealed_length, seal_form,
               created_at, data_key_version, token, metadata, holder_cipher, successor_code,
               predecessor_code, disputed_at, seal_level, seal_target, raise_by,
               signing_time_unproved
        FROM result
        WHERE bucket = @bucket AND created_at >= @from AND created_at < @before
          AND (@agency = '' OR agency_code = @agency OR agency_code LIKE @below)
          AND (@type = '' OR result_type_code = @type)
          AND (@system = '' OR system_id = @system)
        """)
        .Set("@bucket", bucket).Set("@from", from).Set("@before", before)
        .Set("@agency", agencyPrefix).Set("@below", agencyPrefix + ".%")
        .Set("@type", resultTypeCode).Set("@system", systemId)
        .ListAsync(ResultReading.Row), ct);
}
