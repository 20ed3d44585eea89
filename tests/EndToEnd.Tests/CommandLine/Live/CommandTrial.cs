using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.CommandLine.Live;

/// <summary>Tries one command by its case, and keeps what is not as it should be.</summary>
internal sealed class CommandTrial(string command, CommandCase tried)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly List<string> _faults = [];

    /// <summary>As a program and as a person: what works, then what cannot be done.</summary>
    /// <returns>What is wrong, in words.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var answer = await RunAsync([.. tried.Works, "--json"]);
        Expect(answer.Exit == 0 && answer.Error.Length == 0, "works, --json", answer);
        Expect(Fields(answer.Output) is { Count: > 0 } lines && lines.All(HasFields), "its fields", answer);

        var told = await RunAsync(tried.Again ?? tried.Works);
        Expect(told.Exit == 0 && told.Error.Length == 0, "works", told);
        Expect(told.Output.Contains(tried.Says, StringComparison.Ordinal), $"says '{tried.Says}'", told);
        Expect(!told.Output.StartsWith('{') && !told.Output.StartsWith('['), "for people", told);

        var refused = await SayAsync([.. tried.Fails, "--json"]);
        Expect(refused.Exit == tried.Exit, $"ends with {tried.Exit}, --json", refused);
        Expect(
            Fields(refused.Output) is [var why]
                && Values(why, tried.At.Split('.')).Any(reason => tried.Reason.Length == 0 || reason == tried.Reason),
            $"the reason {tried.Reason}", refused);
        ExpectWhy(refused);

        var complaint = await InProcess.RunAsync(Arguments(tried.Fails));
        Expect(complaint.Exit == tried.Exit, $"ends with {tried.Exit}", complaint);
        Expect(tried.InParts || complaint.Output.Length == 0, "nothing that looks like success", complaint);
        ExpectWhy(complaint);
        return _faults;
    }

    private void ExpectWhy((int Exit, string Output, string Error) run) =>
        Expect(run.Error.Contains(tried.Why, StringComparison.Ordinal), $"why: '{tried.Why}'", run);

    private void Expect(bool isSo, string what, (int Exit, string Output, string Error) run)
    {
        if (!isSo)
        {
            _faults.Add($"tthc {command}: {what}: ended with {run.Exit}\n{run.Output}\n{run.Error}");
        }
    }

    private string[] Arguments(string[] more) => [.. command.Split(' '), .. more, "--lang", "en"];

    private Task<(int Exit, string Output, string Error)> RunAsync(string[] more) =>
        tried.Stays ? StayAsync(Arguments(more)) : SayAsync(more);

    private Task<(int Exit, string Output, string Error)> SayAsync(string[] more) => Tthc.SayAsync(Arguments(more));

    /// <summary>Until it says that it is there; then Ctrl-C.</summary>
    private async Task<(int Exit, string Output, string Error)> StayAsync(string[] arguments)
    {
        // Whoever runs the tests in the background ignores Ctrl-C, and so would its children.
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT", "dotnet", Repository.Program("Cli", "tthc.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = new StringBuilder();
            var isAsked = false;
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                output.AppendLine(line);
                if (!isAsked && (line.StartsWith('{') || line.Contains(tried.Says, StringComparison.Ordinal)))
                {
                    isAsked = true;
                    await Tool.RunAsync("kill", "-INT", $"{process.Id}");
                }
            }

            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output.ToString(), await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The answer, or each of its lines; of a list the first.</summary>
    private static List<JsonNode> Fields(string output)
    {
        try
        {
            return [JsonNode.Parse(output) is JsonArray list ? list[0]! : JsonNode.Parse(output)!];
        }
        catch (JsonException)
        {
            try
            {
                return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => JsonNode.Parse(line)!)];
            }
            catch (JsonException)
            {
                return [];
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            return []; // an empty list, where something was expected
        }
    }

    private bool HasFields(JsonNode answer) =>
        tried.Fields.All(field => Values(answer, field.Split('.')).Any());

    /// <summary>What stands at the end of a path; lists on the way are gone through.</summary>
    private static IEnumerable<string> Values(JsonNode? node, ReadOnlyMemory<string> path) => node switch
    {
        JsonArray list => list.SelectMany(each => Values(each, path)),
        _ when path.IsEmpty => [node?.ToString() ?? ""],
        JsonObject inside when inside.TryGetPropertyValue(path.Span[0], out var next) =>
            next is JsonArray { Count: 0 } && path.Length == 1 ? [""] : Values(next, path[1..]),
        _ => [],
    };
}
