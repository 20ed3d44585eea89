using ResultStore.GrpcHosting;
using Verifier.Offline;

namespace Verifier.Rpc;

internal static class RpcWiring
{
    extension(WebApplicationBuilder builder)
    {
        public void AddRpc()
        {
            builder.AddGrpcHosting(grpc =>
            {
                // A piece of a file is at most 1 MiB; nothing else that anyone sends is near that.
                grpc.MaxReceiveMessageBytes = (1 << 20) + 1024;
                grpc.ConcurrentConnections = 10_000;
                grpc.StreamDuration = TimeSpan.FromMinutes(5);
            });
            builder.AddUnreadMessages(RefusedCall.OfUnread);
            builder.Services.AddHealthChecks().AddCheck<TrustHealth>("trust");
        }
    }

    extension(WebApplication app)
    {
        public void MapRpc() => app.MapGrpcService<VerificationService>();
    }
}
