namespace ResultStore.Storage;

/// <summary>Events by their numbers.</summary>
internal sealed class FeedTable(Database database)
{
    /// <summary>Consecutive events from a number on, as far as one bucket has them.</summary>
    /// <param name="from">The first number wanted, from 1.</param>
    /// <param name="most">Most events.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <returns>Protobuf bodies (FeedEvent); empty where the feed does not reach that number yet.</returns>
    public async ValueTask<List<FeedRow>> ListAsync(long from, int most, CancellationToken ct)
    {
        var rows = await database.ReadAsync(session => session.Sql("""
            SELECT number, event_bucket, event_id, result_id, body FROM feed
            WHERE bucket = @bucket AND number >= @from AND number < @end ORDER BY bucket, number LIMIT @most
            """)
            .Set("@bucket", Buckets.OfNumber(from)).Set("@from", from).Set("@end", Buckets.EndOfRun(from))
            .Set("@most", most)
            .ListAsync(reader => new FeedRow(
                reader.GetInt64(0), reader.GetInt16(1), reader.Id(2), reader.Id(3), reader.Bytes(4))), ct);

        // On a database of several servers a transaction may come to light piece by piece: nothing after a gap.
        var whole = 0;
        while (whole < rows.Count && rows[whole].Number == from + whole)
        {
            whole++;
        }

        return whole == rows.Count ? rows : rows[..whole];
    }
}

/// <summary>An event under its number, and where it stands in <c>event</c>.</summary>
internal sealed record FeedRow(long Number, short EventBucket, ResultId EventId, ResultId Result, byte[] Body);
