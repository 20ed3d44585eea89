using Grpc.Core;
using ResultStore.V1;

namespace ResultStore.Rpc;

internal sealed partial class ReuseRpc
{
    public override async Task<GetSignatureReportResponse> GetSignatureReport(
        GetSignatureReportRequest request, ServerCallContext context)
    {
        var row = await FindAsync(request.Code, request.Context, "GetSignatureReport", "report", context);
        return await report.MakeAsync(row, request.Form, context.CancellationToken);
    }
}
