using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>Reserved codes. One open reservation for a key (system, dossier, result number).</summary>
internal sealed class ReservationTable(Database database)
{
    /// <summary>Reserves; the same key again gets the first answer until that has expired.</summary>
    public Task<ReserveOutcome> AddAsync(ReservationRow row)
    {
        var bucket = Buckets.OfPush(row.SystemId, row.DossierCode, row.ResultNumber);
        return database.CommitAsync(bucket, session => AddAsync(session, bucket, row));
    }

    public ValueTask<ReservationRow?> FindAsync(short bucket, byte[] code, CancellationToken ct) =>
        database.ReadAsync(session => FindAsync(session, bucket, code), ct);

    internal static ValueTask<ReservationRow?> FindAsync(Session session, short bucket, byte[] code) => session.Sql("""
        SELECT bucket, code, result_id, system_id, agency_code, procedure_code, dossier_code, result_number,
               status_list, status_index, created_at, expires_at, used_at, data_key_version, holder_digest,
               metadata_digest, token, metadata, holder_cipher
        FROM reservation WHERE bucket = @bucket AND code = @code
        """).Set("@bucket", bucket).Set("@code", code).FirstAsync(Row);

    private static async Task<ReserveOutcome> AddAsync(Session session, short bucket, ReservationRow row)
    {
        // 1. The key: mine if new or expired; else the first one's, written again so that it is safe before it is said.
        var owner = (await KeyAsync(session, bucket, row))!;
        if (!owner.Code.AsSpan().SequenceEqual(row.Code))
        {
            var first = (await FindAsync(session, owner.Bucket, owner.Code))!;
            return first.MetadataDigest.AsSpan().SequenceEqual(row.MetadataDigest)
                ? new ReserveOutcome.FirstAnswerAgain(first)
                : new ReserveOutcome.MetadataDiffers(first);
        }

        // 2. Place and row. Taking back a key that had expired leaves none, which is as good.
        if (!await StatusListTable.TakeAsync(session, row.StatusList, row.StatusIndex, row.Bucket, row.ResultId))
        {
            await UndoKeyAsync(session, bucket, row);
            return new ReserveOutcome.StatusSlotTaken();
        }

        if (!await InsertAsync(session, row))
        {
            await UndoSlotAsync(session, row);
            await UndoKeyAsync(session, bucket, row);
            return new ReserveOutcome.CodeCollision();
        }

        return new ReserveOutcome.Reserved();
    }

    private static ValueTask<Owner?> KeyAsync(Session session, short bucket, ReservationRow row) => session.Sql("""
        INSERT INTO reservation_key (bucket, system_id, dossier_code, result_number, reservation_bucket, code,
                                     expires_at)
        VALUES (@bucket, @system_id, @dossier_code, @result_number, @reservation_bucket, @code, @expires_at)
        ON CONFLICT (bucket, system_id, dossier_code, result_number) DO UPDATE SET
            reservation_bucket = CASE WHEN reservation_key.expires_at <= @now
                THEN excluded.reservation_bucket ELSE reservation_key.reservation_bucket END,
            code = CASE WHEN reservation_key.expires_at <= @now THEN excluded.code ELSE reservation_key.code END,
            expires_at = CASE WHEN reservation_key.expires_at <= @now
                THEN excluded.expires_at ELSE reservation_key.expires_at END
        RETURNING reservation_bucket, code
        """)
        .Set("@bucket", bucket).Set("@system_id", row.SystemId).Set("@dossier_code", row.DossierCode)
        .Set("@result_number", row.ResultNumber).Set("@reservation_bucket", row.Bucket).Set("@code", row.Code)
        .Set("@expires_at", row.ExpiresAt).Set("@now", row.CreatedAt)
        .FirstAsync(reader => new Owner(reader.GetInt16(0), reader.Bytes(1)));

    private static async Task<bool> InsertAsync(Session session, ReservationRow row) => await session.Sql("""
        INSERT INTO reservation (bucket, code, result_id, system_id, agency_code, procedure_code, dossier_code,
                                 result_number, status_list, status_index, created_at, expires_at, data_key_version,
                                 holder_digest, metadata_digest, token, metadata, holder_cipher)
        VALUES (@bucket, @code, @result_id, @system_id, @agency_code, @procedure_code, @dossier_code,
                @result_number, @status_list, @status_index, @created_at, @expires_at, @data_key_version,
                @holder_digest, @metadata_digest, @token, @metadata, @holder_cipher)
        ON CONFLICT (bucket, code) DO NOTHING
        """)
        .Set("@bucket", row.Bucket).Set("@code", row.Code).Set("@result_id", row.ResultId)
        .Set("@system_id", row.SystemId).Set("@agency_code", row.AgencyCode)
        .Set("@procedure_code", row.ProcedureCode).Set("@dossier_code", row.DossierCode)
        .Set("@result_number", row.ResultNumber).Set("@status_list", row.StatusList)
        .Set("@status_index", row.StatusIndex).Set("@created_at", row.CreatedAt).Set("@expires_at", row.ExpiresAt)
        .Set("@data_key_version", row.DataKeyVersion).Set("@holder_digest", row.HolderDigest)
        .Set("@metadata_digest", row.MetadataDigest).Set("@token", row.Token).Set("@metadata", row.Metadata)
        .Set("@holder_cipher", row.HolderCipher)
        .ExecuteAsync() == 1;

    private static Task<int> UndoKeyAsync(Session session, short bucket, ReservationRow row) => session.Sql("""
        DELETE FROM reservation_key WHERE bucket = @bucket AND system_id = @system_id AND dossier_code = @dossier_code
            AND result_number = @result_number AND code = @code
        """)
        .Set("@bucket", bucket).Set("@system_id", row.SystemId).Set("@dossier_code", row.DossierCode)
        .Set("@result_number", row.ResultNumber).Set("@code", row.Code)
        .ExecuteAsync();

    private static Task<int> UndoSlotAsync(Session session, ReservationRow row) => session.Sql("""
        DELETE FROM status_slot WHERE bucket = @bucket AND status_list = @status_list AND status_index = @status_index
            AND result_id = @result_id
        """)
        .Set("@bucket", Buckets.OfStatusSlot(row.StatusIndex)).Set("@status_list", row.StatusList)
        .Set("@status_index", row.StatusIndex).Set("@result_id", row.ResultId)
        .ExecuteAsync();

    private static ReservationRow Row(DbDataReader reader) => new()
    {
        Bucket = reader.GetInt16(0),
        Code = reader.Bytes(1),
        ResultId = reader.Id(2),
        SystemId = reader.GetString(3),
        AgencyCode = reader.GetString(4),
        ProcedureCode = reader.GetString(5),
        DossierCode = reader.GetString(6),
        ResultNumber = reader.GetString(7),
        StatusList = reader.GetInt32(8),
        StatusIndex = reader.GetInt32(9),
        CreatedAt = reader.Time(10),
        ExpiresAt = reader.Time(11),
        UsedAt = reader.TimeOrNull(12),
        DataKeyVersion = reader.GetInt32(13),
        HolderDigest = reader.Bytes(14),
        MetadataDigest = reader.Bytes(15),
        Token = reader.Bytes(16),
        Metadata = reader.Bytes(17),
        HolderCipher = reader.Bytes(18),
    };

    private sealed record Owner(short Bucket, byte[] Code);
}
