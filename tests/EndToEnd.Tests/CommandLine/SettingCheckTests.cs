using System.Text.RegularExpressions;
using Cli.Diagnosis;
using Cli.Setup;
using EndToEnd.Tests.CommandLine.Live;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.CommandLine;

/// <summary>What <c>tthc doctor</c> says of settings that the store would not start with.</summary>
public sealed partial class SettingCheckTests : IDisposable
{
    private readonly Scratch _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Settings_that_are_no_JSON_are_told_with_the_place_and_comments_are_no_fault()
    {
        await File.WriteAllTextAsync(_data[SettingsFiles.Store], "{\n  // of the site\n  \"Storage\": {},\n}");
        Assert.Equal(Path.Combine(_data.Path, "keys"), new StoreSettings(_data.Path).Keys);

        await File.WriteAllTextAsync(_data[SettingsFiles.Store], "{ \"Storage\": }");
        foreach (var command in (string[])["doctor", "key list"])
        {
            var (exit, output, error) = await InProcess.RunAsync([.. command.Split(' '), "--data", _data.Path]);
            Assert.Equal((2, ""), (exit, output));
            Assert.Contains($"{_data[SettingsFiles.Store]}: dòng 1, cột 14 ", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{ "Level": "B-XX" }""", "Sealing:Level is B-B, B-T, B-LT or B-LTA")]
    [InlineData("""{ "AuthorityAway": "never" }""", "Sealing:AuthorityAway is refuse or later")]
    [InlineData(
        """{ "KeyCheckSeconds": 0 }""",
        "Sealing:KeyCheckSeconds must be between 1 and 3600; it is 0, the default is 30.")]
    [InlineData(
        """{ "Level": "B-B" }""", "Sealing:Keys has to be set: the folder of the store's keys, such as data/keys.")]
    [InlineData("""{ "KeyCheckSeconds": "often" }""", "Sealing:KeyCheckSeconds")]
    public void A_setting_is_judged_by_the_rule_the_server_starts_by(string sealing, string words)
    {
        File.WriteAllText(_data[SettingsFiles.Store], $$"""{ "Sealing": {{sealing}} }""");
        Assert.Contains(SettingChecks.Run(new StoreSettings(_data.Path)), found =>
            found is { Check: "settings", Severity: Severity.Fault }
            && found.En.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        """{ "Sealing": { "Levl": "B-LTA" } }""", "there is no setting Sealing:Levl; the nearest is Sealing:Level.")]
    [InlineData(
        """{ "Revocaton": { "Policy": "Required" } }""", "there is no setting Revocaton; the nearest is Revocation.")]
    [InlineData("""{ "Grpc": { "Services": { "Intake": {} } } }""", "there are Grpc:Services:ResultIntake.")]
    [InlineData(
        """{ "Trust": { "SignerRules": [{ "Knd": "agency" }] } }""",
        "Trust:SignerRules:0:Knd; the nearest is Trust:SignerRules:0:Kind.")]
    [InlineData(
        """{ "Revocation": { "Policy": "Always" } }""",
        "Revocation:Policy is 'Always'; set IfPresent, WhenNamed or Required.")]
    [InlineData(
        """{ "Listen": { "EndsWithInput": "maybe" } }""", "Listen:EndsWithInput is 'maybe'; set true or false.")]
    public void A_name_or_value_that_is_none_is_told_with_its_file_and_what_may_stand_there(string text, string words)
    {
        File.WriteAllText(_data[SettingsFiles.Store], text);
        Assert.Contains(SettingChecks.Run(new StoreSettings(_data.Path)), found =>
            found.Severity == Severity.Fault
            && found.En.Contains("the store does not start with it: resultstore.json: ", StringComparison.Ordinal)
            && found.En.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        """{ "Keys": "k", "Level": "B-LTA", "TimestampAuthorities": [] }""", "{}",
        "Sealing:Level is B-LTA: set Sealing:TimestampAuthorities.")]
    [InlineData(
        """{ "Keys": "k", "TimestampAuthorities": ["http://tsa.example.vn"] }""", """{ "Signers": ["t"] }""",
        "say in Trust:Timestamps whose time-stamps count.")]
    [InlineData(
        """{ "Keys": "k" }""",
        """{ "Signers": ["t"], "SignerRules": [{ "Name": "r", "Kind": "persnal", "PolicyOid": "1.2.3" }] }""",
        "Trust:SignerRules: r: Kind is 'persnal'; set personal or agency.")]
    public void What_the_server_refuses_beyond_single_settings_doctor_refuses(
        string sealing, string trust, string words)
    {
        File.WriteAllText(
            _data[SettingsFiles.Store],
            $$"""
            { "Sealing": {{sealing}}, "Trust": {{trust}}, "Qr": { "BaseUrl": "https://kq.example.vn" } }
            """);
        Assert.Contains(SettingChecks.Run(new StoreSettings(_data.Path)), found =>
            found.Severity == Severity.Fault && found.En.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        """{ "Store": { "Adress": "x" } }""", "there is no setting Store:Adress; the nearest is Store:Address.")]
    [InlineData(
        """{ "Store": { "Address": "http://store.example.vn" }, "Page": { "Hosts": ["kq.example.vn"] } }""",
        "Store:Address is https://HOST:PORT, or http:// on loopback.")]
    [InlineData(
        """
        {
          "Store": { "Address": "https://store.example.vn" },
          "Page": { "Hosts": ["localhost:5090"], "Development": true },
          "Listen": { "TrustedProxies": ["10.0.0.1"] }
        }
        """,
        "Page:Development is refused on any address but loopback, and behind a proxy.")]
    public void The_verifier_s_settings_are_judged_by_its_own_rules(string text, string words)
    {
        File.WriteAllText(_data[SettingsFiles.Verifier], text);
        Assert.Contains(VerifierSettingChecks.Run(new StoreSettings(_data.Path)), found =>
            found.Severity == Severity.Fault
            && found.En.Contains("verifier.json: the verifier does not start with it: ", StringComparison.Ordinal)
            && found.En.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ResultStore", "Grpc:Services:ResultIntake")]
    [InlineData("Verifier", null)]
    public void Doctor_knows_every_rule_that_a_server_has(string server, string? besides)
    {
        var files = ((string[])[server, "Grpc"]).SelectMany(folder => Directory.EnumerateFiles(
            Repository.PathTo("src", folder), "*.cs", SearchOption.AllDirectories));
        var code = string.Concat(files.Select(File.ReadAllText));
        var sections = Registered().Matches(code).Select(each => (each.Groups[2].Value, each.Groups[1].Value)).ToList();
        var rules = Judged().Matches(code).Select(each => each.Groups[1].Value).ToHashSet();
        var known = RulesOf(server).Select(each => (each.Section.Name, each.Section.Options.Name)).ToList();

        Assert.True(sections.Count > 4 && rules.Count > 4);
        Assert.Empty(sections.Except(known));
        Assert.Equal(besides, known.Select(each => each.Item1)
            .Except(sections.Select(each => each.Item1).Append("Grpc")).SingleOrDefault());
        rules.ExceptWith(known.Select(each => each.Item2));
        Assert.Equal(besides is null ? ["GrpcServiceLimits"] : [], rules);
    }

    internal static IReadOnlyList<SectionRules> RulesOf(string server) =>
        server == "Verifier" ? VerifierSettingChecks.Rules : SettingChecks.Rules;

    [GeneratedRegex("""AddSettings<(\w+Options), \w+>\("(\w+)"\)""")]
    private static partial Regex Registered();

    [GeneratedRegex("""IValidateOptions<((?!TOptions)\w+(?:Options|Limits))>""")]
    private static partial Regex Judged();
}
