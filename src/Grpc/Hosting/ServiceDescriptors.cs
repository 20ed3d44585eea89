using System.Reflection;
using Grpc.Core;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace ResultStore.GrpcHosting;

/// <summary>From a service's class to its proto, by the attribute on the generated base.</summary>
internal static class ServiceDescriptors
{
    public static ServiceDescriptor? Of(Type serviceType)
    {
        var bind = serviceType.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true);
        return bind?.BindType.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)
            as ServiceDescriptor;
    }
}
