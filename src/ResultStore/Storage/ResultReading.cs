using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>From a row of the table to a <see cref="ResultRow"/>; each query names the columns in this order.</summary>
internal static class ResultReading
{
    public static ValueTask<ResultRow?> FindAsync(Session session, short bucket, ResultId id) => session.Sql("""
        SELECT bucket, result_id, code, system_id, agency_code, procedure_code, result_type_code, result_number,
               dossier_code, issued_on, valid_until, value_class, status, status_at, version, status_list,
               status_index, submitted_sha256, submitted_length, sealed_sha256, sealed_length, seal_form,
               created_at, data_key_version, token, metadata, holder_cipher, successor_code,
               predecessor_code, disputed_at, seal_level, seal_target, raise_by,
               signing_time_unproved
        FROM result WHERE bucket = @bucket AND result_id = @result_id
        """).Set("@bucket", bucket).Set("@result_id", id).FirstAsync(Row);

    public static ResultRow Row(DbDataReader reader) => new()
    {
        Bucket = reader.GetInt16(0),
        Id = reader.Id(1),
        Code = reader.Bytes(2),
        SystemId = reader.GetString(3),
        AgencyCode = reader.GetString(4),
        ProcedureCode = reader.GetString(5),
        ResultTypeCode = reader.GetString(6),
        ResultNumber = reader.GetString(7),
        DossierCode = reader.GetString(8),
        IssuedOn = reader.Date(9),
        ValidUntil = reader.DateOrNull(10),
        ValueClass = (ValueClass)reader.GetInt16(11),
        Status = (ResultStatus)reader.GetInt16(12),
        StatusAt = reader.Time(13),
        Version = reader.GetInt32(14),
        StatusList = reader.GetInt32(15),
        StatusIndex = reader.GetInt32(16),
        SubmittedSha256 = reader.Bytes(17),
        SubmittedLength = reader.GetInt64(18),
        SealedSha256 = reader.Bytes(19),
        SealedLength = reader.GetInt64(20),
        SealForm = (SealForm)reader.GetInt16(21),
        CreatedAt = reader.Time(22),
        DataKeyVersion = reader.GetInt32(23),
        Token = reader.Bytes(24),
        Metadata = reader.Bytes(25),
        HolderCipher = reader.Bytes(26),
        SuccessorCode = reader.BytesOrNull(27),
        PredecessorCode = reader.BytesOrNull(28),
        DisputedAt = reader.TimeOrNull(29),
        SealLevel = (SealLevel)reader.GetInt16(30),
        SealTarget = (SealLevel)reader.GetInt16(31),
        RaiseBy = reader.TimeOrNull(32),
        SigningTimeUnproved = reader.GetInt16(33) != 0,
    };
}
