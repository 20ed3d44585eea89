using System.Text.Json.Nodes;
using Cli.Diagnosis;
using Cli.Setup;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.CommandLine;

/// <summary>What <c>tthc doctor</c> says of the ends of certificates.</summary>
public sealed class AnchorExpiryTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_root_that_has_ended_is_noted_and_not_a_fault_that_asks_for_its_removal()
    {
        var finding = Expiry.JudgeAnchor("trust", "root.pem: Root", Now.AddYears(-1), Now);
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("hãy giữ lại", finding.Vi, StringComparison.Ordinal);
        Assert.Contains("leave it there", finding.En, StringComparison.Ordinal);
        Assert.Equal(Severity.Fault, Expiry.Judge("seal", "seal.pem", Now.AddYears(-1), Now).Severity);
        Assert.Equal(Severity.Good, Expiry.JudgeAnchor("trust", "root.pem", Now.AddYears(1), Now).Severity);
    }

    [Theory]
    [InlineData("own", "2030-01-01", "Good", "vouches until 2030-01-01")]
    [InlineData("own", "2026-01-01", "Warning", "since 2026-01-01 it vouches for nothing signed later")]
    [InlineData("own", "never", "Good", "without end")]
    [InlineData("own", "1/1/2030", "Fault", "set a day (yyyy-mm-dd) or never")]
    [InlineData("00", "never", "Fault", "is no SHA-256")]
    [InlineData("other", "never", "Fault", "none of the certificates")]
    public void Days_from_which_a_root_vouches_no_more_are_told_and_judged_as_at_the_start(
        string anchor, string day, string severity, string words)
    {
        using var data = new Scratch();
        MadeStore.Make(data.Path);
        var own = TrustFolder.CertificatesIn(new StoreSettings(data.Path).SignerTrustFolders).First();
        Assert.Empty(CertificateChecks.Sunsets(new StoreSettings(data.Path), Now));
        var settings = JsonNode.Parse(File.ReadAllText(data[SettingsFiles.Store]))!;
        settings["Trust"]!["SunsetDates"] = new JsonObject
        {
            [anchor switch
            {
                "own" => Convert.ToHexStringLower(own.Sha256.Span),
                "other" => new string('0', 64),
                _ => anchor,
            }] = day,
        };
        File.WriteAllText(data[SettingsFiles.Store], settings.ToJsonString());

        var finding = Assert.Single(CertificateChecks.Sunsets(new StoreSettings(data.Path), Now));

        Assert.Equal(severity, finding.Severity.ToString());
        Assert.Contains(words, finding.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_files_among_trusted_certificates_are_told_by_name_and_what_they_should_be()
    {
        using var data = new Scratch();
        MadeStore.Make(data.Path);
        var folder = data["trust/signers"];
        var pem = await File.ReadAllTextAsync(Path.Combine(folder, "development-root.pem"));
        await File.WriteAllTextAsync(Path.Combine(folder, "half.pem"), pem[..(pem.Length / 2)]);
        await File.WriteAllTextAsync(Path.Combine(folder, "word.crt"), "hello");
        await File.WriteAllTextAsync(Path.Combine(folder, "root.p7b"), "hello");
        File.CreateSymbolicLink(Path.Combine(folder, "circle.pem"), "circle.pem");
        Directory.CreateDirectory(Path.Combine(folder, "folder.pem"));

        var findings = CertificateChecks.Run(new StoreSettings(data.Path), Now).Where(each => each.Check == "trust")
            .ToList();

        Assert.Contains(findings, each => each.En.Contains("looked at anew every 60 s", StringComparison.Ordinal));
        foreach (var (name, severity, words) in new[]
        {
            ("half.pem", Severity.Fault, "garbled or breaks off"),
            ("word.crt", Severity.Fault, "holds no certificate"),
            ("circle.pem", Severity.Fault, "is no file, or a link that leads to none"),
            ("folder.pem", Severity.Fault, "is no file, or a link that leads to none"),
            ("root.p7b", Severity.Warning, "is not looked at"),
            ("development-root.pem", Severity.Good, "until"),
        })
        {
            var finding = Assert.Single(findings, each => each.En.Contains(name, StringComparison.Ordinal));
            Assert.Equal(severity, finding.Severity);
            Assert.Contains(words, finding.En, StringComparison.Ordinal);
            Assert.NotEqual(finding.En, finding.Vi);
        }

        Directory.Delete(folder, recursive: true);
        Assert.Contains(
            CertificateChecks.Run(new StoreSettings(data.Path), Now),
            each => each.Severity == Severity.Fault && each.En.Contains("does not start", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_in_a_folder_that_is_not_there_is_a_fault_to_doctor_too()
    {
        using var data = new Scratch();
        MadeStore.Make(data.Path);
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(data[SettingsFiles.Store]))!;
        settings["Storage"]!["Database"] = data["missing/resultstore.db"];
        await File.WriteAllTextAsync(data[SettingsFiles.Store], settings.ToJsonString());

        var findings = await StorageChecks.RunAsync(new StoreSettings(data.Path), CancellationToken.None);

        Assert.Contains(findings, found => found.Severity == Severity.Fault
            && found.En.EndsWith("there is no such folder; the server does not start", StringComparison.Ordinal));
    }
}
