using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Feed;

/// <summary>The feed as its readers have it: each event once, in order, and only what each may see.</summary>
[Collection(SharedSite.Name)]
public sealed class FeedTests(DevelopmentSite site)
{
    private readonly Papers _papers = new(site);

    [Fact]
    public async Task A_watcher_gets_every_event_once_and_goes_on_where_it_broke_off()
    {
        var from = await EndAsync() + 1;
        using var whole = Watch("verifier", from);
        var first = await StoredAsync();
        await ChangeAsync(first, ResultChangeKind.Suspend, "1/QĐ");
        var broken = new List<FeedEvent>();
        long through;
        using (var begun = Watch("verifier", from))
        {
            await begun.UntilAsync(() => begun.Events.Count(happened => happened.Code == first) == 2);
            through = begun.Through;
            broken.AddRange(begun.Events);
        }

        await ChangeAsync(first, ResultChangeKind.Resume, "2/QĐ");
        var second = await StoredAsync();
        using var resumed = Watch("verifier", through + 1);
        await resumed.UntilAsync(() => resumed.Events.Any(happened => happened.Code == second));
        broken.AddRange(resumed.Events);
        await whole.UntilAsync(() => whole.Through >= resumed.Through);

        Assert.Equal(
            whole.Events.Where(happened => happened.Number <= resumed.Through).Select(happened => happened.Number),
            broken.Select(happened => happened.Number));
        Assert.Equal(
            Enumerable.Range(0, broken.Count).Select(index => from + index), broken.Select(each => each.Number));
        var own = broken.Where(happened => happened.Code == first).ToList();
        Assert.Equal(
            [FeedEventKind.Stored, FeedEventKind.Suspended, FeedEventKind.Resumed], own.Select(each => each.Kind));
        Assert.Equal(
            [ResultStatus.Valid, ResultStatus.Suspended, ResultStatus.Valid], own.Select(each => each.Status));
        Assert.Equal([1, 2, 3], own.Select(each => each.Version));
        Assert.Equal(("one-stop", false, true), (own[0].SystemId, own[0].HasLegalBasis, own[1].HasLegalBasis));
    }

    [Fact]
    public async Task What_a_filter_leaves_out_is_seen_to_be_skipped_and_the_present_is_told()
    {
        var from = await EndAsync() + 1;
        var filter = new FeedFilter { Kinds = { FeedEventKind.Revoked } };
        using var watcher = Watch("portal", from, filter);
        var code = await StoredAsync();
        var stored = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        await watcher.UntilAsync(() => watcher.Through >= from && watcher.Messages[^1].AsOfUnixMs > stored);
        Assert.Empty(watcher.Events);
        await ChangeAsync(code, ResultChangeKind.Revoke, "3/QĐ");
        await watcher.UntilAsync(() => watcher.Events.Count > 0);

        var told = watcher.Events.First(happened => happened.Code == code);
        Assert.Equal((FeedEventKind.Revoked, ResultStatus.Revoked), (told.Kind, told.Status));
        var page = await site.Feed.ListEventsAsync(
            new ListEventsRequest { FromNumber = from, Filter = new FeedFilter { Codes = { code } } },
            site.As("verifier"));
        Assert.Equal(
            [FeedEventKind.Stored, FeedEventKind.Revoked], page.Events.Select(happened => happened.Kind));
        Assert.True(page.ThroughNumber >= told.Number);
    }

    [Fact]
    public async Task A_number_that_does_not_exist_yet_is_refused()
    {
        var end = await EndAsync();
        using var ahead = Watch("verifier", end + 1_000);

        var refused = await Assert.ThrowsAsync<RpcException>(ahead.NextAsync);
        var page = await Assert.ThrowsAsync<RpcException>(async () => await site.Feed.ListEventsAsync(
            new ListEventsRequest { FromNumber = end + 1_000 }, site.As("agency")));

        Assert.Equal(
            (StatusCode.OutOfRange, ErrorReason.EventNumberAhead),
            (refused.StatusCode, Refusals.Of(refused).Reason));
        Assert.Equal(StatusCode.OutOfRange, page.StatusCode);
    }

    [Fact]
    public async Task A_filter_that_cannot_be_read_is_refused_with_every_fault()
    {
        var filter = new FeedFilter { AgencyCodes = { "nowhere" }, Codes = { "1234" }, Kinds = { (FeedEventKind)77 } };
        using var watcher = Watch("verifier", 0, filter);

        var refused = await Assert.ThrowsAsync<RpcException>(watcher.NextAsync);

        Assert.Equal(
            ["filter.agency_codes[0]", "filter.codes[0]", "filter.kinds[0]"],
            Refusals.Of(refused).Fields.Select(field => field.Path).Order());
    }

    [Fact]
    public async Task Nobody_is_told_of_results_that_are_not_theirs_but_of_those_their_dossiers_rely_on()
    {
        var from = await EndAsync() + 1;
        var issuer = await AddAsync("feed-issuer", ClientRole.Agency, "H99");
        var stranger = await AddAsync("feed-stranger", ClientRole.Agency, "H17.05");
        var relying = await AddAsync("feed-relying", ClientRole.Agency, "H17.06");
        var oneStop = await AddAsync("feed-one-stop", ClientRole.OneStop, "H99");
        var code = await StoredAsync();
        var reliance = await RelyAsync(code, relying, "000.00.06.H17-251101-0001");
        await ChangeAsync(code, ResultChangeKind.Revoke, "4/QĐ");
        await WaitForAsync(code, FeedEventKind.Revoked, from);

        Assert.Equal(2, (await SeenAsync(code, issuer, from)).Count);
        Assert.Equal(2, (await SeenAsync(code, site.As("one-stop"), from)).Count);
        Assert.Equal(2, (await SeenAsync(code, site.As("portal"), from)).Count);
        Assert.Empty(await SeenAsync(code, stranger, from));
        Assert.Empty(await SeenAsync(code, oneStop, from)); // another system pushed it
        var told = Assert.Single(await SeenAsync(code, relying, from));
        Assert.Equal(FeedEventKind.Revoked, told.Kind);
        Assert.Equal(
            (reliance, "H17.06", "000.00.06.H17-251101-0001", "TP02"),
            Assert.Single(told.Reliances.Select(each => (
                each.RelianceId, each.AgencyCode, each.DossierCode, each.ComponentCode))));
        Assert.All(await SeenAsync(code, issuer, from), each => Assert.Empty(each.Reliances));
    }

    [Fact]
    public async Task An_agency_deals_with_its_notices_one_by_one()
    {
        var relying = await AddAsync("feed-todo", ClientRole.Agency, "H17.07");
        var other = await AddAsync("feed-todo-other", ClientRole.Agency, "H17.08");
        var from = await EndAsync() + 1;
        var codes = new[] { await StoredAsync(), await StoredAsync() };
        foreach (var (code, number) in codes.Select((code, number) => (code, number)))
        {
            await RelyAsync(code, relying, $"000.00.07.H17-251101-000{number}");
            await ChangeAsync(code, ResultChangeKind.Revoke, "5/QĐ");
            await WaitForAsync(code, FeedEventKind.Revoked, from);
        }

        var first = await site.Feed.ListNoticesAsync(new ListNoticesRequest { PageSize = 1 }, relying);
        var second = await site.Feed.ListNoticesAsync(
            new ListNoticesRequest { PageSize = 1, PageToken = first.NextPageToken }, relying);
        string[] told = [Assert.Single(first.Notices).Event.Code, Assert.Single(second.Notices).Event.Code];
        Assert.Equal(codes, told);
        Assert.Equal("", second.NextPageToken);
        Assert.Empty((await site.Feed.ListNoticesAsync(new ListNoticesRequest(), other)).Notices);

        var done = new AcknowledgeNoticesRequest { NoticeIds = { first.Notices[0].NoticeId }, Officer = "CB-7" };
        var stolen = await Assert.ThrowsAsync<RpcException>(
            async () => await site.Feed.AcknowledgeNoticesAsync(done, other));
        Assert.Equal(ErrorReason.NoticeUnknown, Refusals.Of(stolen).Reason);
        Assert.Equal(1, (await site.Feed.AcknowledgeNoticesAsync(done, relying)).Acknowledged);
        Assert.Equal(0, (await site.Feed.AcknowledgeNoticesAsync(done, relying)).Acknowledged);

        var open = await site.Feed.ListNoticesAsync(new ListNoticesRequest(), relying);
        Assert.Equal(second.Notices[0].NoticeId, Assert.Single(open.Notices).NoticeId);
        var all = await site.Feed.ListNoticesAsync(new ListNoticesRequest { IncludeAcknowledged = true }, relying);
        Assert.Equal(["feed-todo: CB-7", ""], all.Notices.Select(notice => notice.AcknowledgedBy));
    }

    [Fact]
    public async Task A_stream_ends_when_its_system_is_shut_out()
    {
        var key = await AddAsync("feed-shut-out", ClientRole.Leader, "*");
        using var watcher = new Watcher(site.Feed, key, 0);
        await watcher.NextAsync();

        await site.Administration.DisableClientAsync(
            new DisableClientRequest { Id = "feed-shut-out" }, site.As("administrator"));

        var refused = await Assert.ThrowsAsync<RpcException>(() => watcher.UntilAsync(() => false));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    private Watcher Watch(string client, long from, FeedFilter? filter = null) =>
        new(site.Feed, site.As(client), from, filter);

    private async Task<long> EndAsync() => (await site.Feed.ListEventsAsync(
        new ListEventsRequest { FromNumber = 1, PageSize = 1 }, site.As("verifier"))).LastNumber;

    private async Task WaitForAsync(string code, FeedEventKind kind, long from)
    {
        using var watcher = Watch(
            "verifier", from, new FeedFilter { Codes = { code }, Kinds = { kind } });
        await watcher.UntilAsync(() => watcher.Events.Count > 0);
    }

    private async Task<IReadOnlyList<FeedEvent>> SeenAsync(string code, Metadata headers, long from) =>
        (await site.Feed.ListEventsAsync(
            new ListEventsRequest { FromNumber = from, Filter = new FeedFilter { Codes = { code } } },
            headers)).Events;

    private async Task<Metadata> AddAsync(string id, ClientRole role, string agency)
    {
        var added = await site.Administration.AddClientAsync(
            new AddClientRequest
            {
                Client = new Client { Id = id, Name = id, Roles = { role }, Agencies = { agency } },
                WithApiKey = true,
            },
            site.As("administrator"));
        return new Metadata { { "authorization", $"Bearer {added.ApiKey}" } };
    }

    private async Task<string> StoredAsync() => (await site.Intake.SubmitResultAsync(
        await _papers.RequestAsync(), site.As("one-stop"), DevelopmentSite.In(60))).Receipt.Code;

    private async Task ChangeAsync(string code, ResultChangeKind kind, string decision) =>
        await site.Lifecycle.ChangeResultAsync(
            new ChangeResultRequest
            {
                Code = code,
                Change = new Change
                {
                    Kind = kind,
                    Reason = "Phát hiện sai sót",
                    LegalBasis = "NĐ 61/2018/NĐ-CP",
                    DecisionNumber = decision,
                    Officer = "lanh-dao",
                },
            },
            site.As("agency"),
            DevelopmentSite.In(60));

    private async Task<string> RelyAsync(string code, Metadata headers, string dossier)
    {
        var request = new UseResultRequest
        {
            Code = code,
            ProcedureCode = "9.999999", // in no catalogue: the officer's judgement
            ComponentCode = "TP02",
            Context = new ReadContext { Purpose = Purpose.Dossier, Officer = "CB-1", DossierCode = dossier },
        };
        var holder = Papers.Metadata().Holders[0];
        request.Holders.Add(new DossierHolder { Kind = holder.Kind, Id = holder.Id, Role = HolderRole.Applicant });
        using var call = site.Reuse.UseResult(request, headers, DevelopmentSite.In(60));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current.Used.RelianceId;
    }
}
