using Microsoft.Data.Sqlite;

namespace ResultStore.Storage;

/// <summary>One file, one writer, many readers: WAL, and every commit on the disk before it is acknowledged.</summary>
internal sealed class SqliteEngine : Engine
{
    private readonly string _connectionString;
    private readonly string _path;
    private readonly Lock _starting = new();
    private SqliteCheckpoints? _checkpoints;

    public SqliteEngine(string path)
    {
        _path = Path.GetFullPath(path);
        PrivateFolder.Create(Path.GetDirectoryName(_path)!);
        // Sessions are kept by this process itself, with their settings and statements; a second pool would undo that.
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString();
    }

    public override int Writers => 1;

    public override bool WritesAside => false;

    public override string Name => "sqlite";

    public override async Task<Session> OpenWriterAsync(CancellationToken ct)
    {
        // A commit moves the log itself only where the thread for that cannot.
        var session = await OpenAsync("""
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 30000; PRAGMA foreign_keys = ON;
            PRAGMA wal_autocheckpoint = 64000; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;
            """, ct);
        lock (_starting)
        {
            _checkpoints ??= new(_connectionString, _path);
        }

        return session;
    }

    public override Task<Session> OpenReaderAsync(CancellationToken ct) => OpenAsync("""
        PRAGMA busy_timeout = 30000; PRAGMA query_only = ON; PRAGMA cache_size = -8192; PRAGMA mmap_size = 2147483648;
        """, ct);

    /// <summary>A transaction that writes is the only one as it is.</summary>
    public override Task HoldSchemaAsync(Session session) => Task.CompletedTask;

    public override Failure Judge(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: 5 or 6 or 8 or 13 or 14 or 23 } => Failure.Refused,
        SqliteException { SqliteErrorCode: 7 or 10 or 11 or 26 } => Failure.Away,
        _ => Failure.Fault,
    };

    public override Task<DateTimeOffset?> ReadClockAsync(Session session) => Task.FromResult<DateTimeOffset?>(null);

    public override ValueTask DisposeAsync()
    {
        _checkpoints?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Session> OpenAsync(string settings, CancellationToken ct)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(ct);
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the two constants above
            command.CommandText = settings;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(ct);
            return new(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
