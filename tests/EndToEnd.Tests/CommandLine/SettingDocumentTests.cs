using System.Globalization;
using System.Text.RegularExpressions;
using EndToEnd.Tests.Site;
using Microsoft.Extensions.Configuration;
using ResultStore.GrpcHosting;

namespace EndToEnd.Tests.CommandLine;

/// <summary>What the documents say of settings.</summary>
public sealed partial class SettingDocumentTests
{
    private static readonly List<SettingSection> Known =
        [.. ((string[])["ResultStore", "Verifier"]).SelectMany(SettingCheckTests.RulesOf).Select(each => each.Section)];

    [Fact]
    public void Every_setting_that_the_documents_name_is_one_of_a_server()
    {
        var sections = Known.Select(each => each.Name.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        var texts = Directory.EnumerateFiles(Repository.PathTo("docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.PathTo("deploy"), "*", SearchOption.AllDirectories))
            .Append(Repository.PathTo("README.md")).Append(Repository.PathTo("compose.yaml")).Select(File.ReadAllText);

        // In the environment a colon is two underscores; N stands for a number in a list.
        var named = texts.SelectMany(text => Named().Matches(text))
            .Select(each => each.Value.Replace("__", ":", StringComparison.Ordinal)
                .Replace(":N", ":0", StringComparison.Ordinal))
            .Where(each => sections.Contains(each.Split(':')[0])).ToHashSet(StringComparer.Ordinal);

        Assert.True(named.Remove("Sealing:Levl")); // as what is misspelt
        Assert.True(named.Count > 60, $"{named.Count}");
        named.RemoveWhere(IsKnown);
        Assert.Empty(named);
    }

    [Fact]
    public void The_table_of_limits_says_the_defaults_that_are_in_force()
    {
        var rows = Limit().Matches(File.ReadAllText(Repository.PathTo("docs", "operations.md")));
        Assert.True(rows.Count > 30, $"{rows.Count}");
        foreach (var row in rows.Select(each => each.Groups))
        {
            var options = Known.First(each =>
                each.Name == row[1].Value && each.Options.GetProperty(row[2].Value) is not null).Options;
            var value = options.GetProperty(row[2].Value)!.GetValue(Activator.CreateInstance(options));
            var text = value switch
            {
                TimeSpan { TotalHours: >= 1 } time => $"{time.TotalHours} h",
                TimeSpan time => $"{time.TotalSeconds} s",
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            };
            Assert.Equal($"{row[0].Value}: {text}", $"{row[0].Value}: {row[3].Value}");
        }
    }

    private static bool IsKnown(string name) => Known.Any(section =>
    {
        var all = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(name, (string?)null)]).Build();
        var found = SettingNames.FindIn(all, section);
        return name.StartsWith(section.Name + ':', StringComparison.Ordinal)
            && found.Faults.Concat(found.Doubts).All(each => !each.Contains("no setting", StringComparison.Ordinal));
    });

    [GeneratedRegex("""\b[A-Z][A-Za-z]+(?:(?::|__)(?:[A-Z][A-Za-z0-9]+|N))+\b""")]
    private static partial Regex Named();

    [GeneratedRegex("""^\| `(\w+):(\w+)` \| ([0-9]+(?: [a-z]+)?) \| """, RegexOptions.Multiline)]
    private static partial Regex Limit();
}
