using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using Cli.Setup;
using ResultStore.Storage;

namespace Cli.Diagnosis;

/// <summary>Can the database be reached, can documents be written, is there room?</summary>
internal static class StorageChecks
{
    private const long LeastFree = 1L << 30;
    private const int ProbeBytes = 64 << 10;

    public static async Task<IReadOnlyList<Finding>> RunAsync(StoreSettings settings, CancellationToken ct) =>
    [
        .. settings.Engine.StartsWith("sqlite", StringComparison.OrdinalIgnoreCase)
            ? CheckSqlite(settings.Database, settings.Documents)
            : [await CheckServerAsync(settings.Database, ct)],
        CheckRoom(settings.Documents),
        CheckWritable("documents", settings.Documents),
        .. CheckHeld(settings),
    ];

    /// <summary>Whether the database has results is not looked up here: a new store's has none.</summary>
    private static IEnumerable<Finding> CheckHeld(StoreSettings settings) =>
        (File.Exists(settings.Database) || settings.Database.Contains('=', StringComparison.Ordinal))
            && !DocumentFolder.HoldsAny(settings.Documents)
            ? [
                Finding.Warning(
                    "documents",
                    $"{settings.Documents}: chưa có văn bản nào; nếu cơ sở dữ liệu đã có kết quả, máy chủ không khởi "
                        + "động (ổ đĩa chưa gắn, sai đường dẫn, chưa khôi phục?)",
                    $"{settings.Documents}: holds no document; where the database has results, the server does not "
                        + "start (a disk not mounted, a mistyped path, not restored?)"),
            ]
            : [];

    private static List<Finding> CheckSqlite(string path, string documents)
    {
        if (path.Contains('=', StringComparison.Ordinal))
        {
            return []; // the check of the settings says so; there may be a password in it
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is not { } folder || !Directory.Exists(folder))
        {
            return
            [
                Finding.Fault(
                    "database", $"{path}: không có thư mục này; máy chủ không khởi động",
                    $"{path}: there is no such folder; the server does not start"),
            ];
        }

        return [CheckFile(path, documents), CheckWritable("database", folder)];
    }

    private static Finding CheckFile(string path, string documents)
    {
        if (Directory.Exists(path))
        {
            return Finding.Fault("database", $"{path}: là thư mục, không phải tệp", $"{path}: a folder, no file");
        }

        var isFilled = new FileInfo(path) is { Exists: true, Length: > 0 };
        if (!isFilled && DocumentFolder.HoldsAny(documents))
        {
            return Finding.Fault(
                "database",
                $"{path}: không có hoặc trống, mà {documents} đã có văn bản; máy chủ không khởi động: sửa đường dẫn, "
                    + "hoặc khôi phục cơ sở dữ liệu",
                $"{path}: not there or empty, while {documents} holds documents; the server does not start: mend the "
                    + "path, or restore the database");
        }

        if (!isFilled)
        {
            return Finding.Warning(
                "database", $"{path}: chưa có; máy chủ tạo khi khởi động",
                $"{path}: not there yet; made at the first start");
        }

        var header = new byte[16];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
            && header.AsSpan().SequenceEqual("SQLite format 3\0"u8)
            ? Finding.Good("database", $"{path}: đọc được", $"{path}: can be read")
            : Finding.Fault("database", $"{path}: không phải tệp SQLite", $"{path}: no SQLite file");
    }

    /// <summary>Each host of the connection string is knocked at; one that answers is enough.</summary>
    private static async Task<Finding> CheckServerAsync(string connection, CancellationToken ct)
    {
        if (HostsOf(connection) is not { } hosts)
        {
            // What stands there may be half a password: it is not repeated.
            return Finding.Fault(
                "database",
                "Storage:Database không phải chuỗi kết nối PostgreSQL như Host=...;Database=...",
                "Storage:Database is no connection string of PostgreSQL such as Host=...;Database=...");
        }

        foreach (var (each, name, at) in hosts)
        {
            using var socket = new TcpClient();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(TimeSpan.FromSeconds(5));
            try
            {
                await socket.ConnectAsync(name, at, patience.Token);
                return Finding.Good("database", $"{each}: kết nối được", $"{each}: answers");
            }
            catch (Exception away) when (away is SocketException or OperationCanceledException)
            {
                ct.ThrowIfCancellationRequested();
            }
        }

        return Finding.Fault(
            "database", $"không kết nối được: {string.Join(", ", hosts.Select(host => host.Text))}",
            $"no answer from {string.Join(", ", hosts.Select(host => host.Text))}");
    }

    /// <returns>Each as written, with its name and port; null: it is no connection string.</returns>
    private static List<(string Text, string Name, int Port)>? HostsOf(string connection)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connection };
            var port = parts.TryGetValue("Port", out var text)
                ? Convert.ToInt32(text, CultureInfo.InvariantCulture)
                : 5432;
            var hosts = (parts.TryGetValue("Host", out var host) ? (string)host : "localhost").Split(',');
            return
            [
                .. hosts.Select(each => each.Split(':') is [var name, var own]
                    ? (each, name.Trim(), int.Parse(own, CultureInfo.InvariantCulture))
                    : (each, each.Trim(), port)),
            ];
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static Finding CheckRoom(string folder)
    {
        var drive = new DriveInfo(Existing(folder));
        var free = drive.AvailableFreeSpace;
        var share = (double)free / drive.TotalSize;
        var room = free < LeastFree
            ? string.Create(CultureInfo.InvariantCulture, $"{free / (double)(1 << 20):0.0} MiB")
            : string.Create(CultureInfo.InvariantCulture, $"{free / (double)(1 << 30):0.0} GiB");
        var size = string.Create(CultureInfo.InvariantCulture, $"{room}, {share:P0}");
        return free < LeastFree
            ? Finding.Fault("disk", $"gần đầy: còn {size}", $"nearly full: {size} free")
            : share < 0.1
                ? Finding.Warning("disk", $"sắp đầy: còn {size}", $"filling up: {size} free")
                : Finding.Good("disk", $"còn {size}", $"{size} free");
    }

    /// <summary>Some bytes on the disk itself: a full one still takes the name of an empty file.</summary>
    private static Finding CheckWritable(string check, string folder)
    {
        var existing = Existing(folder);
        var probe = Path.Combine(existing, ".tthc-doctor-" + Path.GetRandomFileName());
        try
        {
            using (var file = new FileStream(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                file.Write(new byte[ProbeBytes]);
                file.Flush(flushToDisk: true);
            }

            return Finding.Good(check, $"{existing}: ghi được", $"{existing}: can be written");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Finding.Fault(
                check,
                $"{existing}: không ghi được: {fault.Message}",
                $"{existing}: cannot be written: {fault.Message}");
        }
    }

    private static string Existing(string folder)
    {
        var path = Path.GetFullPath(folder);
        while (!Directory.Exists(path))
        {
            path = Path.GetDirectoryName(path)!;
        }

        return path;
    }
}
