using System.Data.Common;

namespace ResultStore.Storage;

/// <summary>What happened to results: written with the change itself, numbered later, never altered.</summary>
internal sealed class EventTable(Database database)
{
    /// <summary>In the order they happened.</summary>
    public ValueTask<List<EventRow>> ListAsync(short bucket, ResultId result, CancellationToken ct) =>
        database.ReadAsync(session => session.Sql("""
            SELECT bucket, event_id, result_id, kind, at, actor, payload, number
            FROM event WHERE bucket = @bucket AND result_id = @result_id ORDER BY bucket, result_id, event_id
            """).Set("@bucket", bucket).Set("@result_id", result).ListAsync(Row), ct);

    /// <summary>Inside the transaction of the change it tells of.</summary>
    internal static Task<int> AppendAsync(Session session, short bucket, ResultId result, NewEvent happened)
    {
        session.EventsWritten = true;
        return session.Sql("""
            INSERT INTO event (bucket, event_id, result_id, kind, at, actor, payload)
            VALUES (@bucket, @event_id, @result_id, @kind, @at, @actor, @payload)
            """)
            .Set("@bucket", bucket).Set("@event_id", happened.Id).Set("@result_id", result)
            .Set("@kind", (short)happened.Kind).Set("@at", happened.At).Set("@actor", happened.Actor)
            .Set("@payload", happened.Payload)
            .ExecuteAsync();
    }

    private static EventRow Row(DbDataReader reader) => new(
        reader.GetInt16(0), reader.Id(1), reader.Id(2), (EventKind)reader.GetInt16(3), reader.Time(4),
        reader.GetString(5), reader.Bytes(6), reader.LongOrNull(7));
}

/// <summary>An event; its number is null until the sequencer has given it its place.</summary>
internal sealed record EventRow(
    short Bucket,
    ResultId Id,
    ResultId Result,
    EventKind Kind,
    DateTimeOffset At,
    string Actor,
    byte[] Payload,
    long? Number);
