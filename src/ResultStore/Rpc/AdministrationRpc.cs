using Grpc.Core;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>The door for administrators.</summary>
internal sealed class AdministrationRpc(ClientRegistry registry, DueSeals seals) : Administration.AdministrationBase
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1_000;

    public override async Task<AddClientResponse> AddClient(AddClientRequest request, ServerCallContext context)
    {
        var done = Done(await registry.AddAsync(
            request.Client ?? new Client(), request.WithApiKey, context.Caller, context.CancellationToken));
        return new AddClientResponse { Client = done.Client, ApiKey = done.ApiKey };
    }

    public override async Task<ListClientsResponse> ListClients(ListClientsRequest request, ServerCallContext context)
    {
        var size = request.PageSize is > 0 and <= LargestPage ? request.PageSize : DefaultPage;
        var page = await registry.ListAsync(request.PageToken, size + 1, context.CancellationToken);
        var response = new ListClientsResponse { NextPageToken = page.Count > size ? page[size - 1].Id : "" };
        response.Clients.AddRange(page.Take(size));
        return response;
    }

    public override async Task<DisableClientResponse> DisableClient(
        DisableClientRequest request,
        ServerCallContext context)
    {
        var done = Done(await registry.SetEnabledAsync(
            request.Id, request.Enable, context.Caller, context.CancellationToken));
        return new DisableClientResponse { Client = done.Client };
    }

    public override async Task<RotateClientKeyResponse> RotateClientKey(
        RotateClientKeyRequest request,
        ServerCallContext context)
    {
        var overlap = TimeSpan.FromSeconds(Math.Clamp(request.OverlapSeconds, -1, int.MaxValue));
        var done = Done(await registry.RotateAsync(request.Id, overlap, context.Caller, context.CancellationToken));
        return new RotateClientKeyResponse { ApiKey = done.ApiKey };
    }

    public override Task<ListDueSealsResponse> ListDueSeals(ListDueSealsRequest request, ServerCallContext context) =>
        seals.ListAsync(request.WithinDays, request.PageSize, context.CancellationToken);

    private static RegistryOutcome.Done Done(RegistryOutcome outcome) => outcome switch
    {
        RegistryOutcome.Done done => done,
        RegistryOutcome.Exists => throw Sentences.Refuse(ErrorReason.ClientExists).ToException(),
        RegistryOutcome.FieldsInvalid invalid => throw Sentences.FieldsInvalid(invalid.Faults).ToException(),
        _ => throw Sentences.Refuse(ErrorReason.ClientUnknown).ToException(),
    };
}
