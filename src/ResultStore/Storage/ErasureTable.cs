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
                SELECT change_id, told FROM result_change WHERE bucket = @bucket AND result_id = @result_id
                """).Set("@bucket", bucket).Set("@result_id", result)
                .ListAsync(reader => new HeldText(reader.Id(0), reader.Bytes(1)));
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

    /// <summary>Reservations of a holder that no document was pushed for.</summary>
    /// <param name="bucket">The holder's.</param>
    /// <param name="digest">Stands for the holder.</param>
    /// <param name="ct">Ends the reading.</param>
    public ValueTask<List<HeldReservation>> ListReservedAsync(short bucket, byte[] digest, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT code, result_id, holder_cipher FROM reservation
            WHERE bucket = @bucket AND holder_digest = @digest AND used_at IS NULL
            """).Set("@bucket", bucket).Set("@digest", digest)
            .ListAsync(reader => new HeldReservation(bucket, reader.Bytes(0), reader.Id(1), reader.Bytes(2))), ct);

    /// <summary>Puts something else in the place of what a reservation tells; the code can still be used.</summary>
    public Task<int> EraseReservedAsync(ResultId order, HeldReservation reserved, byte[] cipher, int keyVersion) =>
        database.CommitAsync(reserved.Bucket, async session =>
        {
            var rows = await session.Sql("""
                UPDATE reservation SET holder_cipher = @cipher, data_key_version = @version
                WHERE bucket = @bucket AND code = @code
                """)
                .Set("@cipher", cipher).Set("@version", keyVersion).Set("@bucket", reserved.Bucket)
                .Set("@code", reserved.Code)
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
    /// <param name="changes">Texts in place of what was told of its changes; none where others hold it too.</param>
    /// <param name="notes">The same of its reuses.</param>
    /// <returns>Rows written or taken away; null: the result changed meanwhile, nothing was erased.</returns>
    public Task<int?> EraseAsync(
        ResultId order,
        ResultRow row,
        byte[] cipher,
        int keyVersion,
        IReadOnlyList<HolderKey> keys,
        IReadOnlyList<HeldText> changes,
        IReadOnlyList<HeldText> notes) => database.CommitAsync(row.Bucket, async session =>
    {
        var rows = await session.Sql("""
            UPDATE result SET holder_cipher = @cipher, data_key_version = @version
            WHERE bucket = @bucket AND result_id = @result_id AND holder_cipher = @old
            """)
            .Set("@cipher", cipher).Set("@version", keyVersion).Set("@bucket", row.Bucket).Set("@result_id", row.Id)
            .Set("@old", row.HolderCipher)
            .ExecuteAsync();
        if (rows == 0)
        {
            return (int?)null;
        }

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
            rows += await session.Sql("""
                UPDATE result_change SET told = @told, before_metadata = NULL, before_cipher = NULL,
                                         data_key_version = @version
                WHERE bucket = @bucket AND result_id = @result_id AND change_id = @change_id
                """)
                .Set("@told", change.Text).Set("@version", keyVersion).Set("@bucket", row.Bucket)
                .Set("@result_id", row.Id).Set("@change_id", change.Id)
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
        ResultId order, HolderLinkRow link, byte[] told, byte[]? undoTold, int keyVersion) =>
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

    private static Number Count(DbDataReader reader) => new((int)reader.GetInt64(0));

    private sealed record Number(int Value);
}

/// <summary>An encrypted text and what finds its row.</summary>
internal sealed record HeldText(ResultId Id, byte[] Text);

/// <summary>A code that was reserved for a holder's result to come.</summary>
internal sealed record HeldReservation(short Bucket, byte[] Code, ResultId Result, byte[] Cipher);

/// <param name="Traces">Share links, presentations, sessions, the reservation of its code.</param>
internal sealed record HeldRows(IReadOnlyList<HeldText> Changes, IReadOnlyList<HeldText> Notes, int Traces);
