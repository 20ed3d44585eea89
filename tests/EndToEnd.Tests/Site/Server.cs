using System.Diagnostics;
using System.Text;

namespace EndToEnd.Tests.Site;

/// <summary>One of the servers as a process, with what it has written.</summary>
internal sealed class Server
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private Server(Process process)
    {
        _process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>The most memory it ever had, in MB.</summary>
    public int PeakMegabytes => int.Parse(
        File.ReadLines($"/proc/{_process.Id}/status")
            .Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))["VmHWM:".Length..^"kB".Length],
        System.Globalization.NumberStyles.AllowLeadingWhite | System.Globalization.NumberStyles.AllowTrailingWhite,
        System.Globalization.CultureInfo.InvariantCulture) / 1024;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static Server Start(
        string project, string settings, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Repository.Program(project, $"{project}.dll"), "--settings", settings])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new Server(Process.Start(start)!);
    }

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until a line with this text has come: logs are written after the answers they go with.</summary>
    public async Task SaysAsync(string text)
    {
        for (var patience = Stopwatch.StartNew(); !Output.Contains(text, StringComparison.Ordinal);)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), $"Never said {text}: {Output}");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>All it said.</returns>
    public async Task<string> LastWordsAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(patience.Token);
        Assert.NotEqual(0, _process.ExitCode);
        return Output;
    }

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    public async Task EndAsync()
    {
        if (!_process.HasExited)
        {
            await Tool.TryRunAsync("kill", ["-TERM", $"{_process.Id}"]);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await _process.WaitForExitAsync(patience.Token);
        }

        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}
