using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace ResultStore.Grpc.Tests;

/// <summary>A client in another language, run as a process.</summary>
internal sealed class ForeignProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly SemaphoreSlim _turn = new(1);

    private ForeignProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>The one the Debian packages python3-grpcio and python3-h2 belong to.</summary>
    public static string Python => "/usr/bin/python3";

    public static string ProjectFolder { get; } = Known("ProjectFolder");

    /// <summary>A path the build wrote down.</summary>
    public static string Known(string key) => typeof(ForeignProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    public static ForeignProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = ProjectFolder,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ForeignProcess(Process.Start(start)!);
    }

    /// <summary>Runs to its end; its output, and what it said on the error stream if it failed.</summary>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var process = Start(program, arguments, environment);
        process._process.StandardInput.Close();
        var output = await process._process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process._process.WaitForExitAsync().WaitAsync(Patience);
        var code = process._process.ExitCode;
        Assert.True(code == 0, $"{program} ended with {code}\n{output}\n{process._errors}");
        return output;
    }

    /// <summary>A line for a line.</summary>
    public async Task<string> AskAsync(string line)
    {
        await _turn.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            return await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
                ?? throw new InvalidOperationException($"The process ended.\n{_errors}");
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _turn.Dispose();
    }
}
