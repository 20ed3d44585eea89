using System.Text.Json.Nodes;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.CommandLine;

/// <summary>tthc, run to its end by a script that speaks no Vietnamese.</summary>
internal static class Tthc
{
    private static readonly Dictionary<string, string> Environment = new() { ["LANG"] = "C" };

    /// <param name="arguments">With <c>--json</c>.</param>
    /// <param name="silent">Whether it may have nothing to answer.</param>
    public static async Task<(int Exit, JsonNode Answer, string Error)> RunAsync(
        string[] arguments, bool silent = false)
    {
        var (exit, output, error) = await SayAsync(arguments);
        var answer = (output.Length > 0 ? JsonNode.Parse(output) : silent ? new JsonObject() : null)
            ?? throw new InvalidOperationException($"{string.Join(' ', arguments)}: {exit}: {error}");
        return (exit, answer, error);
    }

    /// <summary>As people read it, or line by line.</summary>
    public static Task<(int Exit, string Output, string Error)> SayAsync(params string[] arguments) =>
        Tool.TryRunAsync("dotnet", [Repository.Program("Cli", "tthc.dll"), .. arguments], Environment);
}
