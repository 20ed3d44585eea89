using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace Verifier.Door;

/// <summary>Where the server listens. Settings section <c>Listen</c>.</summary>
internal sealed class ListenOptions
{
    /// <summary>Address and port of the page and the JSON door. Default <c>127.0.0.1:5090</c>.</summary>
    [Required]
    public string Http { get; init; } = "127.0.0.1:5090";

    /// <summary>Address and port of the gRPC door (HTTP/2 only). Default <c>127.0.0.1:5091</c>.</summary>
    [Required]
    public string Grpc { get; init; } = "127.0.0.1:5091";

    /// <summary>
    /// PEM file of the server's certificate and those above it. Required unless both addresses are loopback.
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of the certificate's private key.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>) of load balancers whose X-Forwarded-For counts. Default none.
    /// </summary>
    public string[] TrustedProxies { get; init; } = [];

    /// <summary>
    /// Whether the server ends when its standard input does, as where another program runs it. Default false.
    /// </summary>
    public bool EndsWithInput { get; init; }

    public IPEndPoint HttpEndPoint => IPEndPoint.Parse(Http);

    public IPEndPoint GrpcEndPoint => IPEndPoint.Parse(Grpc);

    public bool IsLoopback => IPAddress.IsLoopback(HttpEndPoint.Address) && IPAddress.IsLoopback(GrpcEndPoint.Address);
}

[OptionsValidator]
internal sealed partial class ListenOptionsValidator : IValidateOptions<ListenOptions>;

/// <summary>What no annotation can say: TLS beyond loopback, and no development beyond it.</summary>
internal sealed class ListenRules(IOptions<PageOptions> page) : IValidateOptions<ListenOptions>
{
    public ValidateOptionsResult Validate(string? name, ListenOptions options)
    {
        if (!IPEndPoint.TryParse(options.Http, out _) || !IPEndPoint.TryParse(options.Grpc, out _))
        {
            return ValidateOptionsResult.Fail(
                "Listen:Http and Listen:Grpc are IP address and port, such as 127.0.0.1:5090.");
        }

        var faults = new List<string>();
        if (!options.IsLoopback && (options.CertificateFile is null || options.CertificateKeyFile is null))
        {
            faults.Add(
                "Listen: beyond loopback TLS is required; set Listen:CertificateFile and Listen:CertificateKeyFile.");
        }

        // A proxy in front would carry the page into the world even from a loopback address.
        if (page.Value.Development && (!options.IsLoopback || options.TrustedProxies is not []))
        {
            faults.Add("Page:Development is refused on any address but loopback, and behind a proxy.");
        }

        if (options.TrustedProxies.Any(proxy => !IPNetwork.TryParse(proxy, out _) && !IPAddress.TryParse(proxy, out _)))
        {
            faults.Add("Listen:TrustedProxies are IP addresses or networks in CIDR form, such as 10.0.0.0/8.");
        }

        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
