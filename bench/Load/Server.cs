using System.Diagnostics;
using System.Globalization;

namespace Load;

/// <summary>The store as a process, with what Linux knows of its memory and time.</summary>
internal sealed class Server : IAsyncDisposable
{
    private const int TicksPerSecond = 100; // USER_HZ, the same on every Linux of today

    private readonly Process _process;
    private readonly StreamWriter _log;

    private Server(Process process, StreamWriter log)
    {
        _process = process;
        _log = log;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Processor time spent so far, user and system, all threads.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            // Fields after the last parenthesis: the name before may hold anything (proc(5)).
            var stat = File.ReadAllText($"/proc/{Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture)
                + long.Parse(fields[12], CultureInfo.InvariantCulture);
            return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
        }
    }

    public static Server Start(string settings, string logPath)
    {
        var assembly = Path.Combine(
            AppContext.BaseDirectory, "..", "..", "ResultStore", "release", "ResultStore.dll");
        if (!File.Exists(assembly))
        {
            throw new FileNotFoundException(
                "Build with -c Release: a Debug server says nothing about speed.", assembly);
        }

        var start = new ProcessStartInfo("dotnet", [Path.GetFullPath(assembly), "--settings", settings])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        var process = Process.Start(start) ?? throw new IOException("The server could not be started.");
        return new Server(process, new StreamWriter(logPath));
    }

    /// <summary>Memory now, in bytes: all of it, and the part that no file stands behind.</summary>
    public (long Resident, long Anonymous) Memory()
    {
        var lines = File.ReadAllLines($"/proc/{Id}/status");
        return (Kilobytes("VmRSS:") << 10, Kilobytes("RssAnon:") << 10);

        long Kilobytes(string name) => long.Parse(
            Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal))![name.Length..^2],
            NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        lock (_log)
        {
            _log.Dispose();
        }
    }

    private void Keep(string? line)
    {
        lock (_log)
        {
            if (line is not null && _log.BaseStream is { CanWrite: true })
            {
                _log.WriteLine(line);
            }
        }
    }
}
