using System.Text.RegularExpressions;

namespace ResultStore.Grpc.Tests;

/// <summary>A checklist that names tests which are gone answers nothing.</summary>
public sealed partial class ChecklistTests
{
    [Fact]
    public void Every_test_that_the_checklist_names_is_there()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "ResultStore.slnx")))
        {
            root = root.Parent!;
        }

        var tests = string.Concat(
            Directory.EnumerateFiles(Path.Combine(root.FullName, "tests"), "*.*", SearchOption.AllDirectories)
                .Where(path => Path.GetExtension(path) is ".cs" or ".py" or ".js" or ".mjs")
                .Where(path => !path.Contains("node_modules", StringComparison.Ordinal))
                .Select(File.ReadAllText));
        var names = Named.Matches(File.ReadAllText(Path.Combine(root.FullName, "docs", "grpc-checklist.md")))
            .Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.True(names.Count > 40, $"{names.Count} names");
        Assert.All(names, name => Assert.Contains(name, tests, StringComparison.Ordinal));
    }

    /// <summary>Words joined by underscores; an ellipsis stands for the rest of a long name.</summary>
    [GeneratedRegex(@"`…?([A-Za-z0-9]+(?:_[A-Za-z0-9]+)+)_?…?`", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Named { get; }
}
