using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using ResultStore.GrpcHosting;

namespace ResultStore.Ops;

/// <summary>Opens the doors: gRPC over HTTP/2 (TLS unless on loopback), and the operators' own.</summary>
internal static class Listening
{
    extension(WebApplicationBuilder builder)
    {
        /// <exception cref="OptionsValidationException">An address is malformed, or open without TLS.</exception>
        public void AddListening()
        {
            builder.Services.AddSettings<ListenOptions, ListenOptionsValidator>("Listen");
            var options = builder.ReadSettings<ListenOptions>("Listen");
            var judged = new SettingRules<ListenOptions>("Listen", new ListenOptionsValidator())
                .Validate(null, options);
            if (judged.Failed)
            {
                throw new OptionsValidationException("Listen", typeof(ListenOptions), judged.Failures);
            }

            if (options.EndsWithInput)
            {
                builder.Services.AddHostedService<EndsWithInput>();
            }

            var grpc = EndPointOf(options.Grpc);
            var certificate = CertificateOf(options);

            // Where gRPC's own section names no other number.
            builder.Services.AddOptions<GrpcHostingOptions>().Configure(
                hosting => hosting.ConcurrentConnections = options.MaxConnections);
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Listen(grpc, door =>
                {
                    door.Protocols = HttpProtocols.Http2;
                    if (certificate is not null)
                    {
                        door.UseHttps(certificate, https => AskForClientCertificate(https, options));
                    }
                });
                if (options.Ops.Length > 0)
                {
                    kestrel.Listen(EndPointOf(options.Ops), door => door.Protocols = HttpProtocols.Http1);
                }
            });
        }
    }

    /// <summary>Whether the gRPC door can be reached from this machine alone.</summary>
    public static bool IsLoopbackOnly(ListenOptions options) => IPAddress.IsLoopback(EndPointOf(options.Grpc).Address);

    private static IPEndPoint EndPointOf(string text) => ListenOptions.EndPointOf(text)
        ?? throw new InvalidDataException($"'{text}' is no address and port such as 127.0.0.1:5080.");

    private static X509Certificate2? CertificateOf(ListenOptions options)
    {
        if (options.Certificate.Length == 0)
        {
            return null;
        }

        return X509Certificate2.CreateFromPemFile(
            options.Certificate,
            options.CertificateKey.Length == 0 ? null : options.CertificateKey);
    }

    /// <summary>Any certificate is let through: it is known by its digest in the list of systems, not by its issuer.
    /// </summary>
    private static void AskForClientCertificate(HttpsConnectionAdapterOptions https, ListenOptions options)
    {
        if (options.ClientCertificates)
        {
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.CheckCertificateRevocation = false;
            https.AllowAnyClientCertificate();
        }
    }
}
