using System.Globalization;
using EndToEnd.Tests.Lifecycle;
using EndToEnd.Tests.Site;
using ResultStore.V1;

namespace EndToEnd.Tests.Feed;

/// <summary>A last day that follows from the kind of paper: the feed says of it what everyone else is told.</summary>
[Collection(SharedSite.Name)]
public sealed class EventTermTests(DevelopmentSite site)
{
    /// <summary>A kind of paper of this test alone.</summary>
    private const string Kind = "KQ.H99.990003";

    private readonly ChangeSteps _steps = new(site);

    [Fact]
    public async Task An_event_says_where_a_result_stands_and_how_long_by_its_kind()
    {
        await SampleCatalogue.ImportAsync(site, $$"""
            { "result_types": [{ "code": "{{Kind}}", "name": "Giấy có thời hạn", "validity_months": 12 }] }
            """);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddHours(7).DateTime);
        var over = await StoredAsync(today.AddMonths(-13), "");
        var young = await StoredAsync(today.AddMonths(-11), "");
        var own = await StoredAsync(today.AddMonths(-13), Text(today.AddDays(1)));
        await _steps.ChangeAsync(over, ChangeSteps.ChangeOf(ResultChangeKind.Suspend, "6/QĐ"));
        await _steps.ChangeAsync(over, ChangeSteps.ChangeOf(ResultChangeKind.Resume, "7/QĐ"));

        var ran = await EventsAsync(over, 3);
        Assert.Equal(
            [ResultStatus.Expired, ResultStatus.Suspended, ResultStatus.Expired], ran.Select(each => each.Status));
        Assert.All(ran, each => Assert.Equal(
            (Text(today.AddMonths(-13)), Text(today.AddMonths(-13).AddMonths(12)), true),
            (each.IssuedOn, each.ValidUntil, each.ValidUntilByKind)));
        var runs = Assert.Single(await EventsAsync(young, 1));
        Assert.Equal((ResultStatus.Valid, true), (runs.Status, runs.ValidUntilByKind));
        var named = Assert.Single(await EventsAsync(own, 1));
        Assert.Equal(
            (ResultStatus.Valid, Text(today.AddDays(1)), false),
            (named.Status, named.ValidUntil, named.ValidUntilByKind));
        foreach (var last in (FeedEvent[])[ran[^1], runs, named])
        {
            var told = await _steps.GetAsync(last.Code);
            Assert.Equal(
                (told.Status, told.ValidUntil, told.ValidUntilByKind),
                (last.Status, last.ValidUntil, last.ValidUntilByKind));
        }
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<string> StoredAsync(DateOnly issuedOn, string validUntil) =>
        (await _steps.StoredAsync(metadata => (metadata.ResultTypeCode, metadata.IssuedOn, metadata.ValidUntil) =
            (Kind, Text(issuedOn), validUntil))).Code;

    private async Task<List<FeedEvent>> EventsAsync(string code, int count)
    {
        using var watcher = new Watcher(
            site.Feed, site.As("portal"), 1, new FeedFilter { Codes = { code } });
        await watcher.UntilAsync(() => watcher.Events.Count >= count);
        return [.. watcher.Events];
    }
}
