namespace ResultStore.Storage.PersonalData.Rotation;

/// <summary>A column that holds ciphertext: how its old rows are found and written anew.</summary>
/// <param name="Name">For the log.</param>
/// <param name="List">Rows of a range of buckets written with another key than this, at most so many.</param>
/// <param name="Write">Writes a row, if it still is as it was read: 1, else 0.</param>
internal sealed record CipherColumn(
    string Name,
    Func<Session, short, int, int, ValueTask<List<CipherRow>>> List,
    Func<Session, CipherRow, int, Task<int>> Write)
{
    /// <summary>Every column that holds ciphertext. A test looks through the schema for one that is missing
    /// here.</summary>
    public static IReadOnlyList<CipherColumn> All { get; } =
    [
        new(
            "result.holder_cipher",
            (session, from, version, limit) => session.Sql("""
                SELECT bucket, result_id, result_id, holder_cipher, NULL FROM result
                WHERE bucket >= @from AND bucket < @to AND data_key_version <> @version LIMIT @limit
                """).Of(from, version, limit),
            (session, row, version) => session.Sql("""
                UPDATE result SET holder_cipher = @cipher, data_key_version = @version
                WHERE bucket = @bucket AND result_id = @key AND holder_cipher = @old
                """).Set(row, version)),
        new(
            "result_change.told, before_cipher",
            (session, from, version, limit) => session.Sql("""
                SELECT bucket, change_id, result_id, told, before_cipher FROM result_change
                WHERE bucket >= @from AND bucket < @to AND data_key_version <> @version LIMIT @limit
                """).Of(from, version, limit),
            (session, row, version) => session.Sql("""
                UPDATE result_change SET told = @cipher, before_cipher = @second, data_key_version = @version
                WHERE bucket = @bucket AND result_id = @context AND change_id = @key AND told = @old
                """).Set("@second", row.Second).Set("@context", row.Context).Set(row, version)),
        new(
            "reservation.holder_cipher",
            (session, from, version, limit) => session.Sql("""
                SELECT bucket, code, result_id, holder_cipher, NULL FROM reservation
                WHERE bucket >= @from AND bucket < @to AND data_key_version <> @version LIMIT @limit
                """).Of(from, version, limit),
            (session, row, version) => session.Sql("""
                UPDATE reservation SET holder_cipher = @cipher, data_key_version = @version
                WHERE bucket = @bucket AND code = @key AND holder_cipher = @old
                """).Set(row, version)),
        new(
            "reliance.note",
            (session, from, version, limit) => session.Sql("""
                SELECT bucket, result_id, reliance_id, note, NULL FROM reliance
                WHERE bucket >= @from AND bucket < @to AND data_key_version <> @version LIMIT @limit
                """).Of(from, version, limit),
            (session, row, version) => session.Sql("""
                UPDATE reliance SET note = @cipher, data_key_version = @version
                WHERE bucket = @bucket AND result_id = @key AND reliance_id = @context AND note = @old
                """).Set("@context", row.Context).Set(row, version)),
        new(
            "holder_link.told",
            (session, from, version, limit) => session.Sql("""
                SELECT bucket, link_id, link_id, told, NULL FROM holder_link
                WHERE bucket >= @from AND bucket < @to AND data_key_version <> @version LIMIT @limit
                """).Of(from, version, limit),
            (session, row, version) => session.Sql("""
                UPDATE holder_link SET told = @cipher, data_key_version = @version
                WHERE bucket = @bucket AND link_id = @key AND told = @old
                """).Set(row, version)),
        new(
            "holder_link_undo.told",
            (session, from, version, limit) => session.Sql("""
                SELECT bucket, link_id, link_id, told, NULL FROM holder_link_undo
                WHERE bucket >= @from AND bucket < @to AND data_key_version <> @version LIMIT @limit
                """).Of(from, version, limit),
            (session, row, version) => session.Sql("""
                UPDATE holder_link_undo SET told = @cipher, data_key_version = @version
                WHERE bucket = @bucket AND link_id = @key AND told = @old
                """).Set(row, version)),
        new(
            "holder_link_key.other",
            (session, from, version, limit) => session.Sql("""
                SELECT bucket, blind_index, link_id, other, NULL FROM holder_link_key
                WHERE bucket >= @from AND bucket < @to AND data_key_version <> @version LIMIT @limit
                """).Of(from, version, limit),
            (session, row, version) => session.Sql("""
                UPDATE holder_link_key SET other = @cipher, data_key_version = @version
                WHERE bucket = @bucket AND blind_index = @key AND link_id = @context AND other = @old
                """).Set("@context", row.Context).Set(row, version)),
        new(
            "erasure.told",
            (session, from, version, limit) => session.Sql("""
                SELECT bucket, erasure_id, erasure_id, told, NULL FROM erasure
                WHERE bucket >= @from AND bucket < @to AND data_key_version <> @version LIMIT @limit
                """).Of(from, version, limit),
            (session, row, version) => session.Sql("""
                UPDATE erasure SET told = @cipher, data_key_version = @version
                WHERE bucket = @bucket AND erasure_id = @key AND told = @old
                """).Set(row, version)),
    ];
}

/// <param name="Key">What finds the row within its bucket.</param>
/// <param name="Context">What the ciphertext is bound to.</param>
/// <param name="Cipher">As it is to be written.</param>
/// <param name="Second">The same of a second ciphertext in the row; null: none.</param>
internal sealed record CipherRow(short Bucket, byte[] Key, byte[] Context, byte[] Cipher, byte[]? Second)
{
    /// <summary>As it was read: what is written compares with it.</summary>
    public byte[] Old { get; init; } = Cipher;
}

/// <summary>Buckets are gone through some at a time.</summary>
internal static class RowRange
{
    public const short Buckets = 64;
}

/// <summary>What the statements above have in common.</summary>
internal static class CipherStatements
{
    extension(Statement statement)
    {
        public ValueTask<List<CipherRow>> Of(short from, int version, int limit) => statement
            .Set("@from", from).Set("@to", (short)(from + RowRange.Buckets)).Set("@version", version)
            .Set("@limit", limit)
            .ListAsync(reader => new CipherRow(
                reader.GetInt16(0), reader.Bytes(1), reader.Bytes(2), reader.Bytes(3), reader.BytesOrNull(4)));

        public Task<int> Set(CipherRow row, int version) => statement
            .Set("@bucket", row.Bucket).Set("@key", row.Key).Set("@cipher", row.Cipher).Set("@version", version)
            .Set("@old", row.Old)
            .ExecuteAsync();
    }
}
