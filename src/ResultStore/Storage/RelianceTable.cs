using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>Who relied on which result, and who said why not.</summary>
internal sealed class RelianceTable(Database database)
{
    /// <summary>
    /// Records a use or a refusal to use, once for a dossier, component and fault; again gives the first record, with
    /// the time of now where the dossier had changed its mind in between: the last word counts. Ends when durable. The
    /// result's row is written (unchanged), so that a use and a change of its status wait for each other: who relied on
    /// it before a revocation is known to that revocation.
    /// </summary>
    /// <param name="row">What to record.</param>
    /// <param name="usable">Whether the result's row, as it stands in the transaction, may be relied on.</param>
    /// <returns>The record; null where <paramref name="usable"/> said no.</returns>
    public Task<Recorded?> AddAsync(RelianceRow row, Func<Standing, bool> usable) =>
        database.CommitAsync(row.Bucket, async session =>
        {
            var stands = await session.Sql("""
                UPDATE result SET status = status WHERE bucket = @bucket AND result_id = @result_id
                RETURNING status, valid_until, version, holder_cipher
                """)
                .Set("@bucket", row.Bucket).Set("@result_id", row.Result)
                .FirstAsync(reader => new Standing(
                    (ResultStatus)reader.GetInt16(0), reader.DateOrNull(1), reader.GetInt32(2), reader.Bytes(3)));
            return stands is null || !usable(stands) ? null : await InsertAsync(session, row);
        });

    /// <summary>Newest first.</summary>
    /// <param name="bucket">Of the result.</param>
    /// <param name="result">The result.</param>
    /// <param name="before">Null: from the newest.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="ct">Ends the reading.</param>
    public ValueTask<List<RelianceRow>> ListAsync(
        short bucket, ResultId result, ResultId? before, int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT bucket, result_id, reliance_id, dossier_code, component_code, declined_for, procedure_code,
                   agency_code, client_id, officer, at, state, rule_code, data_key_version, note
            FROM reliance WHERE bucket = @bucket AND result_id = @result_id AND reliance_id < @before
            ORDER BY bucket DESC, result_id DESC, reliance_id DESC LIMIT @limit
            """)
            .Set("@bucket", bucket).Set("@result_id", result)
            .Set("@before", before?.ToBytes() ?? [.. Enumerable.Repeat((byte)0xFF, 16)]).Set("@limit", limit)
            .ListAsync(Row), ct);

    /// <summary>The agencies whose dossiers rely on a result: they used it and did not decline it since.</summary>
    public ValueTask<List<string>> UsersAsync(short bucket, ResultId result, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT DISTINCT agency_code FROM reliance
            WHERE bucket = @bucket AND result_id = @result_id AND declined_for = 0
              AND NOT EXISTS (SELECT 1 FROM reliance d
                              WHERE d.bucket = reliance.bucket AND d.result_id = reliance.result_id
                                AND d.dossier_code = reliance.dossier_code
                                AND d.component_code = reliance.component_code
                                AND d.declined_for <> 0 AND d.at >= reliance.at)
            """)
            .Set("@bucket", bucket).Set("@result_id", result)
            .ListAsync(reader => reader.GetString(0)), ct);

    /// <summary>Every dossier that relies on a result, inside a transaction: those that used it and did not decline it
    /// for the same component since.</summary>
    internal static ValueTask<List<V1.RelianceNotice>> ListUsesAsync(Session session, short bucket, ResultId result) =>
        session.Sql("""
            SELECT reliance_id, agency_code, dossier_code, procedure_code, component_code FROM reliance
            WHERE bucket = @bucket AND result_id = @result_id AND declined_for = 0
              AND NOT EXISTS (SELECT 1 FROM reliance d
                              WHERE d.bucket = reliance.bucket AND d.result_id = reliance.result_id
                                AND d.dossier_code = reliance.dossier_code
                                AND d.component_code = reliance.component_code
                                AND d.declined_for <> 0 AND d.at >= reliance.at)
            ORDER BY bucket, result_id, reliance_id
            """)
            .Set("@bucket", bucket).Set("@result_id", result)
            .ListAsync(reader => new V1.RelianceNotice
            {
                RelianceId = reader.Id(0).ToString(),
                AgencyCode = reader.GetString(1),
                DossierCode = reader.GetString(2),
                ProcedureCode = reader.GetString(3),
                ComponentCode = reader.GetString(4),
            });

    private static async Task<Recorded?> InsertAsync(Session session, RelianceRow row) => await session.Sql("""
        INSERT INTO reliance (bucket, result_id, reliance_id, dossier_code, component_code, declined_for,
                              procedure_code, agency_code, client_id, officer, at, state, rule_code,
                              data_key_version, note)
        VALUES (@bucket, @result_id, @reliance_id, @dossier_code, @component_code, @declined_for, @procedure_code,
                @agency_code, @client_id, @officer, @at, @state, @rule_code, @data_key_version, @note)
        ON CONFLICT (bucket, result_id, dossier_code, component_code, declined_for) DO UPDATE
        SET at = CASE WHEN EXISTS (SELECT 1 FROM reliance o
                                   WHERE o.bucket = reliance.bucket AND o.result_id = reliance.result_id
                                     AND o.dossier_code = reliance.dossier_code
                                     AND o.component_code = reliance.component_code AND o.at >= reliance.at
                                     AND (o.declined_for = 0) <> (reliance.declined_for = 0))
                      THEN excluded.at ELSE reliance.at END
        RETURNING reliance_id, at
        """)
        .Set("@bucket", row.Bucket).Set("@result_id", row.Result).Set("@reliance_id", row.Id)
        .Set("@dossier_code", row.DossierCode).Set("@component_code", row.ComponentCode)
        .Set("@declined_for", row.DeclinedFor).Set("@procedure_code", row.ProcedureCode)
        .Set("@agency_code", row.AgencyCode).Set("@client_id", row.ClientId).Set("@officer", row.Officer)
        .Set("@at", row.At).Set("@state", row.State).Set("@rule_code", row.RuleCode)
        .Set("@data_key_version", row.DataKeyVersion).Set("@note", row.Note)
        .FirstAsync(reader => new Recorded(reader.Id(0), reader.Time(1)));

    private static RelianceRow Row(DbDataReader reader) => new()
    {
        Bucket = reader.GetInt16(0),
        Result = reader.Id(1),
        Id = reader.Id(2),
        DossierCode = reader.GetString(3),
        ComponentCode = reader.GetString(4),
        DeclinedFor = reader.GetInt16(5),
        ProcedureCode = reader.GetString(6),
        AgencyCode = reader.GetString(7),
        ClientId = reader.GetString(8),
        Officer = reader.GetString(9),
        At = reader.Time(10),
        State = reader.GetInt16(11),
        RuleCode = reader.GetString(12),
        DataKeyVersion = reader.GetInt32(13),
        Note = reader.Bytes(14),
    };
}

/// <summary>A result as it stands in the transaction that lets somebody rely on it.</summary>
internal sealed record Standing(ResultStatus Status, DateOnly? ValidUntil, int Version, byte[] HolderCipher)
{
    /// <summary>Whether it is as it was read: not changed, nor its holder erased, since.</summary>
    public bool IsOf(ResultRow row) => Version == row.Version && HolderCipher.AsSpan().SequenceEqual(row.HolderCipher);
}

/// <param name="Id">Of the record that stands: another one's where it was recorded before.</param>
internal sealed record Recorded(ResultId Id, DateTimeOffset At);

/// <summary>One use of a result, or one refusal to use it.</summary>
internal sealed record RelianceRow
{
    /// <summary>Of the result.</summary>
    public required short Bucket { get; init; }

    public required ResultId Result { get; init; }

    /// <summary>UUIDv7.</summary>
    public required ResultId Id { get; init; }

    public required string DossierCode { get; init; }

    public required string ComponentCode { get; init; }

    /// <summary>0: it was used.</summary>
    public required short DeclinedFor { get; init; }

    public required string ProcedureCode { get; init; }

    /// <summary>Of the dossier.</summary>
    public required string AgencyCode { get; init; }

    public required string ClientId { get; init; }

    public required string Officer { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What the rules said of it then.</summary>
    public short State { get; init; }

    public string RuleCode { get; init; } = "";

    /// <summary>Of the key that encrypted <see cref="Note"/>.</summary>
    public required int DataKeyVersion { get; init; }

    public required byte[] Note { get; init; }
}
