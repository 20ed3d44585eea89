using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>Unusual reading that was noticed. Append-only; administrators hear of it through the feed too.</summary>
internal sealed class AlertTable(Database database)
{
    private static readonly byte[] AfterAll = [.. Enumerable.Repeat((byte)0xFF, 16)];

    /// <summary>Ends when durable.</summary>
    public Task<int> AddAsync(AlertRow alert)
    {
        var bucket = Buckets.OfId(alert.Id);
        return database.CommitAsync(bucket, async session =>
        {
            await EventTable.AppendAsync(session, bucket, ResultId.None, new NewEvent(
                alert.Id, EventKind.Alert, alert.At, alert.ClientId, EventBody.OfAlert(alert)));
            return await session.Sql("""
                INSERT INTO access_alert (bucket, alert_id, at, kind, client_id, address, seen, window_s)
                VALUES (@bucket, @alert_id, @at, @kind, @client_id, @address, @seen, @window_s)
                """)
                .Set("@bucket", bucket).Set("@alert_id", alert.Id).Set("@at", alert.At)
                .Set("@kind", (short)alert.Kind).Set("@client_id", alert.ClientId)
                .Set("@address", alert.Address).Set("@seen", alert.Seen)
                .Set("@window_s", (int)alert.Window.TotalSeconds)
                .ExecuteAsync();
        });
    }

    /// <summary>The latest first.</summary>
    /// <param name="before">Null: from the latest.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="ct">Ends the reading.</param>
    public ValueTask<List<AlertRow>> ListAsync(ResultId? before, int limit, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT alert_id, at, kind, client_id, address, seen, window_s
            FROM access_alert WHERE alert_id < @before ORDER BY alert_id DESC LIMIT @limit
            """)
            .Set("@before", before?.ToBytes() ?? AfterAll).Set("@limit", limit)
            .ListAsync(Row), ct);

    private static AlertRow Row(DbDataReader reader) => new(
        reader.Id(0), reader.Time(1), (AlertKind)reader.GetInt16(2), reader.GetString(3), reader.GetString(4),
        reader.GetInt32(5), TimeSpan.FromSeconds(reader.GetInt32(6)));
}

/// <param name="Seen">How many within <paramref name="Window"/>.</param>
internal sealed record AlertRow(
    ResultId Id, DateTimeOffset At, AlertKind Kind, string ClientId, string Address, int Seen, TimeSpan Window);

internal enum AlertKind : short
{
    UnknownCodes = 1,
    ManyHolders = 2,
}
