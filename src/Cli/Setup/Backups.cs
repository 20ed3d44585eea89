using System.Security.Cryptography;
using System.Text.Json;
using Cli.Terminal;
using ResultStore.Sealing.Keys;

namespace Cli.Setup;

/// <summary>
/// Which keys have a copy elsewhere. A copy counts once <c>tthc doctor --backup FOLDER</c> has compared it; what was
/// compared is kept as digests beside the keys, folder by folder, so a new or changed key shows up as missing again and
/// a copy that went bad no longer counts.
/// </summary>
internal sealed class Backups(string data)
{
    private readonly string _keys = Path.Combine(data, "keys");
    private readonly string _record = Path.Combine(data, "backups.json");

    private static readonly string[] KeyEndings = [".key", ".key.pem", ".p12", ".pfx"];

    /// <summary>A key without a compared copy.</summary>
    internal sealed record Missing(string File, string LossVi, string LossEn);

    /// <summary>What losing each kind of key would mean, by the beginning of its file's name.</summary>
    private static readonly (string Prefix, string Vi, string En)[] Losses =
    [
        ("bucket.", "không còn tìm được kết quả theo chủ hồ sơ, mãi mãi",
            "results can never again be found by their holder"),
        ("code.", "mọi mã và QR đã in không còn tra cứu được, mãi mãi",
            "no printed code or QR can ever be looked up again"),
        ("blind-index-", "không còn tra được theo số giấy tờ; phải lập lại chỉ mục từ dữ liệu đã giải mã",
            "holders can no longer be found by id; the index must be rebuilt from decrypted data"),
        ("data-", "tên và số giấy tờ đã lưu không bao giờ giải mã được nữa",
            "stored names and ids can never be decrypted again"),
        ("seal", "không đóng dấu được kết quả mới cho đến khi có chứng thư khác",
            "no new result can be sealed until another certificate is issued"),
        ("token-", "không cấp được QR mới cho đến khi công bố khóa khác",
            "no new QR can be issued until another key is published"),
    ];

    public IReadOnlyList<Missing> FindMissing()
    {
        var compared = ReadRecord().Values.SelectMany(digests => digests).ToHashSet();
        return [.. KeyFiles()
            .Where(file => !compared.Contains(Digest(file)))
            .Select(file => (Name: Path.GetFileName(file), Loss: LossOf(Path.GetFileName(file))))
            .Select(key => new Missing(key.Name, key.Loss.Vi, key.Loss.En))];
    }

    /// <summary>Compares every key with its copy in <paramref name="folder"/> and remembers those that are
    /// alike.</summary>
    /// <returns>Names of keys whose copy is absent or differs.</returns>
    public IReadOnlyList<string> Compare(string folder)
    {
        var record = ReadRecord();
        var before = record.GetValueOrDefault(Path.GetFullPath(folder), []);
        var alike = new List<string>();
        var unlike = new List<string>();
        foreach (var file in KeyFiles())
        {
            var copy = Path.Combine(folder, Path.GetFileName(file));
            var digest = File.Exists(copy) ? Digest(copy) : "";
            if (digest == Digest(file))
            {
                alike.Add(digest);
                continue;
            }

            unlike.Add(Path.GetFileName(file));
            if (before.Contains(digest))
            {
                alike.Add(digest); // still what was compared: the key is what changed
            }
        }

        record[Path.GetFullPath(folder)] = [.. alike];
        new PrivateFolder(data).Replace("backups.json", JsonSerializer.Serialize(record) + "\n");
        return unlike;
    }

    /// <summary>Secrets that a copy compared earlier still has and the key folder has no more.</summary>
    public IReadOnlyList<string> FindGone() =>
    [
        .. ReadRecord().Keys.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.key"))
            .Select(file => Path.GetFileName(file)!)
            .Where(name => LossOf(name).Prefix is not null && !File.Exists(Path.Combine(_keys, name)))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Keys that are not what they were when compared with a copy that still is: it is the key that changed.
    /// </summary>
    public IReadOnlyList<(string File, string Copy)> FindChanged()
    {
        var record = ReadRecord();
        return [.. KeyFiles().SelectMany(file => record
            .Select(each => (Copy: Path.Combine(each.Key, Path.GetFileName(file)), Digests: each.Value))
            .Where(each => File.Exists(each.Copy) && Digest(each.Copy) is var copy
                && each.Digests.Contains(copy) && copy != Digest(file)
                && !KeyWrapping.IsWrapped(File.ReadAllText(file))) // says for itself whether it opens
            .Take(1)
            .Select(each => (Path.GetFileName(file), each.Copy)))];
    }

    public void Tell(Screen screen)
    {
        var missing = FindMissing();
        if (missing.Count == 0)
        {
            return;
        }

        screen.Line();
        screen.Line("Chưa có bản sao đã đối chiếu của:", "No compared backup of:");
        foreach (var key in missing)
        {
            screen.Line(screen.Say($"  {key.File}: nếu mất, {key.LossVi}.", $"  {key.File}: if lost, {key.LossEn}."));
        }

        screen.Line(
            $"Chép {_keys} sang nơi khác rồi chạy: tthc doctor --backup THƯ_MỤC_BẢN_SAO",
            $"Copy {_keys} elsewhere, then run: tthc doctor --backup FOLDER_OF_THE_COPY");
    }

    private static (string? Prefix, string Vi, string En) LossOf(string name) =>
        Losses.FirstOrDefault(loss => name.StartsWith(loss.Prefix, StringComparison.Ordinal)
            && KeyEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)));

    // A digest of a 32-byte random key tells nothing about it.
    private static string Digest(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private IEnumerable<string> KeyFiles() =>
        Directory.Exists(_keys)
            ? Directory.EnumerateFiles(_keys)
                .Where(file => LossOf(Path.GetFileName(file)).Prefix is not null)
                .Order(StringComparer.Ordinal)
            : [];

    /// <summary>Digests of the keys found alike, by the folder of the copy.</summary>
    private SortedDictionary<string, string[]> ReadRecord()
    {
        if (!File.Exists(_record))
        {
            return [];
        }

        var text = File.ReadAllText(_record);

        // Written before several copies were told apart: a list alone.
        return text.StartsWith('[')
            ? new SortedDictionary<string, string[]> { [""] = JsonSerializer.Deserialize<string[]>(text) ?? [] }
            : JsonSerializer.Deserialize<SortedDictionary<string, string[]>>(text) ?? [];
    }
}
