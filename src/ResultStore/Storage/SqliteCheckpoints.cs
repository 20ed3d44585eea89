using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace ResultStore.Storage;

/// <summary>
/// Moves what was committed from the write-ahead log into the database file, on a connection and a thread of its own.
/// Left to the engine, the commit that fills the log does this for all before it, and every push behind it waits.
/// </summary>
internal sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>Pages (of 4 KiB) in the log from which commits are made to wait for a log that begins anew.</summary>
    private const int LongLog = 16_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly string _connectionString;
    private readonly string _log;
    private readonly ManualResetEventSlim _ending = new();
    private readonly Thread _thread;

    /// <param name="connectionString">Of the database, without pool.</param>
    /// <param name="database">Its file.</param>
    public SqliteCheckpoints(string connectionString, string database)
    {
        _connectionString = connectionString;
        _log = database + "-wal";
        _thread = new(Run) { IsBackground = true, Name = "checkpoint" };
        _thread.Start();
    }

    public void Dispose()
    {
        _ending.Set();
        _thread.Join();
        _ending.Dispose();
    }

    private void Run()
    {
        SqliteConnection? connection = null;
        var seen = default(DateTime);
        while (!_ending.Wait(Pause))
        {
            try
            {
                var written = File.GetLastWriteTimeUtc(_log);
                if (written != seen) // else nothing was committed
                {
                    connection ??= Open();
                    seen = Move(connection) ? written : seen;
                }
            }
            catch (Exception away) when (away is SqliteException or IOException or UnauthorizedAccessException)
            {
                // A full or broken disk says so to whoever commits; the next turn tries again on a new connection.
                connection?.Dispose();
                connection = null;
            }
        }

        connection?.Dispose();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 200; PRAGMA cache_size = -1024";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <returns>True: nothing is left to move.</returns>
    private static bool Move(SqliteConnection connection)
    {
        // The first takes long, and more is committed meanwhile; the second finds little, and the log can begin anew.
        _ = Checkpoint(connection, "PRAGMA wal_checkpoint(PASSIVE)");
        var (log, moved) = Checkpoint(connection, "PRAGMA wal_checkpoint(PASSIVE)");
        if (log > LongLog)
        {
            // Never a pause long enough: commits wait now, for the few pages that are left.
            (log, moved) = Checkpoint(connection, "PRAGMA wal_checkpoint(RESTART)");
        }

        return log == moved;
    }

    private static (int Log, int Moved) Checkpoint(SqliteConnection connection, [ConstantExpected] string pragma)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the constants above
        command.CommandText = pragma;
#pragma warning restore CA2100
        using var row = command.ExecuteReader();
        row.Read();
        return (row.GetInt32(1), row.GetInt32(2));
    }
}
