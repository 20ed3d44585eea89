using Proof.Tests.Qr;

namespace Proof.Tests.Pades;

/// <summary>Holds docs/attacks.md, docs/validation.md and docs/en-319-102-1.md against the tests: every row has one,
/// and every one named is there.</summary>
public sealed class AttackTableTests
{
    private const int LeastRows = 20;

    // Of clauses that go in numbered steps: how many there are.
    private static readonly (string Clause, int Steps)[] Standard =
    [
        ("5.2.3.4", 4), ("5.2.5.4", 2), ("5.2.6.4", 9), ("5.2.7.4", 4), ("5.3.4", 7), ("5.4.4", 3), ("5.5.4", 11),
        ("5.6.2.1.4", 5), ("5.6.2.2.4", 2), ("5.6.2.3.4", 6), ("5.6.2.4.4", 7), ("5.6.3.4", 10),
    ];

    [Fact]
    public void Every_line_of_the_validation_has_a_test()
    {
        var sources = Sources();
        var rows = Rows("validation.md");
        Assert.True(rows.Count >= LeastRows, $"{rows.Count} rows");
        Assert.All(rows, row => Assert.True(NamesTests(row.Split('|')[2], sources), $"{row} names no test"));
    }

    [Fact]
    public void Every_step_of_the_standard_is_told_with_where_it_is_done_and_its_test()
    {
        var sources = Sources();
        var rows = Rows("en-319-102-1.md").ConvertAll(row => row.Split('|', StringSplitOptions.TrimEntries));
        Assert.All(Standard, clause => Assert.All(Enumerable.Range(1, clause.Steps), step =>
            Assert.Contains(rows, row => row[1].Equals($"{clause.Clause} ({step})", StringComparison.Ordinal)
                || row[1].StartsWith($"{clause.Clause} ({step} ", StringComparison.Ordinal))));
        Assert.All(rows, row =>
        {
            Assert.Equal(7, row.Length);
            Assert.Matches(@"\A\*\*(same|other road|stricter|otherwise|not done)\*\*", row[3]);
            var files = row[4].Split('`').Where(text => text.EndsWith(".cs", StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(files);
            Assert.All(files, file => Assert.True(File.Exists(RepositoryRoot.Of(
                [.. (file.StartsWith("src/", StringComparison.Ordinal) ? file : "src/Proof/" + file).Split('/')])),
                file));
            Assert.True(
                NamesTests(row[5], sources) || row[3].StartsWith("**not done**", StringComparison.Ordinal),
                $"{row[1]} names no test");
        });
    }

    /// <summary>Of all test projects: read as text, as this one does not refer to the others.</summary>
    private static Dictionary<string, string> Sources() =>
        Directory.EnumerateFiles(RepositoryRoot.Of("tests"), "*Tests.cs", SearchOption.AllDirectories)
            .GroupBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key, group => string.Concat(group.Select(File.ReadAllText)), StringComparer.Ordinal);

    /// <summary>Of the table, without its head.</summary>
    private static List<string> Rows(string page) =>
        [.. File.ReadLines(RepositoryRoot.Of("docs", page))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];

    /// <summary>Whether there are any, and all of them there.</summary>
    private static bool NamesTests(string cell, Dictionary<string, string> sources)
    {
        var named = cell.Split('`').Where(text => text.Contains("Tests.", StringComparison.Ordinal))
            .Select(text => text.Split('.')).ToList();
        Assert.All(named, test => Assert.Contains($" {test[1]}(", sources[test[0]], StringComparison.Ordinal));
        return named.Count > 0;
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
