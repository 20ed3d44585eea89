using EndToEnd.Tests.Site;
using ResultStore.V1;

namespace EndToEnd.Tests.Feed;

/// <summary>Two stores on one database; the one that gives the numbers is killed.</summary>
public sealed class TakeoverTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task When_the_sequencers_server_dies_the_other_goes_on_within_ten_seconds_and_nothing_is_lost()
    {
        await using var stores = await TwoStores.StartAsync();
        var site = stores.Site;
        var (papers, feed) = (new Papers(site), new ResultFeed.ResultFeedClient(stores.Second));
        var intake = new ResultIntake.ResultIntakeClient(stores.Second);

        // Pushed to the second server, numbered by the first, which began before it; watched on both.
        using var begun = new Watcher(site.Feed, site.As("verifier"), 1);
        using var whole = new Watcher(feed, site.As("verifier"), 1);
        var first = await PushAsync(intake, papers, site);
        await begun.UntilAsync(() => begun.Events.Any(happened => happened.Code == first));

        var request = await papers.RequestAsync();
        await site.Store.KillAsync();
        var killed = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var next = (await intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)))
            .Receipt.Code;
        await whole.UntilAsync(() => whole.Events.Any(happened => happened.Code == next));

        // How long the event waited for its number while nobody gave any: not how long the push itself took.
        var late = whole.Events.Single(happened => happened.Code == next);
        var gap = TimeSpan.FromMilliseconds(late.NumberedAtUnixMs - Math.Max(killed, late.AtUnixMs));

        // On the other server, from where the dead one's stream broke off.
        using var resumed = new Watcher(feed, site.As("verifier"), begun.Through + 1);
        await resumed.UntilAsync(() => resumed.Events.Any(happened => happened.Code == next));

        Assert.True(gap < Promised, $"numbering stood still for {gap}");
        Assert.Equal([1L, 2L], whole.Events.Select(happened => happened.Number));
        Assert.Equal([1L, 2L], begun.Events.Concat(resumed.Events).Select(happened => happened.Number));
    }

    private static async Task<string> PushAsync(
        ResultIntake.ResultIntakeClient intake, Papers papers, DevelopmentSite site) =>
        (await intake.SubmitResultAsync(await papers.RequestAsync(), site.As("one-stop"), DevelopmentSite.In(60)))
            .Receipt.Code;
}
