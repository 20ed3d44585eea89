using System.Buffers.Binary;

namespace ResultStore.Storage;

/// <summary>Takes away what is kept for a term only.</summary>
internal sealed class TermTable(Database database)
{
    // Each takes a bounded bite, aside: a backlog must neither run into the time limit of a statement nor hold up
    // callers. The condition stands twice, for a row that was written anew between the two looks at it.

    /// <summary>Share links that were over before an instant.</summary>
    /// <returns>How many; as many as <paramref name="most"/>: there may be more.</returns>
    public Task<int> EndShareLinksAsync(DateTimeOffset before, int most) => database.CommitAsideAsync(session =>
        session.Sql("""
            DELETE FROM share_link WHERE expires_at < @before AND (bucket, secret_sha256) IN (
                SELECT bucket, secret_sha256 FROM share_link WHERE expires_at < @before LIMIT @most)
            """).Set("@before", before).Set("@most", most).ExecuteAsync());

    /// <summary>Presentations that were over before an instant.</summary>
    /// <inheritdoc cref="EndShareLinksAsync"/>
    public Task<int> EndPresentationsAsync(DateTimeOffset before, int most) => database.CommitAsideAsync(session =>
        session.Sql("""
            DELETE FROM presentation WHERE expires_at < @before AND (bucket, presentation_id) IN (
                SELECT bucket, presentation_id FROM presentation WHERE expires_at < @before LIMIT @most)
            """).Set("@before", before).Set("@most", most).ExecuteAsync());

    /// <summary>Reservations that ran out before an instant, used or not, with whom they were for.</summary>
    /// <inheritdoc cref="EndShareLinksAsync"/>
    public Task<int> EndReservationsAsync(DateTimeOffset before, int most) => database.CommitAsideAsync(session =>
        session.Sql("""
            DELETE FROM reservation WHERE expires_at < @before AND (bucket, code) IN (
                SELECT bucket, code FROM reservation WHERE expires_at < @before LIMIT @most)
            """).Set("@before", before).Set("@most", most).ExecuteAsync());

    /// <summary>What told a repeated reservation from a new one, until that ran out.</summary>
    /// <inheritdoc cref="EndShareLinksAsync"/>
    public Task<int> EndReservationKeysAsync(DateTimeOffset before, int most) => database.CommitAsideAsync(session =>
        session.Sql("""
            DELETE FROM reservation_key
            WHERE expires_at < @before AND (bucket, system_id, dossier_code, result_number) IN (
                SELECT bucket, system_id, dossier_code, result_number FROM reservation_key
                WHERE expires_at < @before LIMIT @most)
            """).Set("@before", before).Set("@most", most).ExecuteAsync());

    /// <summary>How far a stretch of the access log goes that holds about so many rows.</summary>
    /// <returns>At most <paramref name="before"/>, at least a millisecond after <paramref name="from"/>.</returns>
    public async ValueTask<DateTimeOffset> StretchAsync(
        DateTimeOffset from, DateTimeOffset before, int most, CancellationToken ct)
    {
        var next = await database.ReadAsync(session => session.Sql("""
            SELECT access_id FROM access WHERE access_id >= @from AND access_id < @before
            ORDER BY access_id LIMIT 1 OFFSET @most
            """)
            .Set("@from", AccessTable.FirstIdAt(from)).Set("@before", AccessTable.FirstIdAt(before))
            .Set("@most", most).FirstAsync(reader => reader.Bytes(0)), ct);
        return next is null ? before : TimeOf(next) is var end && end > from ? end : from.AddMilliseconds(1);
    }

    /// <summary>Names of officers, addresses and portals' sessions in a stretch of the access log. Who read by which
    /// system, for which agency and dossier stays for good.</summary>
    public Task<int> EndOfficersAsync(DateTimeOffset from, DateTimeOffset before) => database.CommitAsideAsync(
        session => session.Sql("""
            UPDATE access SET officer = '', address = '', session = ''
            WHERE access_id >= @from AND access_id < @before AND (officer <> '' OR address <> '' OR session <> '')
            """)
            .Set("@from", AccessTable.FirstIdAt(from)).Set("@before", AccessTable.FirstIdAt(before))
            .ExecuteAsync());

    /// <summary>When the first read was recorded, by its id; null: there is none.</summary>
    public async ValueTask<DateTimeOffset?> FirstReadAsync(CancellationToken ct) =>
        await database.ReadAsync(session => session.Sql("""
            SELECT access_id FROM access ORDER BY access_id LIMIT 1
            """).FirstAsync(reader => reader.Bytes(0)), ct) is { } first
            ? TimeOf(first)
            : null;

    /// <summary>UUIDv7: 48 bits of milliseconds.</summary>
    private static DateTimeOffset TimeOf(byte[] id) =>
        DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(id) >> 16);
}
