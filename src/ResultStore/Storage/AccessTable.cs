using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>Who read what, and why. Append-only; an answer waits until its row is durable.</summary>
internal sealed partial class AccessTable(Database database)
{
    /// <summary>Rows of one answer; they share their commit with whatever else waits for one.</summary>
    public Task AppendAsync(params IReadOnlyList<AccessRow> rows) =>
        rows.Count == 0 ? Task.CompletedTask : database.CommitAsync(rows[0].Bucket, async session =>
        {
            foreach (var row in rows)
            {
                await AppendAsync(session, row);
            }

            return rows.Count;
        });

    /// <summary>Newest first.</summary>
    public ValueTask<List<AccessRow>> ListAsync(short bucket, ResultId result, int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT bucket, access_id, result_id, at, client_id, agency_code, officer, operation, purpose, dossier_code,
                   items, outcome, address, owner_agency, session
            FROM access WHERE bucket = @bucket AND result_id = @result_id
            ORDER BY bucket DESC, result_id DESC, access_id DESC LIMIT @limit
            """).Set("@bucket", bucket).Set("@result_id", result).Set("@limit", limit).ListAsync(Row), ct);

    private static Task<int> AppendAsync(Session session, AccessRow row) => session.Sql("""
        INSERT INTO access (bucket, access_id, result_id, at, client_id, agency_code, officer, operation, purpose,
                            dossier_code, items, outcome, address, owner_agency, session)
        VALUES (@bucket, @access_id, @result_id, @at, @client_id, @agency_code, @officer, @operation, @purpose,
                @dossier_code, @items, @outcome, @address, @owner_agency, @session)
        """)
        .Set("@bucket", row.Bucket).Set("@access_id", row.Id).Set("@result_id", row.Result?.ToBytes())
        .Set("@at", row.At).Set("@client_id", row.ClientId).Set("@agency_code", row.AgencyCode)
        .Set("@officer", row.Officer).Set("@operation", row.Operation).Set("@purpose", row.Purpose)
        .Set("@dossier_code", row.DossierCode).Set("@items", row.Items).Set("@outcome", row.Outcome)
        .Set("@address", row.Address).Set("@owner_agency", row.OwnerAgency).Set("@session", row.Session)
        .ExecuteAsync();

    private static AccessRow Row(DbDataReader reader) => new()
    {
        Bucket = reader.GetInt16(0),
        Id = reader.Id(1),
        Result = reader.BytesOrNull(2) is { } bytes ? ResultId.FromBytes(bytes) : null,
        At = reader.Time(3),
        ClientId = reader.GetString(4),
        AgencyCode = reader.GetString(5),
        Officer = reader.GetString(6),
        Operation = reader.GetString(7),
        Purpose = reader.GetString(8),
        DossierCode = reader.GetString(9),
        Items = reader.GetString(10),
        Outcome = reader.GetString(11),
        Address = reader.GetString(12),
        OwnerAgency = reader.GetString(13),
        Session = reader.GetString(14),
    };
}
