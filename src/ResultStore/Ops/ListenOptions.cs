using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace ResultStore.Ops;

/// <summary>Where the server listens. Section <c>Listen</c>.</summary>
internal sealed class ListenOptions : IValidatableObject
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

    /// <returns>Null: it is none.</returns>
    internal static IPEndPoint? EndPointOf(string text) =>
        IPEndPoint.TryParse(text.Replace("localhost", "127.0.0.1", StringComparison.Ordinal), out var endPoint)
            ? endPoint
            : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, text) in ((string, string)[])[(nameof(Grpc), Grpc), (nameof(Ops), Ops)])
        {
            if (text.Length > 0 && EndPointOf(text) is null)
            {
                yield return new($"Listen:{name}: '{text}' is no address and port such as 127.0.0.1:5080.", [name]);
            }
        }

        if (Certificate.Length == 0 && EndPointOf(Grpc) is { } door && !IPAddress.IsLoopback(door.Address))
        {
            yield return new(
                $"Listen:Grpc is {Grpc}, which others can reach: set Certificate and CertificateKey.",
                [nameof(Certificate)]);
        }

        foreach (var file in ((string[])[Certificate, CertificateKey]).Where(
            each => each.Length > 0 && !File.Exists(each)))
        {
            yield return new($"Listen: {file} is not there.", [nameof(Certificate)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class ListenOptionsValidator : IValidateOptions<ListenOptions>;
