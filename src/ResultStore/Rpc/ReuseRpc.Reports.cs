using Grpc.Core;
using ResultStore.V1;

namespace ResultStore.Rpc;

internal sealed partial class ReuseRpc
{
    public override async Task<GetSignatureReportResponse> GetSignatureReport(
        GetSignatureReportRequest request, ServerCallContext context)
    {
        var (_, answer) = await ReadAsync(
            request.Code,
            request.Context,
            "GetSignatureReport",
            "report",
            row => report.MakeAsync(row, request.Form, context.CancellationToken),
            context);
        return answer;
    }
}
