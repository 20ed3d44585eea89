using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Cli.Run;

/// <summary>A server of ours as a child process, its output in a log file.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int Kept = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private readonly Process _process;
    private readonly FileStream? _log;
    private readonly Action<string> _tellLogFault;
    private readonly Queue<string> _last = new();
    private readonly Lock _lock = new();
    private bool _faultTold;
    private bool _closed;

    private ServerProcess(
        string name, string logPath, Process process, FileStream? log, Action<string> tellLogFault)
    {
        _tellLogFault = tellLogFault;
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
    /// <param name="tellLogFault">Told once why the log cannot be opened or written; the server goes on without
    /// it.</param>
    public static ServerProcess Start(
        string assembly, string settings, string logPath, Action<string> tellLogFault)
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

        var log = OpenLog(logPath, tellLogFault);
        var process = Process.Start(start) ?? throw new IOException($"{assembly} could not be started.");
        return new ServerProcess(
            Path.GetFileNameWithoutExtension(assembly), logPath, process, log, tellLogFault);
    }

    /// <summary>Why it did not start, in its own sentence; else its last lines.</summary>
    public IReadOnlyList<string> LastLines(int count)
    {
        if (_process.HasExited)
        {
            _process.WaitForExit(); // until its output was read to the end
        }

        lock (_lock)
        {
            var saying = $"{Name} does not start: ";
            var why = _last.LastOrDefault(line => line.StartsWith(saying, StringComparison.Ordinal));
            return why is null ? [.. _last.TakeLast(count)] : [why];
        }
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
            _closed = true;
            _log?.Dispose();
        }
    }

    /// <summary>Unbuffered: a line that found no room is lost, and none after it.</summary>
    private static FileStream? OpenLog(string path, Action<string> tellFault)
    {
        try
        {
            return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            tellFault(fault.Message);
            return null;
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
            if (line.Data is null || _closed)
            {
                return;
            }

            _last.Enqueue(line.Data);
            if (_last.Count > Kept)
            {
                _last.Dequeue();
            }

            try
            {
                _log?.Write(Encoding.UTF8.GetBytes(line.Data + "\n"));
            }
            catch (IOException full)
            {
                if (!_faultTold)
                {
                    _faultTold = true;
                    _tellLogFault(full.Message);
                }
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
