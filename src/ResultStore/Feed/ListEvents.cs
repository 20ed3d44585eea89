using Microsoft.Extensions.Options;
using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Feed;

/// <summary>The feed by pages, for those who poll.</summary>
internal sealed class ListEvents(FeedTail tail, FeedHeadTable heads, IOptions<FeedOptions> options)
{
    private const int StandardPage = 100;
    private const int MostPage = 500;

    /// <exception cref="StorageUnavailableException"/>
    public async Task<FeedOutcome> RunAsync(Caller caller, ListEventsRequest request, CancellationToken ct)
    {
        var faults = new List<FieldFault>();
        var view = FeedView.Of(request.Filter ?? new FeedFilter(), options.Value.FilterValues, faults);
        if (request.FromNumber < 0)
        {
            faults.Add(WatchFeed.NumberFault());
        }

        if (faults.Count > 0)
        {
            return new FeedOutcome.FieldsInvalid(faults);
        }

        var point = tail.Point;
        var last = (await heads.ReadAsync(ct)).LastNumber;
        var from = Math.Max(1, request.FromNumber);
        if (from > last + 1)
        {
            return new FeedOutcome.NumberAhead();
        }

        var size = request.PageSize <= 0 ? StandardPage : Math.Min(request.PageSize, MostPage);
        var response = new ListEventsResponse { ThroughNumber = from - 1 };
        var unread = options.Value.MostScannedPerPage;
        while (unread > 0 && response.Events.Count < size && response.ThroughNumber < last)
        {
            var page = await tail.ReadAsync(response.ThroughNumber + 1, Math.Min(unread, MostPage), ct);
            if (page.Count == 0)
            {
                break;
            }

            unread -= page.Count;
            Take(page, view, caller, size, response);
        }

        response.LastNumber = Math.Max(last, response.ThroughNumber);
        response.AsOfUnixMs = point is not null && response.ThroughNumber >= last && last >= point.LastNumber
            ? Math.Max(0, point.AsOf.ToUnixTimeMilliseconds())
            : 0;
        return new FeedOutcome.Answered<ListEventsResponse>(response);
    }

    private static void Take(
        IReadOnlyList<FeedEntry> page, FeedView view, Caller caller, int size, ListEventsResponse response)
    {
        foreach (var entry in page)
        {
            if (response.Events.Count == size)
            {
                return;
            }

            if (view.Show(caller, entry) is { } told)
            {
                response.Events.Add(told);
            }

            response.ThroughNumber = entry.Number;
        }
    }
}
