using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Cli.Setup;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using ResultStore.V1;

namespace EndToEnd.Tests.Access;

/// <summary>The store behind TLS, with systems known by their certificates.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task A_system_is_known_by_its_client_certificate_and_a_stranger_s_is_refused()
    {
        using var scratch = new Scratch();
        using var server = Certificate("localhost");
        await File.WriteAllTextAsync(scratch["server.pem"], server.ExportCertificatePem());
        await File.WriteAllTextAsync(
            scratch["server.key"], server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var site = new DevelopmentSite
        {
            Settings = settings =>
            {
                settings["Listen"]!["Certificate"] = scratch["server.pem"];
                settings["Listen"]!["CertificateKey"] = scratch["server.key"];
            },
            VerifierSettings = settings =>
            {
                settings["Store"]!["Address"] =
                    settings["Store"]!["Address"]!.ToString().Replace("http://", "https://", StringComparison.Ordinal);
                settings["Store"]!["CaFile"] = scratch["server.pem"];
            },
        };
        await using var _ = new Closing(site);
        await site.InitializeAsync();
        using var known = Certificate("mot-cua");
        using var stranger = Certificate("nguoi-la");

        using var withKey = Open(site, server, null);
        await new Administration.AdministrationClient(withKey).AddClientAsync(
            new AddClientRequest
            {
                Client = new Client
                {
                    Id = "by-certificate",
                    Name = "Một cửa",
                    Roles = { ClientRole.OneStop },
                    Agencies = { "*" },
                    CertificateSha256 = { ByteString.CopyFrom(known.GetCertHash(HashAlgorithmName.SHA256)) },
                },
            },
            site.As("administrator"));

        using var asKnown = Open(site, server, known);
        var request = await new Papers(site).RequestAsync();
        var stored = await new ResultIntake.ResultIntakeClient(asKnown).SubmitResultAsync(request);
        Assert.Equal(21, stored.Receipt.Code.Length);

        using var asStranger = Open(site, server, stranger);
        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await new ResultIntake.ResultIntakeClient(asStranger).SubmitResultAsync(request));
        Assert.Equal(ErrorReason.CallerUnknown, Refusals.Of(refused).Reason);
    }

    [Fact]
    public async Task An_address_that_others_can_reach_is_opened_with_TLS_only_and_never_with_development_keys()
    {
        using var scratch = new Scratch();
        using var server = Certificate("localhost");
        await File.WriteAllTextAsync(scratch["server.pem"], server.ExportCertificatePem());
        await File.WriteAllTextAsync(
            scratch["server.key"], server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        MadeStore.Make(scratch["data"]);
        var path = Path.Combine(scratch["data"], SettingsFiles.Store);
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        settings["Listen"] = new JsonObject
        {
            ["Grpc"] = FreePort.Address().Replace("127.0.0.1", "0.0.0.0", StringComparison.Ordinal),
            ["Ops"] = "",
        };
        await MustNotStartAsync(settings, "which others can reach: set Certificate");
        settings["Listen"]!["Certificate"] = scratch["server.pem"];
        settings["Listen"]!["CertificateKey"] = scratch["server.key"];
        await MustNotStartAsync(settings, "Development keys are refused");

        async Task MustNotStartAsync(JsonNode with, string why)
        {
            await File.WriteAllTextAsync(path, with.ToJsonString());
            var (exit, output, error) = await Tool.TryRunAsync(
                "dotnet", [Repository.Program("ResultStore", "ResultStore.dll"), "--settings", path]);
            Assert.NotEqual(0, exit);
            Assert.Contains(why, output + error, StringComparison.Ordinal);
        }
    }

    private static GrpcChannel Open(DevelopmentSite site, X509Certificate2 server, X509Certificate2? client)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
            shown is not null && shown.GetCertHashString() == server.GetCertHashString();
        if (client is not null)
        {
            handler.SslOptions.ClientCertificates = [client];
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => client;
        }

        return GrpcChannel.ForAddress(
            $"https://{site.Addresses.Store}",
            new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));

        // Through PKCS#12, so that the key goes along to where TLS needs it.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class Closing(DevelopmentSite site) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await site.DisposeAsync();
    }
}
