using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cli.Run;

/// <summary>A server of ours as a child process, its output in a log file.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Lock _lock = new();

    private ServerProcess(string name, string logPath, Process process, StreamWriter log)
    {
        Name = name;
        LogPath = logPath;
        _process = process;
        _log = log;
        process.OutputDataReceived += Write;
        process.ErrorDataReceived += Write;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Name { get; }

    public string LogPath { get; }

    public bool HasExited => _process.HasExited;

    /// <param name="assembly">The server's .dll.</param>
    /// <param name="settings">Its settings file.</param>
    /// <param name="logPath">Where its output is appended.</param>
    public static ServerProcess Start(string assembly, string settings, string logPath)
    {
        // Its input is a pipe that this process holds open: where this one is killed, the kernel closes it, and the
        // server ends too.
        var start = new ProcessStartInfo(
            DotNet(), [assembly, "--settings", settings, "--Listen:EndsWithInput", "true"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        var log = new StreamWriter(logPath, append: true) { AutoFlush = true };
        var process = Process.Start(start) ?? throw new IOException($"{assembly} could not be started.");
        return new ServerProcess(Path.GetFileNameWithoutExtension(assembly), logPath, process, log);
    }

    /// <summary>The log's last lines, to be shown where the server would not start.</summary>
    public IEnumerable<string> LastLines(int count)
    {
        using var file = new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Split('\n').TakeLast(count);
    }

    /// <summary>Asks it to end, which lets calls under way finish; ends it where it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            AskToEnd();
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        _process.Dispose();
        lock (_lock)
        {
            _log.Dispose();
        }
    }

    private static string DotNet() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    private void AskToEnd()
    {
        if (OperatingSystem.IsWindows())
        {
            _process.Kill();
        }
        else
        {
            _ = Kill(_process.Id, Terminate); // gone already: nothing to do
        }
    }

    private void Write(object sender, DataReceivedEventArgs line)
    {
        lock (_lock)
        {
            if (line.Data is not null && _log.BaseStream is { CanWrite: true })
            {
                _log.WriteLine(line.Data);
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
