using Grpc.Core;
using ResultStore.Access;
using ResultStore.Feed;
using ResultStore.GrpcHosting;
using ResultStore.V1;
using ListEventsSlice = ResultStore.Feed.ListEvents;

namespace ResultStore.Rpc;

/// <summary>The door for those who follow what happens.</summary>
internal sealed class FeedRpc(
    WatchFeed watching,
    ListEventsSlice listing,
    Notices notices,
    CallerDirectory directory,
    ServerDraining draining) : ResultFeed.ResultFeedBase
{
    private const string WatchMethod = "/resultstore.v1.ResultFeed/Watch";

    [LongLivedStream]
    public override async Task Watch(
        WatchRequest request,
        IServerStreamWriter<WatchResponse> responseStream,
        ServerCallContext context)
    {
        var outcome = await watching.RunAsync(
            context.Caller,
            request,
            () => AgainAsync(context),
            response => responseStream.WriteAsync(response, context.CancellationToken),
            draining.Token,
            context.CancellationToken);
        throw RefusalOf(outcome);
    }

    public override async Task<ListEventsResponse> ListEvents(ListEventsRequest request, ServerCallContext context) =>
        Answer<ListEventsResponse>(await listing.RunAsync(context.Caller, request, context.CancellationToken));

    public override async Task<ListNoticesResponse> ListNotices(
        ListNoticesRequest request,
        ServerCallContext context) =>
        Answer<ListNoticesResponse>(await notices.ListAsync(context.Caller, request, context.CancellationToken));

    public override async Task<AcknowledgeNoticesResponse> AcknowledgeNotices(
        AcknowledgeNoticesRequest request,
        ServerCallContext context) =>
        Answer<AcknowledgeNoticesResponse>(await notices.AcknowledgeAsync(context.Caller, request));

    /// <summary>A stream may last for months: what the caller showed when it began must still be worth something.
    /// </summary>
    private async ValueTask<Caller?> AgainAsync(ServerCallContext context) =>
        await directory.IdentifyAsync(context.GetHttpContext(), context.CancellationToken) is { } caller
        && Permissions.Allows(caller, WatchMethod)
            ? caller
            : null;

    private static T Answer<T>(FeedOutcome outcome) =>
        outcome is FeedOutcome.Answered<T> answered ? answered.Response : throw RefusalOf(outcome);

    private static RpcException RefusalOf(FeedOutcome outcome) => outcome switch
    {
        FeedOutcome.FieldsInvalid invalid => Sentences.FieldsInvalid(invalid.Faults).ToException(),
        FeedOutcome.NumberAhead => Sentences.Refuse(ErrorReason.EventNumberAhead).ToException(),
        FeedOutcome.TooManyWatches => Sentences.Refuse(ErrorReason.TooManyWatches).ToException(),
        FeedOutcome.ServerStops => Sentences.Refuse(ErrorReason.WatchEnded).ToException(),
        FeedOutcome.CallerGone => Sentences.Refuse(ErrorReason.CallerUnknown).ToException(),
        FeedOutcome.WrongToken => Paging.WrongToken(),
        FeedOutcome.NoticeUnknown => Sentences.Refuse(ErrorReason.NoticeUnknown).ToException(),
        FeedOutcome.NotAllowed => Sentences.Refuse(ErrorReason.NotAllowed).ToException(),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no refusal."),
    };
}
