using Cli.Diagnosis;
using Cli.Setup;
using EndToEnd.Tests.CommandLine.Live;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.CommandLine;

/// <summary>What <c>tthc doctor</c> says of settings that the store would not start with.</summary>
public sealed class SettingCheckTests : IDisposable
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
            Assert.Contains($"{_data[SettingsFiles.Store]}: ", error, StringComparison.Ordinal);
            Assert.Contains("LineNumber: 0", error, StringComparison.Ordinal);
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
}
