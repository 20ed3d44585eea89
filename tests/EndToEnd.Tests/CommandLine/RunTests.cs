using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Cli.Setup;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.CommandLine;

/// <summary>What a newcomer does first: <c>make run</c>, Ctrl-C, <c>make run</c> again.</summary>
public sealed partial class RunTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_first_run_pushes_every_sample_and_the_second_pushes_nothing_twice()
    {
        using var scratch = new Scratch();
        var data = scratch["data"];
        new DevelopmentStore(data, TimeProvider.System).Make(new Addresses(
            FreeAddress(), FreeAddress(), FreeAddress(), FreeAddress(), FreeAddress()));
        var samples = Directory.GetFiles(Repository.PathTo("samples"), "*.pdf").Length;

        var first = await RunUntilReadyAsync(data);
        var codes = CodesIn(first);
        Assert.Equal(samples, codes.Count);
        Assert.Contains("█", first, StringComparison.Ordinal);
        Assert.Contains("DEVELOPMENT, NOT VALID", first, StringComparison.Ordinal);
        Assert.Contains("tthc submit", first, StringComparison.Ordinal);
        var stored = Directory.GetFiles(Path.Combine(data, "documents"), "*", SearchOption.AllDirectories).Length;

        var second = await RunUntilReadyAsync(data);
        Assert.Equal(codes.Order(), CodesIn(second).Order());
        Assert.Equal(
            stored, Directory.GetFiles(Path.Combine(data, "documents"), "*", SearchOption.AllDirectories).Length);
    }

    private static List<string> CodesIn(string output) =>
        [.. Code.Matches(output).Select(match => match.Value).Distinct()];

    /// <summary>Runs until the last line is printed, then ends it as a service manager would.</summary>
    private static async Task<string> RunUntilReadyAsync(string data)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Repository.Program("Cli", "tthc.dll"), "run", "--lang", "en", "--data", data, "--samples",
                Repository.PathTo("samples"),
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        var output = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            output.AppendLine(line);
            if (line.Contains("Ctrl-C", StringComparison.Ordinal))
            {
                await Tool.RunAsync("kill", "-TERM", $"{process.Id}");
            }
        }

        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, $"{process.ExitCode}: {output}\n{await errors}");
        return output.ToString();
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener.LocalEndpoint.ToString()!;
    }

    [GeneratedRegex("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Code { get; }
}
