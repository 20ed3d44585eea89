using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Routing;

namespace ResultStore.GrpcHosting;

/// <summary>The gRPC methods the host maps; whole before any hosted service starts.</summary>
internal sealed class MappedMethods
{
    private IEndpointRouteBuilder? _routes;

    public IEnumerable<GrpcMethodMetadata> All => (_routes?.DataSources ?? [])
        .SelectMany(source => source.Endpoints)
        .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>())
        .OfType<GrpcMethodMetadata>();

    public void ReadFrom(IEndpointRouteBuilder routes) => _routes = routes;
}
