using System.Data.Common;
using Cli.Setup;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Cli.Diagnosis;

/// <summary>
/// What stands in the database: a schema that this program knows, results whose documents are where the settings say?
/// It is read alone, a running store is not held up, and no file is made beside it. Some seconds at most.
/// </summary>
internal static class DatabaseChecks
{
    private const int MostSeconds = 5;

    public static async Task<IReadOnlyList<Finding>> RunAsync(StoreSettings settings, CancellationToken ct)
    {
        var isSqlite = settings.Engine.StartsWith("sqlite", StringComparison.OrdinalIgnoreCase);
        if (isSqlite && (settings.Database.Contains('=', StringComparison.Ordinal)
            || new FileInfo(settings.Database) is not { Exists: true, Length: > 0 }))
        {
            return []; // told by the checks of settings and storage
        }

        try
        {
            await using DbConnection connection = isSqlite ? Sqlite(settings.Database) : Postgres(settings.Database);
            await connection.OpenAsync(ct);
            var schema = await SchemaCheck.RunAsync(connection, settings.Documents, ct);
            return schema.Severity == Severity.Good
                ? [schema, await HeldDocuments.CheckAsync(connection, settings.Documents, ct)]
                : [schema];
        }
        catch (Exception fault) when (fault is DbException or TimeoutException)
        {
            // Not in the library's words: they may repeat names that an operator would rather not send around.
            var code = (fault as DbException)?.SqlState is { Length: > 0 } state ? state
                : fault is SqliteException { SqliteErrorCode: var number } ? $"SQLite {number}" : fault.GetType().Name;
            return
            [
                Finding.Fault(
                    "database",
                    $"không đọc được cơ sở dữ liệu ({code}): kiểm tra tên và quyền (PostgreSQL: cả mật khẩu) trong "
                        + "Storage:Database",
                    $"the database cannot be read ({code}): check the name and the rights (PostgreSQL: the password "
                        + "too) in Storage:Database"),
            ];
        }
        catch (ArgumentException)
        {
            return []; // no connection string: told by the check of the settings
        }
    }

    /// <summary>Where no store is at work and none was killed, there is no log, and the file alone is all of it: it is
    /// opened as one that does not change, as else files of the caller's own would be made beside it.</summary>
    private static SqliteConnection Sqlite(string path)
    {
        var full = Path.GetFullPath(path);
        var log = new FileInfo(full + "-wal");
        return new(new SqliteConnectionStringBuilder
        {
            DataSource = log is { Exists: true, Length: > 0 } ? full : new Uri(full).AbsoluteUri + "?immutable=1",
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
            DefaultTimeout = MostSeconds,
        }.ToString());
    }

    private static NpgsqlConnection Postgres(string database) => new(new NpgsqlConnectionStringBuilder(database)
    {
        Pooling = false,
        Timeout = MostSeconds,
        CommandTimeout = MostSeconds,
    }.ToString());
}
