using EndToEnd.Tests.Feed;
using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Outages;

/// <summary>A store that is full, and one that stops: both say so in the contract's words.</summary>
public sealed class StoppingTests : IAsyncLifetime
{
    private readonly DevelopmentSite _site = new()
    {
        Settings = settings => settings["Intake"] = new System.Text.Json.Nodes.JsonObject
        {
            ["MaxConcurrent"] = 1,
            ["MaxWaiting"] = 0,
        },
    };

    public Task InitializeAsync() => _site.InitializeAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Who_finds_no_place_is_told_to_come_again_and_who_watches_when_the_store_stops_to_go_on_elsewhere()
    {
        var papers = new Papers(_site);
        var refused = new List<(SubmitResultRequest Request, RpcException Why)>();
        for (var round = 0; round < 30 && refused.Count == 0; round++)
        {
            var requests = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => papers.RequestAsync()));
            var ends = await Task.WhenAll(requests.Select(TryPushAsync));
            Assert.Contains(null, ends);
            refused.AddRange(requests.Zip(ends).Where(end => end.Second is not null)!);
        }

        Assert.All(refused, end =>
        {
            Assert.Equal(
                (StatusCode.ResourceExhausted, ErrorReason.Busy, true),
                (end.Why.StatusCode, Refusals.Of(end.Why).Reason, Refusals.Of(end.Why).RetryHelps));
        });
        Assert.Null(await TryPushAsync(refused[0].Request));

        using var watcher = new Watcher(_site.Feed, _site.As("verifier"), 1);
        await watcher.NextAsync();
        var ended = Assert.ThrowsAsync<RpcException>(() => watcher.UntilAsync(() => false));
        await _site.Store.EndAsync();
        var why = await ended;
        _site.StartStore();
        Assert.Equal(
            (StatusCode.Unavailable, ErrorReason.WatchEnded), (why.StatusCode, Refusals.Of(why).Reason));
    }

    private async Task<RpcException?> TryPushAsync(SubmitResultRequest request)
    {
        try
        {
            await _site.Intake.SubmitResultAsync(request, _site.As("one-stop"), DevelopmentSite.In(60));
            return null;
        }
        catch (RpcException refused)
        {
            return refused;
        }
    }
}
