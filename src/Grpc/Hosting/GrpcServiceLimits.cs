using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ResultStore.GrpcHosting;

/// <summary>
/// One service's own limits, section <c>Grpc:Services:NAME</c> with the service's name in its proto; null means the
/// server's limit of <see cref="GrpcHostingOptions"/>.
/// </summary>
public sealed class GrpcServiceLimits
{
    /// <summary>In bytes after decompression.</summary>
    [Range(1 << 10, 1 << 30)]
    public int? MaxReceiveMessageBytes { get; set; }

    /// <summary>In bytes before compression.</summary>
    [Range(1 << 10, 1 << 30)]
    public int? MaxSendMessageBytes { get; set; }

    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan? UnaryDuration { get; set; }

    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan? StreamDuration { get; set; }

    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan? StreamIdle { get; set; }

    /// <summary>Of this service, all connections together; null for no limit but the server's.</summary>
    [Range(1, 1_000_000)]
    public int? ConcurrentCalls { get; set; }
}

[OptionsValidator]
internal sealed partial class GrpcServiceLimitsValidator : IValidateOptions<GrpcServiceLimits>;
