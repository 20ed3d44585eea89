namespace Verifier.Rpc;

internal static class RpcWiring
{
    extension(WebApplicationBuilder builder)
    {
        public void AddRpc() => builder.Services.AddGrpc(grpc =>
        {
            // A piece of a file is at most 1 MiB.
            grpc.MaxReceiveMessageSize = (1 << 20) + 1024;
            grpc.MaxSendMessageSize = 4 << 20;
        });
    }

    extension(WebApplication app)
    {
        public void MapRpc() => app.MapGrpcService<VerificationService>();
    }
}
