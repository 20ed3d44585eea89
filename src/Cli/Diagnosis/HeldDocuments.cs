using System.Data.Common;

namespace Cli.Diagnosis;

/// <summary>Whether database and documents folder belong together: some results of either end of the table, and the
/// two files of each. Every file in its turn is the store's own work (docs/decisions/0013).</summary>
internal static class HeldDocuments
{
    private const string Columns = "submitted_sha256, submitted_length, sealed_sha256, sealed_length";

    private static readonly string[] Ends =
    [
        $"SELECT {Columns} FROM result ORDER BY bucket, result_id LIMIT 10",
        $"SELECT {Columns} FROM result ORDER BY bucket DESC, result_id DESC LIMIT 10",
    ];

    public static async Task<Finding> CheckAsync(DbConnection connection, string folder, CancellationToken ct)
    {
        var files = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var end in Ends)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the two constants above
            command.CommandText = end;
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                files[Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(0))] = reader.GetInt64(1);
                files[Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2))] = reader.GetInt64(3);
            }
        }

        var missing = files.Where(each => !IsThere(folder, each.Key, each.Value)).Select(each => each.Key).ToList();
        return files.Count == 0
            ? Finding.Good("results", "chưa có kết quả nào", "none yet")
            : missing.Count == 0
                ? Finding.Good(
                    "results", $"{files.Count} tệp được thử đều có trong {folder}",
                    $"{files.Count} files looked for, all of them in {folder}")
                : Finding.Fault(
                    "results",
                    $"{missing.Count} trong {files.Count} tệp được thử không có hoặc sai cỡ trong {folder}, như "
                        + $"{missing[0]}: ổ đĩa chưa gắn, sai đường dẫn, hay khôi phục thiếu?",
                    $"{missing.Count} of {files.Count} files looked for are not in {folder} or of another size, such "
                        + $"as {missing[0]}: a disk not mounted, a mistyped path, restored by half?");
    }

    private static bool IsThere(string folder, string sha256, long length) =>
        new FileInfo(Path.Combine(folder, sha256[..2], sha256)) is { Exists: true } file && file.Length == length;
}
