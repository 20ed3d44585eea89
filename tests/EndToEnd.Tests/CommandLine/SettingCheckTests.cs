using Cli.Diagnosis;
using Cli.Setup;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.CommandLine;

/// <summary>What <c>tthc doctor</c> says of settings that the store would not start with.</summary>
public sealed class SettingCheckTests : IDisposable
{
    private readonly Scratch _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("""{ "Level": "B-XX" }""", "Sealing:Level is B-B, B-T, B-LT or B-LTA")]
    [InlineData("""{ "AuthorityAway": "never" }""", "Sealing:AuthorityAway is refuse or later")]
    [InlineData("""{ "KeyCheckSeconds": 0 }""", "KeyCheckSeconds")]
    [InlineData("""{ "KeyCheckSeconds": "often" }""", "Sealing:KeyCheckSeconds")]
    public void A_setting_is_judged_by_the_rule_the_server_starts_by(string sealing, string words)
    {
        File.WriteAllText(_data[SettingsFiles.Store], $$"""{ "Sealing": {{sealing}} }""");
        Assert.Contains(SettingChecks.Run(new StoreSettings(_data.Path)), found =>
            found is { Check: "settings", Severity: Severity.Fault }
            && found.En.Contains(words, StringComparison.Ordinal));
    }
}
