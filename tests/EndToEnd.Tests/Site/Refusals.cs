using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Site;

/// <summary>The typed detail of a refused call, as any client finds it.</summary>
internal static class Refusals
{
    public static Refusal Of(RpcException refused) =>
        Google.Rpc.Status.Parser.ParseFrom(refused.Trailers.GetValueBytes("grpc-status-details-bin"))
            .Details.First(detail => detail.Is(Refusal.Descriptor)).Unpack<Refusal>();
}
