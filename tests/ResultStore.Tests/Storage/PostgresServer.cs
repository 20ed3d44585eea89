using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ResultStore.Tests.Storage;

/// <summary>A PostgreSQL server of this run's own, on loopback, in a temporary folder.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly string? Programs = FindPrograms();

    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(() => StartAsync(
        "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=400"));

    private static readonly ConcurrentBag<Process> Shells = [];

    private readonly string _folder;
    private readonly string[] _settings;
    private Process? _server;
    private Process? _watchdog;
    private int _databases;

    private PostgresServer(string folder, int port, string[] settings)
    {
        _folder = folder;
        Port = port;
        _settings = settings;
    }

    /// <summary>Why there is none; null: there is one.</summary>
    public static string? Absent => Programs is null ? "PostgreSQL is not installed" : null;

    public static Task<PostgresServer> Shared => SharedServer.Value;

    public int Port { get; }

    /// <summary>The path of one of PostgreSQL's own programs.</summary>
    public static string Program(string name) => Path.Combine(Programs!, name);

    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var folder = await NewFolderAsync();
        await RunAsync("cp", "-a", await Template.Value, folder + "/data"); // ten times faster than another initdb
        var server = new PostgresServer(folder, FreePort.Number(), settings);
        await server.StartAgainAsync();
        return server;
    }

    public string ConnectionString(string database) => string.Create(CultureInfo.InvariantCulture,
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Timeout=2");

    /// <summary>An empty database; the connection string to it.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"t{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    public Task ExecuteAsync(string sql) => ScalarAsync(sql);

    /// <summary>The first value of the first row, as text.</summary>
    public async Task<string?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // the tests' own words
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public async Task StartAgainAsync()
    {
        var arguments = new List<string>
        {
            "-D", _folder + "/data", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=" + _folder,
            "-c", string.Create(CultureInfo.InvariantCulture, $"port={Port}"),
        };
        foreach (var setting in _settings)
        {
            arguments.AddRange(["-c", setting]);
        }

        _server = Process.Start(AsServer("postgres", [.. arguments]))!;
        var id = _server.Id.ToString(CultureInfo.InvariantCulture);
        _watchdog = AtEnd("kill -QUIT $0; sleep 1; rm -rf \"$1\"", id, _folder);
        for (var wait = 0; wait < 1000; wait++)
        {
            try
            {
                await ExecuteAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (!_server.HasExited)
            {
                await Task.Delay(10);
            }
        }

        throw new TimeoutException("PostgreSQL did not start.");
    }

    /// <summary>As a power cut would, but for the disk's own cache.</summary>
    public async Task KillAsync()
    {
        _watchdog!.Kill();
        await RunAsync("kill", "-QUIT", _server!.Id.ToString(CultureInfo.InvariantCulture));
        await _server.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Where Debian has them, the newest; another place is named by RESULTSTORE_POSTGRES_BIN.</summary>
    private static string? FindPrograms()
    {
        const string Debian = "/usr/lib/postgresql";
        var given = Environment.GetEnvironmentVariable("RESULTSTORE_POSTGRES_BIN");
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        var places = given is null ? versions.Select(version => Path.Combine(version, "bin")) : [given];
        return places.Where(place => File.Exists(Path.Combine(place, "initdb")))
            .Order(StringComparer.Ordinal).LastOrDefault();
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var folder = await NewFolderAsync();
        AtEnd("rm -rf \"$0\"", folder);
        await RunAsServerAsync(
            "initdb", "-N", "-D", folder + "/data", "-U", "postgres", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8");
        return folder + "/data";
    }

    private static async Task<string> NewFolderAsync()
    {
        var folder = Directory.CreateTempSubdirectory("resultstore-pg-").FullName;
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "postgres:postgres", folder);
        }

        return folder;
    }

    /// <summary>Runs a command when this process ends, however that is: the shell's input ends with it.</summary>
    private static Process AtEnd(string command, params string[] arguments)
    {
        var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "cat >/dev/null; " + command, .. arguments])
        {
            RedirectStandardInput = true,
        })!;
        Shells.Add(shell); // collected, it would close that input
        return shell;
    }

    private static ProcessStartInfo AsServer(string program, params string[] arguments)
    {
        var path = Program(program);
        // The server refuses to run as root. setpriv becomes the program, so that the process id is the server's own.
        return Environment.UserName == "root"
            ? new("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", path, .. arguments])
            { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" }
            : new(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
    }

    private static Task RunAsServerAsync(string program, params string[] arguments) =>
        RunAsync(AsServer(program, arguments));

    private static Task RunAsync(string program, params string[] arguments) => RunAsync(
        new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });

    private static async Task RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)}: {error}");
        }
    }
}
