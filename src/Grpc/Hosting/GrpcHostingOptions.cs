using System.ComponentModel.DataAnnotations;
using System.IO.Compression;
using Microsoft.Extensions.Options;

namespace ResultStore.GrpcHosting;

/// <summary>How this server's gRPC behaves: section <c>Grpc</c> of the configuration.</summary>
public sealed class GrpcHostingOptions
{
    /// <summary>Largest message taken, in bytes after decompression. Default 4 MiB.</summary>
    /// <remarks>Objects can be 100 times larger than their message: raise it for single services only.</remarks>
    [Range(1 << 10, 1 << 30)]
    public int MaxReceiveMessageBytes { get; set; } = 4 << 20;

    /// <summary>Largest message sent, in bytes before compression. Default 4 MiB, what most clients take.</summary>
    [Range(1 << 10, 1 << 30)]
    public int MaxSendMessageBytes { get; set; } = 4 << 20;

    /// <summary>Longest a unary call may take, the client's own deadline notwithstanding. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan UnaryDuration { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest a streaming call may take. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan StreamDuration { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Longest a stream may wait for the client to send or to take a message. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan StreamIdle { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Calls running at once, on all connections; more get RESOURCE_EXHAUSTED. Default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int ConcurrentCalls { get; set; } = 1_000;

    /// <summary>Calls running at once on one connection; the client holds further ones back. Default 100.</summary>
    [Range(1, 10_000)]
    public int StreamsPerConnection { get; set; } = 100;

    /// <summary>Connections open at once; more are closed when they open. Default 2,000.</summary>
    [Range(1, 1_000_000)]
    public int ConcurrentConnections { get; set; } = 2_000;

    /// <summary>Health watches open at once; more are refused. Default 100.</summary>
    [Range(0, 100_000)]
    public int HealthWatches { get; set; } = 100;

    /// <summary>A connection silent for so long gets a ping. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection whose ping is not answered for so long is closed. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often the health checks run. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan HealthPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// At shutdown, how long health says NOT_SERVING while calls are still taken, so that balancers turn away.
    /// Default 0 s, for a server without a balancer; with one, more than its probe's period.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.Zero;

    /// <summary>At shutdown, how long running calls may go on before they are cancelled. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether tools may list services and read descriptors. Default false.</summary>
    public bool Reflection { get; set; }

    /// <summary>Whether browsers may call: gRPC-Web, binary form. Default false.</summary>
    public bool Web { get; set; }

    /// <summary>Origins whose pages may call by gRPC-Web, besides the own. Default none.</summary>
    public IList<string> WebOrigins { get; } = [];

    /// <summary>
    /// How replies are compressed, where the client takes it: gzip, deflate or null, not at all (default).
    /// Compressing a secret together with text an attacker chose can give the secret away.
    /// </summary>
    [AllowedValues(null, "gzip", "deflate")]
    public string? ResponseCompression { get; set; }

    /// <summary>Default <see cref="CompressionLevel.Fastest"/>.</summary>
    [EnumDataType(typeof(CompressionLevel))]
    public CompressionLevel ResponseCompressionLevel { get; set; } = CompressionLevel.Fastest;

    /// <summary>Whether clients see a handler's exception: not in production. Default false.</summary>
    public bool DetailedErrors { get; set; }
}

[OptionsValidator]
internal sealed partial class GrpcHostingOptionsValidator : IValidateOptions<GrpcHostingOptions>;
