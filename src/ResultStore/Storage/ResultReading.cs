using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>From a row of the table to a <see cref="ResultRow"/>.</summary>
internal static class ResultReading
{
    /// <summary>What <see cref="Row"/> reads, in its order, of a table that the query calls r.</summary>
    public const string Columns = """
        r.bucket, r.result_id, r.code, r.system_id, r.agency_code, r.procedure_code, r.result_type_code,
        r.result_number, r.dossier_code, r.issued_on, r.valid_until, r.value_class, r.status, r.status_at,
        r.version, r.status_list, r.status_index, r.submitted_sha256, r.submitted_length, r.sealed_sha256,
        r.sealed_length, r.seal_form, r.created_at, r.data_key_version, r.token, r.metadata, r.holder_cipher,
        r.successor_code, r.predecessor_code, r.disputed_at, r.seal_level, r.seal_target, r.raise_by,
        r.signing_time_unproved
        """;

    public static ValueTask<ResultRow?> FindAsync(Session session, short bucket, ResultId id) => session.Sql($"""
        SELECT {Columns} FROM result r WHERE r.bucket = @bucket AND r.result_id = @result_id
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
