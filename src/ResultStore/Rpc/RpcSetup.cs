using ResultStore.GrpcHosting;
using ResultStore.Intake;

namespace ResultStore.Rpc;

/// <summary>Wires the gRPC doors, each with its own limits.</summary>
internal static class RpcSetup
{
    /// <summary>Metadata, digest and framing beside the largest document of a unary push; and as much again, so that a
    /// document somewhat too large hears so in the contract's words.</summary>
    private const int EnvelopeBytes = 1 << 20;

    extension(IHostApplicationBuilder builder)
    {
        public void AddRpc()
        {
            builder.AddGrpcHosting();
            builder.AddUnreadMessages(Faults.OfUnread);
            builder.Services.AddGrpc(grpc =>
            {
                grpc.Interceptors.Add<CallerGate>();
                grpc.Interceptors.Add<TextGate>();
            });
            var intake = builder.ReadSettings<IntakeOptions>("Intake");
            builder.LimitGrpcService<IntakeRpc>(
                limits => limits.MaxReceiveMessageBytes = (2 * intake.MaxUnaryDocumentBytes) + EnvelopeBytes);
        }
    }

    extension(WebApplication app)
    {
        public void MapRpc()
        {
            app.MapGrpcService<IntakeRpc>();
            app.MapGrpcService<ReuseRpc>();
            app.MapGrpcService<VerificationRpc>();
            app.MapGrpcService<LifecycleRpc>();
            app.MapGrpcService<FeedRpc>();
            app.MapGrpcService<AdministrationRpc>();
            app.MapGrpcService<CatalogueRpc>();
            app.MapGrpcService<AccessAuditRpc>();
            app.MapGrpcService<HolderRpc>();
            app.MapGrpcService<HolderLinkRpc>();
            app.MapGrpcService<DataKeysRpc>();
            app.MapGrpcService<ErasureRpc>();
        }
    }
}
