using System.Data.Common;
using ResultStore.V1;

namespace ResultStore.Storage;

/// <summary>What agencies have to look at: events of results that their dossiers rely on.</summary>
internal sealed class NoticeTable(Database database)
{
    /// <summary>In the order of the key: agency by agency, each one's oldest first.</summary>
    /// <param name="agency">An agency; it and all below it. Empty: every agency.</param>
    /// <param name="onlyOpen">Without those acknowledged.</param>
    /// <param name="dossierCode">Empty: of every dossier.</param>
    /// <param name="after">The last one of the page before; null: from the first.</param>
    /// <param name="most">Most notices.</param>
    /// <param name="ct">Ends the reading.</param>
    public ValueTask<List<NoticeRow>> ListAsync(
        string agency, bool onlyOpen, string dossierCode, NoticeKey? after, int most, CancellationToken ct)
    {
        // Two texts, so that the open ones come from an index that holds nothing else.
        return database.ReadAsync(session => (onlyOpen
            ? session.Sql("""
                SELECT bucket, agency_code, number, reliance_id, dossier_code, procedure_code, component_code, body,
                       acknowledged_at, acknowledged_by, officer
                FROM notice
                WHERE acknowledged_at IS NULL
                  AND (bucket, agency_code, number, reliance_id) > (@bucket, @after_agency, @number, @reliance_id)
                  AND bucket <= @last_bucket
                  AND (@agency = '' OR agency_code = @agency OR agency_code LIKE @below)
                  AND (@dossier = '' OR dossier_code = @dossier)
                ORDER BY bucket, agency_code, number, reliance_id LIMIT @most
                """)
            : session.Sql("""
                SELECT bucket, agency_code, number, reliance_id, dossier_code, procedure_code, component_code, body,
                       acknowledged_at, acknowledged_by, officer
                FROM notice
                WHERE (bucket, agency_code, number, reliance_id) > (@bucket, @after_agency, @number, @reliance_id)
                  AND bucket <= @last_bucket
                  AND (@agency = '' OR agency_code = @agency OR agency_code LIKE @below)
                  AND (@dossier = '' OR dossier_code = @dossier)
                ORDER BY bucket, agency_code, number, reliance_id LIMIT @most
                """))
            .Set("@bucket", after is null ? FirstBucket(agency) : after.Bucket)
            .Set("@after_agency", after?.AgencyCode ?? "").Set("@number", after?.Number ?? 0L)
            .Set("@reliance_id", after?.Reliance.ToBytes() ?? [])
            .Set("@last_bucket", agency.Length == 0 ? (short)(Buckets.Count - 1) : Buckets.OfAgency(agency))
            .Set("@agency", agency).Set("@below", agency + ".%")
            .Set("@dossier", dossierCode).Set("@most", most)
            .ListAsync(Row), ct);
    }

    /// <summary>All of them or none; one that was acknowledged before keeps its first word.</summary>
    /// <returns>How many were new; null where one is not there.</returns>
    public Task<int?> AcknowledgeAsync(
        IReadOnlyList<NoticeKey> keys, DateTimeOffset at, string clientId, string officer) =>
        database.CommitAsync<int?>(keys[0].Bucket, async session =>
        {
            foreach (var key in keys)
            {
                if (await session.Sql("""
                    SELECT agency_code FROM notice WHERE bucket = @bucket AND agency_code = @agency_code
                        AND number = @number AND reliance_id = @reliance_id
                    """)
                    .Set("@bucket", key.Bucket).Set("@agency_code", key.AgencyCode)
                    .Set("@number", key.Number).Set("@reliance_id", key.Reliance)
                    .FirstAsync(reader => reader.GetString(0)) is null)
                {
                    return null;
                }
            }

            return await session.ExecuteManyAsync("""
                UPDATE notice SET acknowledged_at = @at, acknowledged_by = @by, officer = @officer
                WHERE bucket = @bucket AND agency_code = @agency_code AND number = @number
                  AND reliance_id = @reliance_id AND acknowledged_at IS NULL
                """, keys, (row, key) => row
                .Set("@at", at.ToUnixTimeMilliseconds()).Set("@by", clientId).Set("@officer", officer)
                .Set("@bucket", key.Bucket).Set("@agency_code", key.AgencyCode)
                .Set("@number", key.Number).Set("@reliance_id", key.Reliance));
        });

    /// <summary>Inside the transaction that numbers the events.</summary>
    internal static Task<int> AddAsync(Session session, IReadOnlyList<NewNotice> notices) =>
        session.ExecuteManyAsync("""
            INSERT INTO notice (bucket, agency_code, number, reliance_id, dossier_code, procedure_code,
                                component_code, body)
            VALUES (@bucket, @agency_code, @number, @reliance_id, @dossier_code, @procedure_code,
                    @component_code, @body)
            """, notices, (row, notice) => row
            .Set("@bucket", Buckets.OfAgency(notice.Reliance.AgencyCode))
            .Set("@agency_code", notice.Reliance.AgencyCode).Set("@number", notice.Number)
            .Set("@reliance_id", new ResultId(Guid.Parse(notice.Reliance.RelianceId)))
            .Set("@dossier_code", notice.Reliance.DossierCode)
            .Set("@procedure_code", notice.Reliance.ProcedureCode)
            .Set("@component_code", notice.Reliance.ComponentCode).Set("@body", notice.Body));

    private static short FirstBucket(string agency) => agency.Length == 0 ? (short)0 : Buckets.OfAgency(agency);

    private static NoticeRow Row(DbDataReader reader) => new(
        new NoticeKey(reader.GetInt16(0), reader.GetString(1), reader.GetInt64(2), reader.Id(3)),
        reader.GetString(4), reader.GetString(5), reader.GetString(6), reader.Bytes(7), reader.TimeOrNull(8),
        reader.TextOrNull(9) ?? "", reader.TextOrNull(10) ?? "");
}

/// <summary>Which notice.</summary>
internal sealed record NoticeKey(short Bucket, string AgencyCode, long Number, ResultId Reliance);

/// <summary>A notice to be written; <paramref name="Body"/> is the event, protobuf.</summary>
internal sealed record NewNotice(long Number, RelianceNotice Reliance, byte[] Body);

/// <summary>A notice as it stands; texts of an acknowledgement are empty until there is one.</summary>
internal sealed record NoticeRow(
    NoticeKey Key,
    string DossierCode,
    string ProcedureCode,
    string ComponentCode,
    byte[] Body,
    DateTimeOffset? AcknowledgedAt,
    string AcknowledgedBy,
    string Officer);
