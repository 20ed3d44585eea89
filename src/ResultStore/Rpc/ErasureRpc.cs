using Grpc.Core;
using ResultStore.Holders;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>The door for orders to erase.</summary>
internal sealed class ErasureRpc(EraseHolder erasing, ErasureOrders orders) : Erasures.ErasuresBase
{
    public override async Task<EraseHolderResponse> EraseHolder(
        EraseHolderRequest request, ServerCallContext context) =>
        await erasing.RunAsync(context.Caller, request, context.RemoteAddress, context.CancellationToken) switch
        {
            EraseOutcome.Done done => done.Response,
            EraseOutcome.FieldsInvalid invalid => throw Sentences.FieldsInvalid(invalid.Faults).ToException(),
            _ => throw Sentences.Refuse(ErrorReason.Internal).ToException(),
        };

    public override async Task<ListErasuresResponse> ListErasures(
        ListErasuresRequest request, ServerCallContext context)
    {
        var response = new ListErasuresResponse();
        response.Erasures.Add(await orders.ListAsync(context.CancellationToken));
        return response;
    }
}
