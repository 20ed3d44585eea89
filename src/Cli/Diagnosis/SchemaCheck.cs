using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using ResultStore.Storage;

namespace Cli.Diagnosis;

/// <summary>Whether the database's schema is the one of the server that tthc came with.</summary>
internal static class SchemaCheck
{
    private const string Folder = "Migrations.";

    /// <summary>By number, as the server's own are: a text for one engine has its common one's number.</summary>
    private static readonly Dictionary<int, string> Known = typeof(SchemaCheck).Assembly
        .GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .Select(name => name[Folder.Length..].Split('.')[0])
        .GroupBy(name => int.Parse(name[..4], CultureInfo.InvariantCulture), name => name[5..])
        .ToDictionary(names => names.Key, names => names.First());

    /// <param name="connection">Open.</param>
    /// <param name="documents">The documents folder: no server makes a schema beside a full one.</param>
    /// <param name="ct">Ends the reading.</param>
    public static async Task<Finding> RunAsync(DbConnection connection, string documents, CancellationToken ct)
    {
        var applied = await AppliedAsync(connection, ct);
        if (applied.Count == 0)
        {
            return DocumentFolder.HoldsAny(documents)
                ? Finding.Fault(
                    "schema",
                    $"cơ sở dữ liệu trống, mà {documents} đã có văn bản; máy chủ không khởi động: sửa tên, hoặc khôi "
                        + "phục cơ sở dữ liệu",
                    $"the database is empty, while {documents} holds documents; the server does not start: mend the "
                        + "name, or restore the database")
                : Finding.Warning(
                    "schema", "chưa có lược đồ; máy chủ tạo khi khởi động lần đầu",
                    "holds no schema yet; the server makes it at its first start");
        }

        foreach (var (version, name) in applied.Where(row => Known.GetValueOrDefault(row.Key) != row.Value))
        {
            return Known.TryGetValue(version, out var own)
                ? Finding.Fault(
                    "schema", $"cơ sở dữ liệu của chương trình khác: bước {version} là {name}, ở đây là {own}",
                    $"another program's database: version {version} is {name}, here {own}")
                : Finding.Fault(
                    "schema",
                    $"mới hơn chương trình này: bước {version} ({name}) chưa biết; máy chủ bản này không khởi động, "
                        + "hãy chạy bản mới hơn",
                    $"newer than this program: version {version} ({name}) is unknown here; this version's server does "
                        + "not start, run a newer one");
        }

        var left = Known.Count - applied.Count;
        return left == 0
            ? Finding.Good("schema", $"phiên bản {applied.Keys.Max()}", $"version {applied.Keys.Max()}")
            : Finding.Warning(
                "schema",
                $"cũ hơn chương trình này {left} bước; máy chủ nâng cấp khi khởi động: hãy sao lưu trước",
                $"older than this program by {left} versions; the server raises it when it starts: take a backup "
                    + "before");
    }

    private static async Task<Dictionary<int, string>> AppliedAsync(DbConnection connection, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT version, name FROM schema_version";
        var applied = new Dictionary<int, string>();
        try
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                applied[reader.GetInt32(0)] = reader.GetString(1);
            }
        }
        catch (DbException fault) when (IsMissingTable(fault))
        {
            // None yet.
        }

        return applied;
    }

    private static bool IsMissingTable(DbException fault) => fault.SqlState == "42P01"
        || fault is SqliteException { SqliteErrorCode: 1 };
}
