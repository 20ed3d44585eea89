namespace ResultStore.Storage;

/// <summary>Takes away what is kept for a term only.</summary>
internal sealed class TermTable(Database database)
{
    /// <summary>Share links that were over before an instant.</summary>
    public Task<int> EndShareLinksAsync(DateTimeOffset before) => database.CommitAsync(0, session =>
        session.Sql("DELETE FROM share_link WHERE expires_at < @before").Set("@before", before).ExecuteAsync());

    /// <summary>Presentations that were over before an instant.</summary>
    public Task<int> EndPresentationsAsync(DateTimeOffset before) => database.CommitAsync(0, session =>
        session.Sql("DELETE FROM presentation WHERE expires_at < @before").Set("@before", before).ExecuteAsync());

    /// <summary>Names of officers, addresses and portals' sessions in a stretch of the access log. Who read by which
    /// system, for which agency and dossier stays for good.</summary>
    public Task<int> EndOfficersAsync(DateTimeOffset from, DateTimeOffset before) => database.CommitAsync(0, session =>
        session.Sql("""
            UPDATE access SET officer = '', address = '', session = ''
            WHERE access_id >= @from AND access_id < @before AND (officer <> '' OR address <> '' OR session <> '')
            """)
            .Set("@from", AccessTable.FirstIdAt(from)).Set("@before", AccessTable.FirstIdAt(before))
            .ExecuteAsync());

    /// <summary>When the first read was recorded; null: there is none.</summary>
    public async ValueTask<DateTimeOffset?> FirstReadAsync(CancellationToken ct) =>
        (await database.ReadAsync(session => session.Sql("""
            SELECT at FROM access ORDER BY access_id LIMIT 1
            """).FirstAsync(reader => new First(reader.Time(0))), ct))?.At;

    private sealed record First(DateTimeOffset At);
}
