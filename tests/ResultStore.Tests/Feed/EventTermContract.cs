using ResultStore.Catalogue;
using ResultStore.Storage;
using ResultStore.Tests.Reuse;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Feed;

/// <summary>A last day that follows from the kind of paper is the event's for ever, on either engine.</summary>
public abstract class EventTermContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private const string Kind = "KQ.H17.000001";

    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = (TestStore)await newStore();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [EngineFact]
    public async Task An_event_told_again_after_an_import_is_the_same_event()
    {
        var papers = new ReuseStore(_store);
        await papers.ImportAsync(Term(12));
        await papers.AddAsync(Kind, persons: "048090001234");
        await NumberAsync(papers);
        var first = await ToldAsync(papers);

        await papers.ImportAsync(Term(24));
        await papers.AddAsync(Kind, persons: "048090001235");
        await NumberAsync(papers);

        var again = await ToldAsync(papers);
        Assert.Equal(first[0], again[0]);
        Assert.True(first[0].TermSettled && first[0].ValidUntilByKind);
        Assert.True(
            string.CompareOrdinal(again[1].ValidUntil, again[0].ValidUntil) > 0,
            $"{again[0].ValidUntil} {again[1].ValidUntil}");
    }

    [EngineFact]
    public async Task What_was_numbered_without_a_catalogue_is_completed_when_it_is_told()
    {
        var (papers, unread) = (new ReuseStore(_store), new ReuseStore(_store));
        await papers.ImportAsync(Term(12));
        await papers.AddAsync(Kind, persons: "048090001234");
        await NumberAsync(unread);

        var told = Assert.Single(await ToldAsync(papers));

        Assert.False(told.TermSettled);
        Assert.True(told.ValidUntilByKind);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => ToldAsync(unread));
    }

    private static string Term(int months) => $$"""
        { "result_types": [{ "code": "{{Kind}}", "name": "Giấy có thời hạn", "validity_months": {{months}} }] }
        """;

    private async Task NumberAsync(ReuseStore papers)
    {
        var heads = new FeedHeadTable(_store.Database);
        var term = (await heads.TakeAsync(await heads.ReadAsync(default), "one"))!.Value;
        await new EventNumbering(_store.Database, TimeProvider.System).RunAsync(
            term, 0, 100, new EventTerms(papers.Terms).Settle);
    }

    private async Task<List<FeedEvent>> ToldAsync(ReuseStore papers) =>
    [
        .. (await new FeedTable(_store.Database).ListAsync(1, 100, default))
            .Select(row => new EventTerms(papers.Terms).Told(row.Body)),
    ];
}

public sealed class SqliteEventTermTests() : EventTermContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresEventTermTests() : EventTermContract(async () => await TestStore.OnPostgresAsync());
