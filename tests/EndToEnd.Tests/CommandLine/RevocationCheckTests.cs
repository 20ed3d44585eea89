using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cli.Diagnosis;
using Cli.Setup;
using EndToEnd.Tests.Site;
using Proof.Cms;

namespace EndToEnd.Tests.CommandLine;

/// <summary>What <c>tthc doctor</c> says of where revocation is learnt from.</summary>
public sealed class RevocationCheckTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private readonly Scratch _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("""{ "Policy": "WhenNamed" }""", "Good", "over the network")]
    [InlineData("{}", "Warning", "IfPresent")]
    [InlineData("""{ "Policy": "Sometimes" }""", "Fault", "none of")]
    [InlineData("""{ "Policy": "Required", "Network": false }""", "Fault", "no CrlFolder")]
    [InlineData("""{ "Policy": "WhenNamed", "CrlFolder": "/no/such/folder" }""", "Fault", "cannot be read")]
    public void The_settings_are_judged(string revocation, string severity, string words)
    {
        var findings = Doctor(JsonNode.Parse(revocation)!.AsObject());
        Assert.Contains(findings, found => found.Severity.ToString() == severity
            && found.En.Contains(words, StringComparison.Ordinal) && found.Vi.Length > 10);
    }

    [Theory]
    [InlineData("", true, "Warning", "holds no list")]
    [InlineData("", false, "Fault", "holds no list")]
    [InlineData("fresh", false, "Good", "1 lists; the first ends 2026-11-23")]
    [InlineData("stale", true, "Warning", "1 of 1 lists are past")]
    [InlineData("stale", false, "Fault", "1 of 1 lists are past")]
    [InlineData("fresh stale", false, "Warning", "1 of 2 lists are past their next update: stale.crl")]
    [InlineData("fresh text", false, "Warning", "no revocation lists: text.crl")]
    public async Task The_lists_of_the_folder_are_judged(string files, bool network, string severity, string words)
    {
        var folder = Directory.CreateDirectory(_data["lists"]).FullName;
        foreach (var file in files.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var content = file switch
            {
                "fresh" => List(Now.AddDays(1)),
                "stale" => System.Text.Encoding.ASCII.GetBytes(
                    PemEncoding.WriteString("X509 CRL", List(Now.AddDays(-1)))),
                _ => "hello"u8.ToArray(),
            };
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{file}.crl"), content);
        }

        var findings = Doctor(new JsonObject
        {
            ["Policy"] = "WhenNamed",
            ["Network"] = network,
            ["CrlFolder"] = folder,
        });
        Assert.Contains(findings, found => found.Severity.ToString() == severity
            && found.En.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "no certificate of its chain is revoked")]
    [InlineData("2026-01-01", "whether it is revoked cannot be had")]
    [InlineData("soon", "cannot be used")]
    public async Task A_seals_evidence_counts_by_the_table_that_the_server_goes_by(string endOfRsa, string words)
    {
        MadeStore.Make(_data.Path);
        var lists = Directory.CreateDirectory(_data["lists"]).FullName;
        var now = TimeProvider.System.GetUtcNow();
        foreach (var name in (string[])["ca", "root"])
        {
            var authority = DevelopmentStore.LoadSigner(_data.Path, name);
            Assert.True(Certificate.TryParse(authority.Chain[0], out var certificate));
            await File.WriteAllBytesAsync(
                Path.Combine(lists, $"{name}.crl"),
                CrlPublisher.Publish(certificate, authority.Key, [], 1, now.AddDays(-1), now.AddDays(1)));
        }

        var settings = JsonNode.Parse(await File.ReadAllTextAsync(_data[SettingsFiles.Store]))!;
        settings["Revocation"] = new JsonObject { ["Network"] = false, ["CrlFolder"] = lists };
        if (endOfRsa.Length > 0)
        {
            var table = _data["algorithms.json"];
            settings["Trust"]!["Algorithms"] = table;
            await File.WriteAllTextAsync(table, Encoding.UTF8.GetString(AlgorithmPolicy.BuiltIn.Encoded.Span)
                .Replace("2029-01-01", endOfRsa, StringComparison.Ordinal));
        }

        await File.WriteAllTextAsync(_data[SettingsFiles.Store], settings.ToJsonString());
        var findings = await SealChecks.RunAsync(
            new StoreSettings(_data.Path), TimeProvider.System, CancellationToken.None);
        Assert.Contains(findings, found => found.En.Contains(words, StringComparison.Ordinal));
    }

    private static byte[] List(DateTimeOffset end)
    {
        var authority = new DevelopmentAuthorities(TimeProvider.System).Root("Root");
        Assert.True(Certificate.TryParse(authority.Chain[0], out var certificate));
        return CrlPublisher.Publish(certificate, authority.Key, [], 1, end.AddDays(-7), end);
    }

    private List<Finding> Doctor(JsonObject revocation)
    {
        File.WriteAllText(
            _data[SettingsFiles.Store], new JsonObject { ["Revocation"] = revocation }.ToJsonString());
        return [.. RevocationChecks.Run(new StoreSettings(_data.Path), Now)];
    }
}
