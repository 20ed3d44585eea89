using System.Data.Common;
using Google.Protobuf;
using ResultStore.V1;

namespace ResultStore.Storage;

/// <summary>
/// Gives events their numbers. Only committed events are seen, and one that commits late is simply still without a
/// number: no watermark, so nothing is ever skipped. One transaction a round: the place is held, the event has its
/// number, the feed has the event, and the agencies concerned have their notices, or none of it.
/// </summary>
internal sealed class EventNumbering(Database database, TimeProvider clock)
{
    /// <summary>Dossiers told with an event, of each agency; the notices have all.</summary>
    private const int MostDossiersTold = 100;

    /// <summary>Whether any event waits; a look at an index that holds nothing else.</summary>
    public async ValueTask<bool> AnyWaitsAsync(CancellationToken ct) =>
        await database.ReadAsync(session => session.Sql("""
            SELECT bucket, event_id, result_id, kind, at, actor, payload FROM event
            WHERE number IS NULL ORDER BY bucket, event_id LIMIT 1
            """).FirstAsync(Row), ct) is not null;

    /// <summary>One round, as the sequencer of <paramref name="term"/>.</summary>
    /// <param name="term">Of the place.</param>
    /// <param name="from">Bucket to begin with: where the round before ended, so that all get their turn.</param>
    /// <param name="most">Most events.</param>
    /// <param name="settle">Completes what an event tells, for good; null: that is left to readers.</param>
    /// <returns>Null where another sequencer has the place: nothing was written.</returns>
    /// <exception cref="StorageUnavailableException">Look again: what was numbered has its number.</exception>
    public Task<NumberedRound?> RunAsync(long term, short from, int most, Action<FeedEvent>? settle = null) =>
        database.CommitAsideAsync(session => NumberAsync(session, term, from, most, settle));

    private async Task<NumberedRound?> NumberAsync(
        Session session, long term, short from, int most, Action<FeedEvent>? settle)
    {
        // 1. The place. The row stays locked: a rival waits here until this round is over, and sees what it left.
        var head = await session.Sql("""
            UPDATE feed_head SET beat = beat WHERE name = 'events' AND term = @term
            RETURNING term, beat, holder, last_number
            """).Set("@term", term).FirstAsync(reader => new FeedHead(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt64(3)));
        if (head is null)
        {
            return null;
        }

        // 2. What waits.
        var found = await WaitingAsync(session, from, most);
        var isDrained = found.Count < most;
        var next = isDrained || found.Count == 0 ? (short)0 : found[^1].Bucket;
        var waiting = await WithBodiesAsync(session, found);
        Order(waiting);

        // 3. Numbers, without a gap after the last one.
        var (last, now) = (head.LastNumber, clock.GetUtcNow().ToUnixTimeMilliseconds());
        var notices = new List<NewNotice>();
        foreach (var one in waiting)
        {
            one.Body.Number = ++last;
            one.Body.NumberedAtUnixMs = now;
            settle?.Invoke(one.Body);
            notices.AddRange(await TellReliancesAsync(session, one));
        }

        await WriteAsync(session, waiting, notices);

        // 4. How far it came. A beat says: what was committed before this round has its number.
        await session.Sql("""
            UPDATE feed_head SET last_number = @last, beat = beat + @drained WHERE name = 'events' AND term = @term
            """).Set("@last", last).Set("@drained", isDrained ? 1L : 0L).Set("@term", term).ExecuteAsync();
        return new NumberedRound(waiting.Count, last, next, isDrained);
    }

    private static async Task<List<Waiting>> WaitingAsync(Session session, short from, int most)
    {
        var found = await session.Sql("""
            SELECT bucket, event_id, result_id, kind, at, actor, payload FROM event
            WHERE number IS NULL AND bucket >= @from ORDER BY bucket, event_id LIMIT @most
            """).Set("@from", from).Set("@most", most).ListAsync(Row);
        if (from > 0 && found.Count < most)
        {
            found.AddRange(await session.Sql("""
                SELECT bucket, event_id, result_id, kind, at, actor, payload FROM event
                WHERE number IS NULL AND bucket < @from ORDER BY bucket, event_id LIMIT @most
                """).Set("@from", from).Set("@most", most - found.Count).ListAsync(Row));
        }

        return found;
    }

    private static async Task<List<Numbered>> WithBodiesAsync(Session session, List<Waiting> found)
    {
        var whole = new List<Numbered>(found.Count);
        foreach (var one in found)
        {
            var body = EventBody.TryRead(one.Payload);
            if (body is null && one.Result != ResultId.None
                && await ResultReading.FindAsync(session, one.Bucket, one.Result) is { } row)
            {
                body = EventBody.Mended(one.Kind, one.At, row);
            }

            body ??= new FeedEvent();
            body.EventId = one.Id.ToString();
            body.Kind = (FeedEventKind)one.Kind;
            body.AtUnixMs = one.At.ToUnixTimeMilliseconds();
            whole.Add(new Numbered(one, body));
        }

        return whole;
    }

    /// <summary>By their ids, which begin with the time. Servers' clocks differ a little, so events of one result keep
    /// the order of its versions, whatever their ids say.</summary>
    private static void Order(List<Numbered> events)
    {
        events.Sort((one, other) => one.Event.Id.Value.CompareTo(other.Event.Id.Value));
        var places = new Dictionary<ResultId, List<int>>();
        for (var place = 0; place < events.Count; place++)
        {
            var result = events[place].Event.Result;
            if (!places.TryGetValue(result, out var taken))
            {
                places.Add(result, taken = []);
            }

            taken.Add(place);
        }

        foreach (var taken in places.Values.Where(taken => taken.Count > 1))
        {
            var inOrder = taken.Select(place => events[place]).OrderBy(one => one.Body.Version).ToList();
            for (var index = 0; index < taken.Count; index++)
            {
                events[taken[index]] = inOrder[index];
            }
        }
    }

    /// <summary>Who relied on it until now, into the event and as notices. What was only just stored nobody did; and
    /// nobody was told of a change to come that does not come.</summary>
    private static async Task<List<NewNotice>> TellReliancesAsync(Session session, Numbered one)
    {
        if (one.Event.Kind
            is EventKind.Stored or EventKind.Alert or EventKind.ChangeCancelled or EventKind.ChangeLapsed)
        {
            return [];
        }

        var reliances = await RelianceTable.ListUsesAsync(session, one.Event.Bucket, one.Event.Result);
        var body = one.Body.ToByteArray();
        foreach (var agency in reliances.GroupBy(reliance => reliance.AgencyCode))
        {
            one.Body.Reliances.AddRange(agency.Take(MostDossiersTold));
            one.Body.MoreReliances |= agency.Skip(MostDossiersTold).Any();
        }

        return [.. reliances.Select(reliance => new NewNotice(one.Body.Number, reliance, body))];
    }

    private static async Task WriteAsync(Session session, List<Numbered> events, List<NewNotice> notices)
    {
        await session.ExecuteManyAsync("""
            INSERT INTO feed (bucket, number, event_bucket, event_id, result_id, kind, at, body)
            VALUES (@bucket, @number, @event_bucket, @event_id, @result_id, @kind, @at, @body)
            """, events, (row, one) => row
            .Set("@bucket", Buckets.OfNumber(one.Body.Number)).Set("@number", one.Body.Number)
            .Set("@event_bucket", one.Event.Bucket).Set("@event_id", one.Event.Id)
            .Set("@result_id", one.Event.Result).Set("@kind", (short)one.Event.Kind)
            .Set("@at", one.Body.AtUnixMs).Set("@body", one.Body.ToByteArray()));
        var numbered = await session.ExecuteManyAsync("""
            UPDATE event SET number = @number WHERE bucket = @bucket AND event_id = @event_id AND number IS NULL
            """, events, (row, one) => row
            .Set("@number", one.Body.Number).Set("@bucket", one.Event.Bucket).Set("@event_id", one.Event.Id));
        if (numbered != events.Count)
        {
            throw new InvalidOperationException("An event has a number that no sequencer gave.");
        }

        await NoticeTable.AddAsync(session, notices);
    }

    private static Waiting Row(DbDataReader reader) => new(
        reader.GetInt16(0), reader.Id(1), reader.Id(2), (EventKind)reader.GetInt16(3), reader.Time(4),
        reader.Bytes(6));

    private sealed record Waiting(
        short Bucket, ResultId Id, ResultId Result, EventKind Kind, DateTimeOffset At, byte[] Payload);

    private sealed record Numbered(Waiting Event, FeedEvent Body);
}

/// <param name="Count">Events that got their number.</param>
/// <param name="LastNumber">The last one given so far.</param>
/// <param name="Next">Bucket for the next round to begin with.</param>
/// <param name="IsDrained">False: more may wait.</param>
internal sealed record NumberedRound(int Count, long LastNumber, short Next, bool IsDrained);
