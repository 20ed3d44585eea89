using Grpc.Core;
using ResultStore.Access;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>The door for those who watch the readers.</summary>
internal sealed class AccessAuditRpc(AccessSearch search, AlertList alerts) : AccessAudit.AccessAuditBase
{
    public override async Task<SearchAccessResponse> SearchAccess(
        SearchAccessRequest request, ServerCallContext context) =>
        await search.SearchAsync(context.Caller, request, context.RemoteAddress, context.CancellationToken) switch
        {
            AccessSearchOutcome.Found found => found.Response,
            AccessSearchOutcome.FieldsInvalid invalid => throw Sentences.FieldsInvalid(invalid.Faults).ToException(),
            _ => throw Paging.WrongToken(),
        };

    public override async Task ExportAccess(
        ExportAccessRequest request,
        IServerStreamWriter<ExportAccessResponse> responseStream,
        ServerCallContext context)
    {
        switch (await search.ExportAsync(context.Caller, request, context.RemoteAddress, context.CancellationToken))
        {
            case AccessExportOutcome.Exporting exporting:
                await foreach (var piece in exporting.Pieces)
                {
                    await responseStream.WriteAsync(piece, context.CancellationToken);
                }

                break;
            case AccessExportOutcome.FieldsInvalid invalid:
                throw Sentences.FieldsInvalid(invalid.Faults).ToException();
            default:
                throw Paging.WrongToken();
        }
    }

    public override async Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context) =>
        await alerts.ListAsync(request, context.CancellationToken) ?? throw Paging.WrongToken();
}
