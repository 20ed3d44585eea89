using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Cli.Setup;
using EndToEnd.Tests.Site;
using Grpc.Net.Client;
using ResultStore.V1;

namespace EndToEnd.Tests.CommandLine;

/// <summary>What a newcomer does first: <c>make run</c>, Ctrl-C, <c>make run</c> again.</summary>
public sealed partial class RunTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_first_run_pushes_every_sample_and_the_second_pushes_nothing_twice()
    {
        using var scratch = new Scratch();
        var (data, addresses) = MakeStore(scratch, "data");
        var samples = Directory.GetFiles(Repository.PathTo("samples"), "*.pdf").Length;

        // The terminal is closed on it: both servers end with it.
        var first = await RunUntilReadyAsync(data, "HUP", exit: 0, async () =>
        {
            await MustNotRunTwiceAsync(data);
            await MustNotTakePortsAsync(scratch, addresses);
            await MustNameCodesAsync(addresses);
        });
        await MustBeFreeAsync(addresses);
        var codes = CodesIn(first);
        Assert.Equal(samples, codes.Count);
        Assert.Equal(samples, QrsIn(first));
        Assert.Contains($"http://{addresses.PageHost}/", first, StringComparison.Ordinal);
        Assert.Contains("DEVELOPMENT, NOT VALID", first, StringComparison.Ordinal);
        Assert.Contains("tthc submit", first, StringComparison.Ordinal);
        var stored = Directory.GetFiles(Path.Combine(data, "documents"), "*", SearchOption.AllDirectories).Length;

        // Killed: no handler of its own runs, and yet no server is left behind to answer in the next run's place.
        var second = await RunUntilReadyAsync(data, "KILL", exit: 128 + 9, () => Task.CompletedTask);
        Assert.Equal(codes.Order(), CodesIn(second).Order());
        Assert.DoesNotContain("█", second, StringComparison.Ordinal);
        Assert.Equal(
            stored, Directory.GetFiles(Path.Combine(data, "documents"), "*", SearchOption.AllDirectories).Length);

        // Started at once, it waits for the killed one's servers; and a full disk, or a log that cannot be opened,
        // costs it its logs, nothing else.
        File.Delete(Path.Combine(data, "logs", "ResultStore.log"));
        File.CreateSymbolicLink(Path.Combine(data, "logs", "ResultStore.log"), "/dev/full");
        File.Delete(Path.Combine(data, "logs", "Verifier.log"));
        Directory.CreateDirectory(Path.Combine(data, "logs", "Verifier.log"));

        var third = await RunUntilReadyAsync(data, "TERM", exit: 0, () => Task.CompletedTask);
        Assert.Equal(codes.Order(), CodesIn(third).Order());
        Assert.Equal(2, third.Split("ResultStore.log cannot be written").Length);
        Assert.Equal(2, third.Split("Verifier.log cannot be written").Length);
        await MustBeFreeAsync(addresses);
    }

    private static (string Data, Addresses Addresses) MakeStore(Scratch scratch, string name)
    {
        var addresses = new Addresses(
            FreePort.Address(), FreePort.Address(), FreePort.Address(), FreePort.Address(), FreePort.Address());
        MadeStore.Make(scratch[name], addresses);
        return (scratch[name], addresses);
    }

    private static async Task MustNotRunTwiceAsync(string data)
    {
        var (exit, _, error) = await TthcAsync("run", "--lang", "en", "--data", data);
        Assert.Equal(6, exit);
        Assert.Contains("runs already (process ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("kill", error, StringComparison.Ordinal);
    }

    private static async Task MustNotTakePortsAsync(Scratch scratch, Addresses taken)
    {
        MadeStore.Make(
            scratch["other"],
            taken with { Ops = FreePort.Address(), Page = FreePort.Address(), VerifierGrpc = FreePort.Address() });
        var (exit, _, error) = await TthcAsync("run", "--lang", "en", "--data", scratch["other"]);
        Assert.Equal(7, exit);
        Assert.Contains($"Port {taken.Store} (store, gRPC) is taken by process ", error, StringComparison.Ordinal);
        Assert.Contains("ResultStore.dll", error, StringComparison.Ordinal);
        Assert.Contains($", user {Environment.UserName}, in ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("kill", error, StringComparison.Ordinal);
        Assert.Contains($"Port {taken.TimeStamps} (time-stamps)", error, StringComparison.Ordinal);
        Assert.Contains(
            $"tthc init --development --data {scratch["other"]}-2 --ports ", error, StringComparison.Ordinal);

        // A folder without settings gets none that name taken ports: the same one can be made on others.
        var first = IPEndPoint.Parse(taken.Store).Port;
        (exit, _, error) = await TthcAsync(
            "run", "--lang", "en", "--data", scratch["new"], "--ports", $"{first}");
        Assert.Equal(7, exit);
        Assert.Contains($"--data {scratch["new"]} --ports ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(scratch["new"], SettingsFiles.Store)));
    }

    /// <summary>With the sample catalogue the page shows names for codes from the start.</summary>
    private static async Task MustNameCodesAsync(Addresses addresses)
    {
        var (exit, output, error) = await TthcAsync(
            "catalogue", "export", "--store", $"http://{addresses.Store}", "--key-file",
            Path.Combine(Repository.Root, "no-such.key"));
        Assert.True(exit == 2 && error.Contains("no-such.key", StringComparison.Ordinal), output + error);
        using var channel = GrpcChannel.ForAddress($"http://{addresses.VerifierGrpc}");
        var bundle = await new ResultVerification.ResultVerificationClient(channel)
            .GetTrustBundleAsync(new GetTrustBundleRequest());
        Assert.True(bundle.Development);
    }

    private static async Task MustBeFreeAsync(Addresses addresses)
    {
        string[] all =
            [addresses.Store, addresses.Ops, addresses.Page, addresses.VerifierGrpc, addresses.TimeStamps];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!all.All(IsFree))
        {
            await Task.Delay(200, patience.Token);
        }
    }

    private static bool IsFree(string address)
    {
        try
        {
            using var listener = new TcpListener(IPEndPoint.Parse(address));
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Task<(int Exit, string Output, string Error)> TthcAsync(params string[] arguments) =>
        Tool.TryRunAsync("dotnet", [Repository.Program("Cli", "tthc.dll"), .. arguments]);

    private static List<string> CodesIn(string output) =>
        [.. Code.Matches(output).Select(match => match.Value).Distinct()];

    /// <summary>Drawings: runs of lines that hold the blocks of a QR.</summary>
    private static int QrsIn(string output)
    {
        var drawn = output.Split('\n').Select(line => line.Contains('█', StringComparison.Ordinal)).ToList();
        return drawn.Where((isDrawn, at) => isDrawn && (at == 0 || !drawn[at - 1])).Count();
    }

    /// <summary>Runs until the last line is printed, then ends it by a signal.</summary>
    private static async Task<string> RunUntilReadyAsync(string data, string signal, int exit, Func<Task> meanwhile)
    {
        // Where this runs under nohup a closed terminal is ignored by inheritance; here it must be heard.
        var start = new ProcessStartInfo(
            "env",
            [
                "--default-signal=HUP", "dotnet", Repository.Program("Cli", "tthc.dll"), "run", "--lang", "en",
                "--data", data, "--samples", Repository.PathTo("samples"),
            ])
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
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                output.AppendLine(line);
                if (line.Contains("Ctrl-C", StringComparison.Ordinal))
                {
                    await meanwhile();
                    await Tool.RunAsync("kill", $"-{signal}", $"{process.Id}");
                }
            }

            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == exit, $"{process.ExitCode}: {output}\n{await errors}");
            return output + await errors;
        }
        finally
        {
            // Where something above failed it still runs, with both servers.
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    [GeneratedRegex("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Code { get; }
}
