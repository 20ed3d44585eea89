using Proof.Tests.Qr;

namespace Proof.Tests.Pades;

/// <summary>Holds docs/attacks.md and docs/validation.md against the tests: every row has one, and every one named is
/// there.</summary>
public sealed class AttackTableTests
{
    private const int LeastRows = 20;

    [Fact]
    public void Every_line_of_the_validation_has_a_test()
    {
        // Of all test projects: read as text, as this one does not refer to the others.
        var sources = Directory.EnumerateFiles(RepositoryRoot.Of("tests"), "*Tests.cs", SearchOption.AllDirectories)
            .GroupBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key, group => string.Concat(group.Select(File.ReadAllText)), StringComparer.Ordinal);
        var rows = File.ReadLines(RepositoryRoot.Of("docs", "validation.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToList();
        Assert.True(rows.Count >= LeastRows, $"{rows.Count} rows");
        Assert.All(rows, row =>
        {
            var named = row.Split('|')[2].Split('`').Where(text => text.Contains("Tests.", StringComparison.Ordinal))
                .Select(text => text.Split('.')).ToList();
            Assert.True(named.Count > 0, $"{row} names no test");
            Assert.All(named, test => Assert.Contains($" {test[1]}(", sources[test[0]], StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Every_attack_of_the_table_has_a_test()
    {
        var tests = typeof(AttackTableTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods()
                .Where(method => method.GetCustomAttributes(typeof(FactAttribute), true).Length > 0)
                .Select(method => $"{type.Name}.{method.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        var rows = File.ReadLines(RepositoryRoot.Of("docs", "attacks.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToList();
        Assert.True(rows.Count >= LeastRows, $"{rows.Count} rows");
        Assert.All(rows, row =>
        {
            var cells = row.Split('|', StringSplitOptions.TrimEntries);
            var named = cells[2].Split('`').Where(text => text.Contains('.', StringComparison.Ordinal)).ToList();
            Assert.True(named.Count > 0, $"{cells[1]} names no test");
            Assert.All(named, name => Assert.Contains(name, tests));
            Assert.Matches("TOTAL_FAILED|INDETERMINATE|level", cells[3]);
        });
    }
}
