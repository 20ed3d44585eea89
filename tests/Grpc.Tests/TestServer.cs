using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ResultStore.GrpcHosting;

namespace ResultStore.Grpc.Tests;

/// <summary>A real server on free ports of the loopback: cleartext HTTP/2, cleartext HTTP/1.1, TLS with both.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;

    private TestServer(WebApplication app, X509Certificate2 certificate)
    {
        _app = app;
        _certificate = certificate;
        CertificateFile = Path.Combine(Path.GetTempPath(), $"grpc-tests-{certificate.Thumbprint}.pem");
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
    }

    public int Port => PortOf(0);

    public int Http1Port => PortOf(1);

    public int TlsPort => PortOf(2);

    /// <summary>PEM, for clients that trust by file.</summary>
    public string CertificateFile { get; }

    public Observed Observed => _app.Services.GetRequiredService<Observed>();

    public IServiceProvider Services => _app.Services;

    public static async Task<TestServer> StartAsync(
        Action<GrpcHostingOptions>? configure = null, Action<WebApplicationBuilder>? build = null)
    {
        var certificate = NewCertificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(certificate);
            });
        });
        builder.AddGrpcHosting(options =>
        {
            options.Reflection = true;
            options.Web = true;
            configure?.Invoke(options);
        });
        builder.Services.AddSingleton<Observed>();
        build?.Invoke(builder);

        var app = builder.Build();
        app.MapGrpcHosting();
        if (app.Services.GetService<Func<UnreadMessage, RpcException>>() is not null)
        {
            app.UseUnreadMessages();
        }

        app.MapGrpcService<InteropService>();
        await app.StartAsync();
        return new TestServer(app, certificate);
    }

    public GrpcChannel NewChannel() => GrpcChannel.ForAddress($"http://127.0.0.1:{Port}");

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
        File.Delete(CertificateFile);
    }

    private int PortOf(int listener) => new Uri(_app.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.ElementAt(listener)).Port;

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
