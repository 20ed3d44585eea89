using System.Text.RegularExpressions;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.Layers;

/// <summary>What the pages point to is there.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Every_link_between_pages_leads_somewhere()
    {
        var pages = Directory.GetFiles(Repository.PathTo("docs"), "*.md", SearchOption.AllDirectories)
            .Append(Repository.PathTo("README.md")).Append(Repository.PathTo("bench", "README.md"))
            .Append(Repository.PathTo("samples", "catalogue", "README.md"));
        var links = pages.SelectMany(page => Link.Matches(File.ReadAllText(page))
            .Select(match => match.Groups["to"].Value.Split('#')[0])
            .Where(to => to.Length > 0 && !to.Contains("://", StringComparison.Ordinal))
            .Select(to => (Page: page, To: to))).ToList();

        Assert.True(links.Count > 20, $"{links.Count} links");
        Assert.All(links, link => Assert.True(
            Path.Exists(Path.GetFullPath(link.To, Path.GetDirectoryName(link.Page)!)), $"{link.Page}: {link.To}"));
    }

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Link { get; }
}
