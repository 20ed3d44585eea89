using Grpc.Core;
using ResultStore.Holders;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>The door for those who say which holder ids belong together.</summary>
internal sealed class HolderLinkRpc(LinkHolders linking) : HolderLinks.HolderLinksBase
{
    public override async Task<LinkHolderIdsResponse> LinkHolderIds(
        LinkHolderIdsRequest request, ServerCallContext context)
    {
        var outcome = await linking.LinkAsync(context.Caller, request, context.CancellationToken);
        return outcome is LinkOutcome.Linked linked
            ? new LinkHolderIdsResponse { Link = linked.Link, Repeated = linked.Repeated }
            : throw RefusalOf(outcome);
    }

    public override async Task<UndoHolderLinkResponse> UndoHolderLink(
        UndoHolderLinkRequest request, ServerCallContext context)
    {
        var outcome = await linking.UndoAsync(context.Caller, request, context.CancellationToken);
        return outcome is LinkOutcome.Linked linked
            ? new UndoHolderLinkResponse { Link = linked.Link }
            : throw RefusalOf(outcome);
    }

    public override async Task<ListHolderLinksResponse> ListHolderLinks(
        ListHolderLinksRequest request, ServerCallContext context)
    {
        var outcome = await linking.ListAsync(
            context.Caller, request, context.RemoteAddress, context.CancellationToken);
        if (outcome is not LinkOutcome.Listed listed)
        {
            throw RefusalOf(outcome);
        }

        var response = new ListHolderLinksResponse();
        response.Links.Add(listed.Links);
        return response;
    }

    private static RpcException RefusalOf(LinkOutcome outcome) => (outcome switch
    {
        LinkOutcome.FieldsInvalid invalid => Sentences.FieldsInvalid(invalid.Faults),
        LinkOutcome.NotAllowed => Sentences.Refuse(ErrorReason.NotAllowed),
        LinkOutcome.Ended => Sentences.Refuse(ErrorReason.HolderLinkEnded),
        _ => Sentences.Refuse(ErrorReason.HolderLinkUnknown),
    }).ToException();
}
