using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ResultStore.Ops;

/// <summary>Where the server listens. Section <c>Listen</c>.</summary>
internal sealed class ListenOptions
{
    /// <summary>Address and port of the gRPC door. Default <c>127.0.0.1:5080</c>.</summary>
    [Required]
    public string Grpc { get; init; } = "127.0.0.1:5080";

    /// <summary>Address and port of health and metrics for operators (HTTP/1.1, no secrets). Empty: none.
    /// Default <c>127.0.0.1:5081</c>.</summary>
    public string Ops { get; init; } = "127.0.0.1:5081";

    /// <summary>PEM file of the TLS certificate and its chain. Required unless the gRPC door is on loopback.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>PEM file of its private key, mode 0600.</summary>
    public string CertificateKey { get; init; } = "";

    /// <summary>Whether client certificates are asked for (they may stand in place of API keys). Default
    /// true.</summary>
    public bool ClientCertificates { get; init; } = true;

    /// <summary>Whether the server ends when its standard input does, as where another program runs it. Default
    /// false.</summary>
    public bool EndsWithInput { get; init; }

    /// <summary>Connections at once. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; init; } = 10_000;
}

[OptionsValidator]
internal sealed partial class ListenOptionsValidator : IValidateOptions<ListenOptions>;
