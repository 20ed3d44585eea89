using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cli;
using Cli.Terminal;
using EndToEnd.Tests.CommandLine.Live;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.CommandLine;

/// <summary>What holds for every command of tthc there is.</summary>
public sealed partial class CommandTests
{
    public static TheoryData<string> Languages => ["vi", "en"];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_command_shows_an_example_that_it_understands(string language)
    {
        var root = Commands.Root(new Language(language == "vi"), TimeProvider.System);
        var verbs = VerbsOf(root, "tthc").ToList();
        Assert.True(verbs.Count > 50, $"{verbs.Count} commands");
        foreach (var (path, verb) in verbs)
        {
            Assert.StartsWith(path + " ", verb.Example + " ", StringComparison.Ordinal);
            Assert.DoesNotContain("...", verb.Example, StringComparison.Ordinal);
            var parsed = root.Parse([.. CommandLineParser.SplitCommandLine(verb.Example).Skip(1).Select(Existing)]);
            Assert.True(parsed.Errors.Count == 0, $"{verb.Example}: {string.Join("; ", parsed.Errors)}");
            Assert.Same(verb, parsed.CommandResult.Command);
        }
    }

    [Fact]
    public void Every_command_stands_in_the_operators_manual()
    {
        var manual = File.ReadAllText(Repository.PathTo("docs", "operations.md"));
        var root = Commands.Root(new Language(vietnamese: false), TimeProvider.System);
        foreach (var command in root.Subcommands)
        {
            Assert.Matches($"[`| ]{Regex.Escape(command.Name)}[` |]", manual);
        }
    }

    /// <summary>Messages have the names of the protos anyway; these are the ones that the commands write
    /// themselves.</summary>
    [Fact]
    public void Every_name_in_JSON_is_written_as_in_the_protos_or_stands_beside_one_that_is()
    {
        foreach (var path in Directory.EnumerateFiles(
            Repository.PathTo("src", "Cli"), "*.cs", SearchOption.AllDirectories))
        {
            var source = File.ReadAllText(path);
            if (!source.Contains("screen.Answer(", StringComparison.Ordinal)
                && !source.Contains("ToJson(", StringComparison.Ordinal))
            {
                continue; // settings and lists of keys, which have names of their own
            }

            var names = JsonName.Matches(source).Select(match => match.Groups["name"].Value).ToHashSet();
            Assert.All(names.Where(name => name.Any(char.IsAsciiLetterUpper)), name => Assert.True(
                source.Contains($"\"{Underscored(name)}\"", StringComparison.Ordinal), $"{path}: {name}"));
        }
    }

    [Theory]
    [InlineData("Thiếu tùy chọn --chain.", "key", "new-seal", "2027")]
    [InlineData("Không có tệp 'no.pem'.", "key", "new-seal", "2027", "--chain", "no.pem")]
    [InlineData("Lệnh get thiếu code.", "get")]
    [InlineData("Không hiểu '--nhanh'.", "doctor", "--nhanh")]
    [InlineData("Lệnh này hỏi máy xác thực: dùng --verifier", "verify", "a.pdf", "--store", "http://127.0.0.1:1")]
    [InlineData("Lệnh này hỏi kho: dùng --store", "get", "X", "--verifier", "http://127.0.0.1:1")]
    [InlineData("'dau' không được nhận", "key", "retire", "dau", "1")]
    [InlineData("Không có tệp ", "key", "list", "--data", "no-such-folder")]
    [InlineData("--at 'morgen': không phải thời điểm", "key", "retire", "token", "1", "--at", "morgen")]
    public async Task What_cannot_be_understood_is_said_in_the_language_asked_for(string told, params string[] typed)
    {
        var (exit, output, error) = await InProcess.RunAsync([.. typed, "--lang", "vi"]);

        Assert.Equal((2, ""), (exit, output));
        Assert.StartsWith(told, error.TrimStart(), StringComparison.Ordinal);

        (exit, output, _) = await InProcess.RunAsync([.. typed, "--lang", "vi", "--json"]);
        Assert.Equal(2, exit);
        var sentence = (string?)JsonNode.Parse(output)!["refused"]!["sentence"];
        Assert.StartsWith(told, sentence, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Path, Verb Verb)> VerbsOf(Command command, string path)
    {
        if (command is Verb verb)
        {
            yield return (path, verb);
        }

        foreach (var inner in command.Subcommands.SelectMany(next => VerbsOf(next, $"{path} {next.Name}")))
        {
            yield return inner;
        }
    }

    /// <summary>As a shell would have it in the repository's folder.</summary>
    private static string Existing(string argument) => argument == "samples/catalogue/*.json"
        ? Directory.EnumerateFiles(Repository.PathTo("samples", "catalogue"), "*.json").First()
        : argument.EndsWith(".json", StringComparison.Ordinal) || argument.EndsWith(".pem", StringComparison.Ordinal)
            || argument.EndsWith(".pdf", StringComparison.Ordinal)
            ? Repository.PathTo("README.md")
            : argument;

    private static string Underscored(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterUpper(letter)
            ? $"_{char.ToLowerInvariant(letter)}"
            : letter.ToString()));

    /// <summary>A name that is given a value: <c>["name"] =</c>.</summary>
    [GeneratedRegex("""\["(?<name>[a-z][A-Za-z0-9_]*)"\] = """, RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex JsonName { get; }
}
