namespace ResultStore.Storage;

/// <summary>
/// The sequencer's place: a row that its holder keeps moving. A rival takes it when it has stood still for long enough
/// by the rival's own watch, so that no two clocks are ever compared; the term tells a former holder that it is one.
/// </summary>
internal sealed class FeedHeadTable(Database database)
{
    public async ValueTask<FeedHead> ReadAsync(CancellationToken ct) =>
        (await database.ReadAsync(session => session.Sql("""
            SELECT term, beat, holder, last_number FROM feed_head WHERE name = 'events'
            """).FirstAsync(reader => new FeedHead(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt64(3))), ct))!;

    /// <summary>Takes the place, if it has not moved since it was seen.</summary>
    /// <returns>The new term; null where it moved.</returns>
    public async Task<long?> TakeAsync(FeedHead seen, string holder) =>
        (await database.CommitAsideAsync(async session => await session.Sql("""
            UPDATE feed_head SET term = term + 1, holder = @holder
            WHERE name = 'events' AND term = @term AND beat = @beat AND last_number = @last_number
            RETURNING term
            """)
            .Set("@holder", holder).Set("@term", seen.Term).Set("@beat", seen.Beat)
            .Set("@last_number", seen.LastNumber)
            .FirstAsync(reader => new FeedHead(reader.GetInt64(0), seen.Beat, holder, seen.LastNumber))))?.Term;

    /// <summary>Lets the next one have it at once.</summary>
    public Task<int> GiveBackAsync(long term) => database.CommitAsideAsync(session => session.Sql("""
        UPDATE feed_head SET holder = '' WHERE name = 'events' AND term = @term
        """).Set("@term", term).ExecuteAsync());
}

/// <param name="Term">Counts the sequencers that had the place.</param>
/// <param name="Beat">Counts the rounds after which nothing waited.</param>
/// <param name="Holder">Empty: given back.</param>
/// <param name="LastNumber">The last number given; 0: none yet.</param>
internal sealed record FeedHead(long Term, long Beat, string Holder, long LastNumber);
