using System.Diagnostics;
using System.Text;

namespace EndToEnd.Tests.Site;

/// <summary>Runs a foreign program to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <returns>Standard output.</returns>
    /// <exception cref="InvalidOperationException">It ended with anything but 0: the message has its
    /// output.</exception>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (exit, output, error) = await TryRunAsync(program, arguments);
        return exit == 0
            ? output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)}: {exit}\n{output}\n{error}");
    }

    public static async Task<(int Exit, string Output, string Error)> TryRunAsync(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
            WorkingDirectory = Repository.Root,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)}");
        }
    }
}
