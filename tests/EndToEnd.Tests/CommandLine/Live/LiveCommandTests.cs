using System.CommandLine;
using System.Text.Json.Nodes;
using Cli;
using Cli.Terminal;

namespace EndToEnd.Tests.CommandLine.Live;

/// <summary>Every command of tthc on a running site: what it promises of exit codes, <c>--json</c> and words.</summary>
public sealed class LiveCommandTests(LiveSite live) : IClassFixture<LiveSite>
{
    /// <summary>Nobody answers there: the port of a protocol that nothing speaks any more.</summary>
    private const string Away = "http://127.0.0.1:9";

    [Fact]
    public void Every_command_has_a_case() => Assert.Equal(
        Verbs().Select(verb => verb.Path).Order(StringComparer.Ordinal),
        live.Cases.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_command_does_its_work_and_says_why_where_it_cannot()
    {
        var faults = await TryAsync(live.Cases.Where(each => !each.Value.Last));
        faults.AddRange(await TryAsync(live.Cases.Where(each => each.Value.Last)));
        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
    }

    [Fact]
    public async Task Every_command_that_asks_a_server_says_that_it_is_away_and_that_another_try_may_help()
    {
        foreach (var path in Asking("--store").Concat(Asking("--verifier")))
        {
            string[] away =
            [
                .. path.Split(' '), .. live.Cases[path].Works.Select(
                    each => each == live.Site.StoreAddress || each == live.VerifierAddress ? Away : each),
            ];
            var (exit, output, error) = await InProcess.RunAsync([.. away, "--lang", "en", "--json"]);
            Assert.True(exit == 3, $"{path}: {exit}: {error}");
            Assert.Contains("cannot be reached", error, StringComparison.Ordinal);
            var why = JsonNode.Parse(output)!;
            why = path == "submit" ? why["items"]![0]! : why;
            Assert.True((bool)why["refused"]!["retry_helps"]!, output);
        }
    }

    [Fact]
    public async Task Every_command_that_asks_the_store_says_that_it_does_not_know_the_key()
    {
        foreach (var path in Asking("--store"))
        {
            var arguments = live.Cases[path].Works.ToArray();
            arguments[Array.IndexOf(arguments, "--key-file") + 1] = live.Scratch["wrong.key"];
            var (exit, output, error) = await InProcess.RunAsync(
                [.. path.Split(' '), .. arguments, "--lang", "en", "--json"]);
            Assert.True(exit == 4, $"{path}: {exit}: {error}");
            var why = JsonNode.Parse(output)!;
            why = path == "submit" ? why["items"]![0]! : why;
            Assert.Equal(("CALLER_UNKNOWN", false), (
                (string)why["refused"]!["reason"]!, (bool)why["refused"]!["retry_helps"]!));
            Assert.NotEqual("", error);
        }
    }

    private static async Task<List<string>> TryAsync(IEnumerable<KeyValuePair<string, CommandCase>> cases)
    {
        var faults = new List<string>();
        await Parallel.ForEachAsync(
            cases,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount + 1 },
            async (each, _) =>
            {
                var found = await new CommandTrial(each.Key, each.Value).RunAsync();
                lock (faults)
                {
                    faults.AddRange(found);
                }
            });
        return faults;
    }

    private static IEnumerable<string> Asking(string option) => Verbs()
        .Where(each => each.Verb.Options.Any(known => known.Name == option && !known.Hidden))
        .Select(each => each.Path);

    private static IEnumerable<(string Path, Verb Verb)> Verbs() =>
        VerbsOf(Commands.Root(new Language(vietnamese: false), TimeProvider.System), "");

    private static IEnumerable<(string Path, Verb Verb)> VerbsOf(Command command, string path) =>
        (command is Verb verb ? [(path, verb)] : Array.Empty<(string, Verb)>()).Concat(
            command.Subcommands.SelectMany(next => VerbsOf(next, $"{path} {next.Name}".TrimStart())));
}
