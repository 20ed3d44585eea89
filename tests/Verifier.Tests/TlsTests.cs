using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>TLS on both sides, as it is wherever the server is not on loopback.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tls-");
    private readonly X509Certificate2 _certificate = Make();

    [Fact]
    public async Task Speaks_TLS_to_callers_and_to_the_store()
    {
        var pem = Path.Combine(_folder.FullName, "verifier.pem");
        var key = Path.Combine(_folder.FullName, "verifier.key");
        await File.WriteAllTextAsync(pem, _certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(key, _certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await using var store = await FakeStore.StartAsync(FreePort.Number(), _certificate);
        Results.PutOnRecord(store);
        var settings = new JsonObject
        {
            ["Listen"] = new JsonObject { ["CertificateFile"] = pem, ["CertificateKeyFile"] = key },
            ["Store"] = new JsonObject { ["Address"] = $"https://localhost:{store.Port}", ["CaFile"] = pem },
        };
        await using var verifier = await VerifierProcess.StartAsync(store.Port, settings, Handler());

        using var client = new HttpClient(Handler()) { BaseAddress = new Uri($"https://127.0.0.1:{verifier.Http}") };
        using var page = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        });
        var transport = page.Headers.GetValues("Strict-Transport-Security").Single();
        Assert.StartsWith("max-age=", transport, StringComparison.Ordinal);
        var code = Results.Code(VerificationState.Revoked);
        var answer = await client.GetFromJsonAsync<JsonElement>($"/api/v1/verify/{code}");
        Assert.Equal("REVOKED", answer.GetProperty("state").GetString());

        using var channel = GrpcChannel.ForAddress(
            $"https://127.0.0.1:{verifier.Grpc}", new GrpcChannelOptions { HttpHandler = Handler() });
        var grpc = new ResultVerification.ResultVerificationClient(channel);
        var byGrpc = await grpc.VerifyCodeAsync(new VerifyCodeRequest { Code = code.ToString() });
        Assert.Equal(VerificationState.Revoked, byGrpc.State);
    }

    [Fact]
    public async Task Believes_no_store_that_another_authority_vouches_for()
    {
        using var other = Make();
        var pem = Path.Combine(_folder.FullName, "ca.pem");
        await File.WriteAllTextAsync(pem, other.ExportCertificatePem());
        await using var store = await FakeStore.StartAsync(FreePort.Number(), _certificate);
        Results.PutOnRecord(store);
        var settings = new JsonObject
        {
            ["Store"] = new JsonObject { ["Address"] = $"https://localhost:{store.Port}", ["CaFile"] = pem },
        };
        await using var verifier = await VerifierProcess.StartAsync(store.Port, settings);
        using var client = new HttpClient { BaseAddress = new Uri(verifier.Origin) };
        var code = Results.Code(VerificationState.Valid);
        var answer = await client.GetFromJsonAsync<JsonElement>($"/api/v1/verify/{code}");
        Assert.Equal("STATUS_UNAVAILABLE", answer.GetProperty("state").GetString());
        Assert.Empty(store.Asked);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    private SocketsHttpHandler Handler() => new()
    {
        SslOptions =
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate!.GetCertHashString(HashAlgorithmName.SHA256)
                    == _certificate.GetCertHashString(HashAlgorithmName.SHA256),
        },
    };

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
