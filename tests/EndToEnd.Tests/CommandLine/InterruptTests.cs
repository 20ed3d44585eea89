using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EndToEnd.Tests.Site;
using Google.Protobuf;

namespace EndToEnd.Tests.CommandLine;

/// <summary>Ctrl-C in the middle of a push.</summary>
public sealed class InterruptTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Ctrl_C_ends_a_push_with_130_and_a_word_on_how_to_go_on()
    {
        using var scratch = new Scratch();
        await scratch.KeepAsync("paper.pdf", Papers.Unsigned());
        await File.WriteAllTextAsync(scratch["paper.json"], JsonFormatter.Default.Format(Papers.Metadata()));

        // Takes the connection and never answers, so that the push is under way for certain.
        using var store = new TcpListener(IPAddress.Loopback, 0);
        store.Start();

        // Whoever runs the tests in the background ignores Ctrl-C, and so would its children.
        var start = new ProcessStartInfo(
            "env",
            [
                "--default-signal=INT", "dotnet", Repository.Program("Cli", "tthc.dll"), "submit", scratch.Path,
                "--lang", "en", "--store", $"http://{store.LocalEndpoint}",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            using var push = await store.AcceptTcpClientAsync(limit.Token);
            await Tool.RunAsync("kill", "-INT", $"{process.Id}");
            await process.WaitForExitAsync(limit.Token);

            Assert.True(process.ExitCode == 130, $"{process.ExitCode}: {await output}\n{await errors}");
            Assert.Contains("1 left. The same command again goes on", await errors, StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
