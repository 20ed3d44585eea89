using Google.Protobuf.Reflection;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Site;

/// <summary>Every call that the contract has, for tests that leave none out.</summary>
internal static class Contract
{
    private static readonly FileDescriptor[] Files =
    [
        IntakeReflection.Descriptor,
        ReuseReflection.Descriptor,
        CatalogueReflection.Descriptor,
        VerificationReflection.Descriptor,
        LifecycleReflection.Descriptor,
        FeedReflection.Descriptor,
        AdministrationReflection.Descriptor,
        AccessReflection.Descriptor,
        HoldersReflection.Descriptor,
        LinksReflection.Descriptor,
        DataKeysReflection.Descriptor,
        ErasureReflection.Descriptor,
    ];

    /// <summary>By <c>Service/Method</c>.</summary>
    public static IReadOnlyDictionary<string, MethodDescriptor> Methods { get; } = Files
        .SelectMany(file => file.Services)
        .SelectMany(service => service.Methods)
        .ToDictionary(method => $"{method.Service.Name}/{method.Name}");

    /// <summary>Calls with messages as bytes, whatever kind of call it is.</summary>
    /// <param name="calls">Of a site.</param>
    /// <param name="method"><c>Service/Method</c>.</param>
    /// <param name="headers">Who calls.</param>
    /// <param name="toTheEnd">Whether to hear all of the answer, not its first message only: a stream that is watched
    /// has no end.</param>
    /// <param name="requests">One message, or several where the call takes a stream.</param>
    /// <exception cref="RpcException">It was refused.</exception>
    public static async Task<List<byte[]>> CallAsync(
        CallInvoker calls, string method, Metadata headers, bool toTheEnd, params IEnumerable<byte[]> requests)
    {
        var bytes = Marshallers.Create<byte[]>(value => value, value => value);
        var at = method.Split('/');
        var call = new Method<byte[], byte[]>(
            MethodType.DuplexStreaming, $"resultstore.v1.{at[0]}", at[1], bytes, bytes);
        using var streams = calls.AsyncDuplexStreamingCall(
            call, host: null, new CallOptions(headers, DevelopmentSite.In(60)));
        try
        {
            foreach (var request in requests)
            {
                await streams.RequestStream.WriteAsync(request);
            }

            await streams.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // Refused before the request was read; the status below says why.
        }

        var answers = new List<byte[]>();
        while (await streams.ResponseStream.MoveNext(CancellationToken.None))
        {
            answers.Add(streams.ResponseStream.Current);
            if (!toTheEnd)
            {
                break;
            }
        }

        return answers;
    }
}
