using ResultStore.Storage;
using ResultStore.Tests.Storage;
using ResultStore.V1;
using ResultStatus = ResultStore.Storage.ResultStatus;

namespace ResultStore.Tests.Log;

/// <summary>What either engine must do for the feed's tables.</summary>
public abstract class FeedContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    private const string Officer = "CB-0042";

    private TestStore _store = null!;
    private long _term;

    private EventTable Events => new(_store.Database);

    private FeedTable Feed => new(_store.Database);

    private FeedHeadTable Place => new(_store.Database);

    private NoticeTable Notices => new(_store.Database);

    private EventNumbering Numbering => new(_store.Database, TimeProvider.System);

    public async Task InitializeAsync()
    {
        _store = (TestStore)await newStore();
        _term = (await Place.TakeAsync(await Place.ReadAsync(default), "me"))!.Value;
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [EngineFact]
    public async Task Gives_numbers_from_one_on_and_each_event_only_one()
    {
        Assert.False(await Numbering.AnyWaitsAsync(default));
        var stored = Samples.Result();
        await _store.Results.AddAsync(stored);
        var alert = await AlertAsync();
        Assert.True(await Numbering.AnyWaitsAsync(default));

        var round = await Numbering.RunAsync(_term, 0, 10);
        var again = await Numbering.RunAsync(_term, 0, 10);

        Assert.Equal((2, 2L, true), (round!.Count, round.LastNumber, round.IsDrained));
        Assert.Equal((0, 2L), (again!.Count, again.LastNumber));
        var rows = await Feed.ListAsync(1, 10, default);
        Assert.Equal([1L, 2L], rows.Select(row => row.Number));
        Assert.Equal(
            new[] { stored.Event.Id, alert }.Order(Comparer<ResultId>.Create((a, b) => a.Value.CompareTo(b.Value))),
            rows.Select(row => row.EventId));
        var happened = Assert.Single(await Events.ListAsync(stored.Row.Bucket, stored.Row.Id, default));
        Assert.Equal(rows.Single(row => row.EventId == happened.Id).Number, happened.Number);
        Assert.False(await Numbering.AnyWaitsAsync(default));
    }

    [EngineFact]
    public async Task Tells_what_the_result_was_when_it_happened()
    {
        var stored = await StoredAsync();
        await ChangeAsync(stored, EventKind.Suspended, ResultStatus.Suspended);

        await Numbering.RunAsync(_term, 0, 10);

        var events = (await Feed.ListAsync(1, 10, default)).Select(Event).ToList();
        Assert.Equal([FeedEventKind.Stored, FeedEventKind.Suspended], events.Select(each => each.Kind));
        Assert.Equal([V1.ResultStatus.Valid, V1.ResultStatus.Suspended], events.Select(each => each.Status));
        Assert.Equal([1, 2], events.Select(each => each.Version));
        Assert.All(events, each => Assert.Equal(
            (stored.Row.AgencyCode, stored.Row.ResultTypeCode, stored.Row.SystemId),
            (each.AgencyCode, each.ResultTypeCode, each.SystemId)));
        Assert.Equal((false, true), (events[0].HasLegalBasis, events[1].HasLegalBasis));
        Assert.Equal(events[0].Code, events[1].Code);
        Assert.NotEmpty(events[0].Code);
    }

    [EngineFact]
    public async Task Keeps_the_order_of_a_results_versions_whatever_the_servers_clocks_say()
    {
        var stored = await StoredAsync();
        await ChangeAsync(stored, EventKind.Suspended, ResultStatus.Suspended);
        await ChangeAsync(stored, EventKind.Resumed, ResultStatus.Valid, secondsSlow: 2);

        await Numbering.RunAsync(_term, 0, 10);

        Assert.Equal([1, 2, 3], (await Feed.ListAsync(1, 10, default)).Select(row => Event(row).Version));
    }

    [EngineFact]
    public async Task Gives_every_bucket_its_turn_when_more_waits_than_a_round_takes()
    {
        for (var count = 0; count < 25; count++)
        {
            await AlertAsync();
        }

        var rounds = new List<NumberedRound>();
        do
        {
            rounds.Add((await Numbering.RunAsync(_term, rounds.LastOrDefault()?.Next ?? 0, 10))!);
        }
        while (!rounds[^1].IsDrained);

        Assert.Equal([10L, 20L, 25L], rounds.Select(round => round.LastNumber));
        Assert.True(rounds[1].Next > rounds[0].Next, "the second round began at the first bucket again");
        Assert.Equal(Enumerable.Range(1, 25).Select(n => (long)n), await NumbersAsync());
    }

    [EngineFact]
    public async Task Pages_end_with_the_bucket_and_go_on_in_the_next()
    {
        for (var count = 0; count < 1_030; count++)
        {
            _ = _store.Database.CommitAsync(0, session => EventTable.AppendAsync(
                session, 0, ResultId.None, new NewEvent(ResultId.New(TimeProvider.System), EventKind.Alert, Samples.Now,
                    "test", [])));
        }

        var numbered = 0;
        while (numbered < 1_030)
        {
            numbered += (await Numbering.RunAsync(_term, 0, 500))!.Count;
        }

        var (first, second) = (await Feed.ListAsync(1, 2_000, default), await Feed.ListAsync(1024, 2_000, default));
        Assert.Equal((1L, 1023L), (first[0].Number, first[^1].Number));
        Assert.Equal((1024L, 1030L), (second[0].Number, second[^1].Number));
        Assert.Empty(await Feed.ListAsync(1031, 10, default));
    }

    [EngineFact]
    public async Task A_sequencer_that_lost_the_place_writes_nothing()
    {
        await AlertAsync();
        var next = await Place.TakeAsync(await Place.ReadAsync(default), "other");

        Assert.Null(await Numbering.RunAsync(_term, 0, 10));
        Assert.Empty(await Feed.ListAsync(1, 10, default));
        Assert.Equal(1, (await Numbering.RunAsync(next!.Value, 0, 10))!.LastNumber);
    }

    [EngineFact]
    public async Task The_place_is_taken_only_from_a_holder_that_has_not_moved()
    {
        var seen = await Place.ReadAsync(default);
        await Numbering.RunAsync(_term, 0, 10); // a beat

        Assert.Null(await Place.TakeAsync(seen, "other"));
        Assert.Equal("me", (await Place.ReadAsync(default)).Holder);
        await Place.GiveBackAsync(_term);
        Assert.Equal("", (await Place.ReadAsync(default)).Holder);
    }

    [EngineFact]
    public async Task Agencies_get_notices_of_what_happens_to_results_they_rely_on()
    {
        var stored = await StoredAsync();
        await RelyAsync(stored.Row, "H17.15", "D-1");
        await RelyAsync(stored.Row, "H17.15.2", "D-2");
        await RelyAsync(stored.Row, "H41.1", "D-3");
        await RelyAsync(stored.Row, "H17.15", "D-4", declinedFor: 2);
        await ChangeAsync(stored, EventKind.Revoked, ResultStatus.Revoked);

        await Numbering.RunAsync(_term, 0, 10);

        var told = Event((await Feed.ListAsync(2, 1, default))[0]);
        Assert.Equal(["D-1", "D-2", "D-3"], told.Reliances.Select(reliance => reliance.DossierCode).Order());
        Assert.Equal(["D-1", "D-2"], await OpenAsync("H17.15"));
        Assert.Equal(["D-2"], await OpenAsync("H17.15.2"));
        Assert.Equal(["D-3"], await OpenAsync("H41"));
        Assert.Equal(3, (await OpenAsync("")).Count);
        var notice = (await Notices.ListAsync("H41.1", true, "", null, 10, default))[0];
        Assert.Equal((2L, 0), (notice.Key.Number, FeedEvent.Parser.ParseFrom(notice.Body).Reliances.Count));
        Assert.Equal(("1.004194", "TP01"), (notice.ProcedureCode, notice.ComponentCode));
    }

    [EngineFact]
    public async Task A_notice_is_acknowledged_once_and_all_named_or_none()
    {
        var stored = await StoredAsync();
        await RelyAsync(stored.Row, "H17.15", "D-1");
        await RelyAsync(stored.Row, "H17.15", "D-2");
        await ChangeAsync(stored, EventKind.Revoked, ResultStatus.Revoked);
        await Numbering.RunAsync(_term, 0, 10);
        var keys = (await Notices.ListAsync("H17.15", true, "", null, 10, default)).Select(row => row.Key).ToList();
        var unknown = keys[0] with { Number = 99 };

        Assert.Null(await Notices.AcknowledgeAsync([keys[0], unknown], Samples.Now, "agency", Officer));
        Assert.Equal(2, (await OpenAsync("H17.15")).Count);
        Assert.Equal(1, await Notices.AcknowledgeAsync([keys[0]], Samples.Now, "agency", Officer));
        Assert.Equal(1, await Notices.AcknowledgeAsync(keys, Samples.Now.AddDays(1), "other", "someone"));

        Assert.Empty(await OpenAsync("H17.15"));
        var all = await Notices.ListAsync("H17.15", false, "", null, 10, default);
        Assert.Equal([(Samples.Now, "agency", Officer), (Samples.Now.AddDays(1), "other", "someone")],
            all.Select(row => (row.AcknowledgedAt!.Value, row.AcknowledgedBy, row.Officer)));
        Assert.Equal(all[1].Key, Assert.Single(
            await Notices.ListAsync("H17.15", false, "", all[0].Key, 10, default)).Key);
        Assert.Single(await Notices.ListAsync("", false, "D-2", null, 10, default));
    }

    private static FeedEvent Event(FeedRow row) => FeedEvent.Parser.ParseFrom(row.Body);

    private async Task<List<long>> NumbersAsync() =>
        [.. (await Feed.ListAsync(1, 2_000, default)).Select(row => row.Number)];

    private async Task<List<string>> OpenAsync(string agency) =>
        [.. (await Notices.ListAsync(agency, true, "", null, 10, default)).Select(row => row.DossierCode).Order()];

    private Task<ResultId> AlertAsync() => Samples.AppendAsync(_store.Database);

    private async Task<NewResult> StoredAsync()
    {
        var result = Samples.Result();
        result = result with { Event = result.Event with { Payload = EventBody.OfStored(result.Row) } };
        Assert.IsType<AddOutcome.Stored>(await _store.Results.AddAsync(result));
        return result;
    }

    private async Task ChangeAsync(NewResult of, EventKind kind, ResultStatus to, int secondsSlow = 0)
    {
        var row = (await _store.Results.FindByIdAsync(of.Row.Bucket, of.Row.Id, default))!;
        var now = TimeProvider.System.GetUtcNow();
        var outcome = await new ChangeTable(_store.Database).AddAsync(new NewChange
        {
            Id = new ResultId(Guid.CreateVersion7(now.AddSeconds(-secondsSlow))),
            Kind = kind,
            Seen = row,
            Next = to,
            RecordedAt = now,
            EffectiveAt = now,
            SystemId = "agency",
            DecisionNumber = $"{kind}/QĐ",
            Told = [1],
        });
        Assert.IsType<ChangeOutcome.Changed>(outcome);
    }

    private async Task RelyAsync(ResultRow row, string agency, string dossier, short declinedFor = 0) =>
        await new RelianceTable(_store.Database).AddAsync(
            new RelianceRow
            {
                Bucket = row.Bucket,
                Result = row.Id,
                Id = ResultId.New(TimeProvider.System),
                DossierCode = dossier,
                ComponentCode = "TP01",
                DeclinedFor = declinedFor,
                ProcedureCode = "1.004194",
                AgencyCode = agency,
                ClientId = "agency",
                Officer = Officer,
                At = Samples.Now,
                DataKeyVersion = 1,
                Note = [1],
            },
            _ => true);
}

public sealed class SqliteFeedTests() : FeedContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresFeedTests() : FeedContract(async () => await TestStore.OnPostgresAsync());
