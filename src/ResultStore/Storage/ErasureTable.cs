using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>Takes away what makes a result a person's. The only place where rows of the past are changed.</summary>
internal sealed class ErasureTable(Database database)
{
    /// <summary>Rows of one result that say something of a holder.</summary>
    public ValueTask<HeldRows> ReadAsync(ResultRow row, CancellationToken ct) =>
        database.ReadAsync(async session =>
        {
            var (bucket, result) = (row.Bucket, row.Id);
            var changes = await session.Sql("""
                SELECT change_id, told, before_metadata, before_cipher FROM result_change
                WHERE bucket = @bucket AND result_id = @result_id
                """).Set("@bucket", bucket).Set("@result_id", result)
                .ListAsync(reader => new HeldChange(
                    reader.Id(0), reader.Bytes(1), reader.BytesOrNull(2), reader.BytesOrNull(3)));
            var notes = await session.Sql("""
                SELECT reliance_id, note FROM reliance WHERE bucket = @bucket AND result_id = @result_id
                """).Set("@bucket", bucket).Set("@result_id", result)
                .ListAsync(reader => new HeldText(reader.Id(0), reader.Bytes(1)));
            var links = await session.Sql("""
                SELECT COUNT(*) FROM share_link WHERE result_bucket = @bucket AND result_id = @result_id
                """).Set("@bucket", bucket).Set("@result_id", result).FirstAsync(Count);
            var shown = await session.Sql("""
                SELECT COUNT(*) FROM presentation WHERE bucket = @bucket AND result_id = @result_id
                """).Set("@bucket", bucket).Set("@result_id", result).FirstAsync(Count);
            var sessions = await session.Sql("""
                SELECT COUNT(*) FROM access WHERE bucket = @bucket AND result_id = @result_id AND session <> ''
                """).Set("@bucket", bucket).Set("@result_id", result).FirstAsync(Count);
            var reserved = await session.Sql("""
                SELECT COUNT(*) FROM reservation WHERE bucket = @bucket AND code = @code AND result_id = @result_id
                """).Set("@bucket", bucket).Set("@code", row.Code).Set("@result_id", result).FirstAsync(Count);
            return new HeldRows(changes, notes, links!.Value + shown!.Value + sessions!.Value + reserved!.Value);
        }, ct);

    /// <summary>Codes reserved that no document was pushed for, anybody's, in the order of their keys.</summary>
    /// <param name="after">Null: from the first.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="ct">Ends the reading.</param>
    public ValueTask<List<HeldReservation>> ListReservedAsync(
        HeldReservation? after, int limit, CancellationToken ct) => database.ReadAsync(session => session.Sql("""
            SELECT bucket, code, result_id, created_at, holder_digest, metadata, holder_cipher FROM reservation
            WHERE used_at IS NULL AND (bucket, code) > (@bucket, @code) ORDER BY bucket, code LIMIT @limit
            """).Set("@bucket", after?.Bucket ?? (short)-1).Set("@code", after?.Code ?? []).Set("@limit", limit)
            .ListAsync(Reservation), ct);

    /// <summary>One of them; null: it was used meanwhile, or is gone.</summary>
    public ValueTask<HeldReservation?> FindReservedAsync(HeldReservation seen, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT bucket, code, result_id, created_at, holder_digest, metadata, holder_cipher FROM reservation
            WHERE bucket = @bucket AND code = @code AND used_at IS NULL
            """).Set("@bucket", seen.Bucket).Set("@code", seen.Code).FirstAsync(Reservation), ct);

    /// <summary>Puts something else in the place of what a reservation tells; the code can still be used.</summary>
    /// <returns>Rows written; 0: it is not as it was read.</returns>
    public Task<int> EraseReservedAsync(HeldOrder order, HeldReservation reserved, byte[] cipher, int keyVersion) =>
        database.CommitAsync(reserved.Bucket, async session =>
        {
            var rows = await session.Sql("""
                UPDATE reservation SET holder_cipher = @cipher, data_key_version = @version
                WHERE bucket = @bucket AND code = @code AND holder_cipher = @old AND used_at IS NULL
                """)
                .Set("@cipher", cipher).Set("@version", keyVersion).Set("@bucket", reserved.Bucket)
                .Set("@code", reserved.Code).Set("@old", reserved.Cipher)
                .ExecuteAsync();
            await ErasureOrderTable.CountAsync(session, order, results: 0, rows);
            return rows;
        });

    /// <summary>Erases one result's rows and counts them with the order; ends when durable.</summary>
    /// <param name="order">That it is done by.</param>
    /// <param name="row">As it was read; null is told where it has changed since.</param>
    /// <param name="cipher">What is to stand in its place.</param>
    /// <param name="keyVersion">Of the key of all that is written here.</param>
    /// <param name="keys">Under which the holder was found.</param>
    /// <param name="held">What was read of the result with it; null is told where there is more since.</param>
    /// <param name="changes">What is to stand in place of what was told of its changes.</param>
    /// <param name="notes">The same of its reuses.</param>
    /// <returns>Rows written or taken away; null: the result changed meanwhile, nothing was erased.</returns>
    public Task<int?> EraseAsync(
        HeldOrder order,
        ResultRow row,
        byte[] cipher,
        int keyVersion,
        IReadOnlyList<HolderKey> keys,
        HeldRows held,
        IReadOnlyList<HeldChange> changes,
        IReadOnlyList<HeldText> notes) => database.CommitAsync(row.Bucket, async session =>
    {
        // The result's row first: whoever adds to its changes or uses holds it too, so what is counted next is all
        // there is, and what comes later knows that the holder is gone.
        if (!await HoldAsync(session, row)
            || await ChangesAsync(session, row) != held.Changes.Count
            || await NotesAsync(session, row) != held.Notes.Count)
        {
            return (int?)null;
        }

        var rows = await session.Sql("""
            UPDATE result SET holder_cipher = @cipher, data_key_version = @version
            WHERE bucket = @bucket AND result_id = @result_id
            """)
            .Set("@cipher", cipher).Set("@version", keyVersion).Set("@bucket", row.Bucket).Set("@result_id", row.Id)
            .ExecuteAsync();

        foreach (var key in keys)
        {
            rows += await session.Sql("""
                DELETE FROM result_holder WHERE bucket = @bucket AND key_version = @key_version
                  AND blind_index = @blind_index AND result_id = @result_id
                """)
                .Set("@bucket", key.Bucket).Set("@key_version", key.KeyVersion).Set("@blind_index", key.BlindIndex)
                .Set("@result_id", row.Id)
                .ExecuteAsync();
        }

        foreach (var change in changes)
        {
            // One that was cancelled meanwhile has forgotten its metadata, and keeps it so.
            rows += await session.Sql("""
                UPDATE result_change SET told = @told, data_key_version = @version,
                    before_metadata = CASE WHEN before_metadata IS NULL THEN NULL ELSE @metadata END,
                    before_cipher = CASE WHEN before_cipher IS NULL THEN NULL ELSE @cipher END
                WHERE bucket = @bucket AND result_id = @result_id AND change_id = @change_id
                """)
                .Set("@told", change.Told).Set("@version", keyVersion).Set("@metadata", change.Metadata)
                .Set("@cipher", change.Cipher).Set("@bucket", row.Bucket).Set("@result_id", row.Id)
                .Set("@change_id", change.Id)
                .ExecuteAsync();
        }

        foreach (var note in notes)
        {
            rows += await session.Sql("""
                UPDATE reliance SET note = @note, data_key_version = @version
                WHERE bucket = @bucket AND result_id = @result_id AND reliance_id = @reliance_id
                """)
                .Set("@note", note.Text).Set("@version", keyVersion).Set("@bucket", row.Bucket)
                .Set("@result_id", row.Id).Set("@reliance_id", note.Id)
                .ExecuteAsync();
        }

        // A reservation tells the same as the result that came of it, under the same id.
        rows += await session.Sql("""
            UPDATE reservation SET holder_cipher = @cipher, data_key_version = @version
            WHERE bucket = @bucket AND code = @code AND result_id = @result_id
            """)
            .Set("@cipher", cipher).Set("@version", keyVersion).Set("@bucket", row.Bucket).Set("@code", row.Code)
            .Set("@result_id", row.Id)
            .ExecuteAsync();
        rows += await EraseTracesAsync(session, row);
        await ErasureOrderTable.CountAsync(session, order, results: 1, rows);
        return rows;
    });

    /// <summary>Links of the holder's ids with others: what was told of them, and the way from one to the other.
    /// </summary>
    public Task<int> EraseLinkAsync(
        HeldOrder order, HolderLinkRow link, byte[] told, byte[]? undoTold, int keyVersion) =>
        database.CommitAsync(Buckets.OfId(link.Id), async session =>
        {
            var bucket = Buckets.OfId(link.Id);
            var rows = await session.Sql("""
                UPDATE holder_link SET told = @told, data_key_version = @version
                WHERE bucket = @bucket AND link_id = @link_id
                """)
                .Set("@told", told).Set("@version", keyVersion).Set("@bucket", bucket).Set("@link_id", link.Id)
                .ExecuteAsync();
            rows += await session.Sql("""
                UPDATE holder_link_undo SET told = @told, data_key_version = @version
                WHERE bucket = @bucket AND link_id = @link_id
                """)
                .Set("@told", undoTold ?? told).Set("@version", keyVersion).Set("@bucket", bucket)
                .Set("@link_id", link.Id)
                .ExecuteAsync();
            rows += await session.Sql("""
                DELETE FROM holder_link_key WHERE link_id = @link_id AND link_bucket = @bucket
                """).Set("@link_id", link.Id).Set("@bucket", bucket).ExecuteAsync();
            await ErasureOrderTable.CountAsync(session, order, results: 0, rows);
            return rows;
        });

    /// <summary>Keeps the row until the transaction ends, if it still tells what was read.</summary>
    private static async Task<bool> HoldAsync(Session session, ResultRow row) => await session.Sql("""
        UPDATE result SET holder_cipher = holder_cipher
        WHERE bucket = @bucket AND result_id = @result_id AND holder_cipher = @old
        """)
        .Set("@bucket", row.Bucket).Set("@result_id", row.Id).Set("@old", row.HolderCipher)
        .ExecuteAsync() == 1;

    private static async Task<int> ChangesAsync(Session session, ResultRow row) => (await session.Sql("""
        SELECT COUNT(*) FROM result_change WHERE bucket = @bucket AND result_id = @result_id
        """).Set("@bucket", row.Bucket).Set("@result_id", row.Id).FirstAsync(Count))!.Value;

    private static async Task<int> NotesAsync(Session session, ResultRow row) => (await session.Sql("""
        SELECT COUNT(*) FROM reliance WHERE bucket = @bucket AND result_id = @result_id
        """).Set("@bucket", row.Bucket).Set("@result_id", row.Id).FirstAsync(Count))!.Value;

    private static async Task<int> EraseTracesAsync(Session session, ResultRow row)
    {
        var links = await session.Sql("""
            DELETE FROM share_link WHERE result_bucket = @bucket AND result_id = @result_id
            """).Set("@bucket", row.Bucket).Set("@result_id", row.Id).ExecuteAsync();
        var shown = await session.Sql("""
            DELETE FROM presentation WHERE bucket = @bucket AND result_id = @result_id
            """).Set("@bucket", row.Bucket).Set("@result_id", row.Id).ExecuteAsync();

        // Who read, when, for which agency stays; by which session of the holder's own does not.
        return links + shown + await session.Sql("""
            UPDATE access SET session = '' WHERE bucket = @bucket AND result_id = @result_id AND session <> ''
            """).Set("@bucket", row.Bucket).Set("@result_id", row.Id).ExecuteAsync();
    }

    private static HeldReservation Reservation(DbDataReader reader) => new(
        reader.GetInt16(0), reader.Bytes(1), reader.Id(2), reader.Time(3), reader.Bytes(4), reader.Bytes(5),
        reader.Bytes(6));

    private static Number Count(DbDataReader reader) => new((int)reader.GetInt64(0));

    private sealed record Number(int Value);
}

/// <summary>An encrypted text and what finds its row.</summary>
internal sealed record HeldText(ResultId Id, byte[] Text);

/// <summary>A change of a result as it was read.</summary>
/// <param name="Metadata">What it replaced, or is to bring; null: neither.</param>
/// <param name="Cipher">The personal part of that.</param>
internal sealed record HeldChange(ResultId Id, byte[] Told, byte[]? Metadata, byte[]? Cipher);

/// <summary>A code that was reserved for a result to come.</summary>
/// <param name="Digest">Stands for the first holder.</param>
internal sealed record HeldReservation(
    short Bucket, byte[] Code, ResultId Result, DateTimeOffset CreatedAt, byte[] Digest, byte[] Metadata,
    byte[] Cipher);

/// <param name="Traces">Share links, presentations, sessions, the reservation of its code.</param>
internal sealed record HeldRows(IReadOnlyList<HeldChange> Changes, IReadOnlyList<HeldText> Notes, int Traces);
