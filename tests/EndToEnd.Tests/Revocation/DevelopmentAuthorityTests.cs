using Cli.Setup;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.Revocation;

/// <summary>The development authorities answer as real ones do, by another program's judgement.</summary>
[Collection(RevocationSite.Name)]
public sealed class DevelopmentAuthorityTests(RevocationSite running)
{
    private readonly DevelopmentSite _site = running.Site;

    [Fact]
    public async Task Openssl_takes_what_the_development_authorities_answer()
    {
        using var scratch = new Scratch();
        var officer = running.NewOfficer();
        var certificate = await scratch.KeepAsync("officer.pem", System.Text.Encoding.ASCII.GetBytes(officer.ChainPem));
        var issuer = Path.Combine(_site.Data, "pki", "ca.chain.pem");
        var root = Path.Combine(_site.Data, "pki", "root.chain.pem");
        var at = $"http://{_site.Addresses.TimeStamps}{DevelopmentAuthorities.PathOf(officer.Chain[1])}";
        string[] question =
            ["ocsp", "-issuer", issuer, "-cert", certificate, "-url", $"{at}/ocsp", "-CAfile", root];

        Assert.Contains(": good", await Tool.RunAsync("openssl", question), StringComparison.Ordinal);
        await Tool.RunAsync(
            "dotnet", Repository.Program("Cli", "tthc.dll"), "authorities", "revoke", certificate, "--data", _site.Data,
            "--reason", "KeyCompromise");
        var revoked = await Tool.RunAsync("openssl", question);
        Assert.Contains(": revoked", revoked, StringComparison.Ordinal);
        Assert.Contains("keyCompromise", revoked, StringComparison.Ordinal);

        using var http = new HttpClient();
        var list = await scratch.KeepAsync("list.crl", await http.GetByteArrayAsync(new Uri($"{at}/list.crl")));
        var (exit, _, error) = await Tool.TryRunAsync(
            "openssl", ["crl", "-inform", "DER", "-in", list, "-CAfile", issuer, "-noout"]);
        Assert.True(exit == 0 && error.Contains("verify OK", StringComparison.Ordinal), error);
    }
}
