using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cli.Setup;
using Proof.Cms;

namespace Cli.Diagnosis;

/// <summary>Can the store find out that a signer's certificate was revoked? Where it cannot, it refuses every push, or
/// worse, none.</summary>
internal static class RevocationChecks
{
    private const string Check = "revocation";
    private const int MostNamed = 3;

    public static IEnumerable<Finding> Run(StoreSettings settings, DateTimeOffset now) =>
        settings.RevocationPolicy switch
        {
            "IfPresent" => [.. Folder(settings, now), Finding.Warning(
                Check,
                "Revocation:Policy là IfPresent: chứng thư đã thu hồi chỉ bị phát hiện nếu văn bản hoặc thư mục CRL "
                + "cho biết",
                "Revocation:Policy is IfPresent: a revoked certificate is noticed only where the document or the "
                + "folder of lists tells")],
            "WhenNamed" or "Required" => [.. Asked(settings), .. Folder(settings, now)],
            var other => [Finding.Fault(
                Check,
                $"Revocation:Policy: {other} không phải IfPresent, WhenNamed hay Required",
                $"Revocation:Policy: {other} is none of IfPresent, WhenNamed, Required")],
        };

    private static IEnumerable<Finding> Asked(StoreSettings settings)
    {
        var policy = settings.RevocationPolicy;
        if (settings.RevocationNetwork)
        {
            yield return Finding.Good(
                Check,
                $"{policy}: hỏi cơ quan cấp chứng thư qua mạng",
                $"{policy}: the authorities of certificates are asked over the network");
        }
        else if (settings.CrlFolder.Length == 0)
        {
            yield return Finding.Fault(
                Check,
                $"{policy}, Network = false và không có CrlFolder: không nơi nào cho biết chứng thư bị thu hồi hay "
                + "chưa, kho sẽ từ chối",
                $"{policy}, Network = false and no CrlFolder: nothing tells whether a certificate is revoked, pushes "
                + "are refused");
        }
    }

    private static List<Finding> Folder(StoreSettings settings, DateTimeOffset now)
    {
        var folder = settings.CrlFolder;
        if (folder.Length == 0)
        {
            return [];
        }

        // Without the network these lists are all there is.
        var bad = settings.RevocationNetwork ? Severity.Warning : Severity.Fault;
        List<string> unread = [];
        List<(string File, DateTimeOffset End)> lists = [];
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder)
                .Where(each => !Path.GetFileName(each).StartsWith('.')).Order(StringComparer.Ordinal))
            {
                if (Read(file) is { } list)
                {
                    lists.Add((Path.GetFileName(file), list.NextUpdate ?? DateTimeOffset.MaxValue));
                }
                else
                {
                    unread.Add(Path.GetFileName(file));
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The server does not start with a folder that is absent.
            return [Finding.Fault(
                Check,
                $"CrlFolder {folder}: không đọc được",
                $"CrlFolder {folder}: cannot be read ({fault.GetType().Name})")];
        }

        return [.. Judge(folder, lists, now, bad), .. unread.Count == 0 ? (Finding[])[] : [Finding.Warning(
            Check,
            $"CrlFolder {folder}: không phải danh sách thu hồi: {Some(unread)}",
            $"CrlFolder {folder}: no revocation lists: {Some(unread)}")]];
    }

    private static Finding[] Judge(
        string folder, List<(string File, DateTimeOffset End)> lists, DateTimeOffset now, Severity bad)
    {
        var stale = lists.Where(list => list.End <= now).Select(list => list.File).ToList();
        if (lists.Count == 0)
        {
            return [new Finding(
                Check,
                bad,
                $"CrlFolder {folder}: không có danh sách nào",
                $"CrlFolder {folder}: holds no list")];
        }

        if (stale.Count > 0)
        {
            return [new Finding(
                Check,
                stale.Count == lists.Count ? bad : Severity.Warning,
                $"CrlFolder {folder}: {stale.Count} trong {lists.Count} danh sách đã quá hạn: {Some(stale)}",
                $"CrlFolder {folder}: {stale.Count} of {lists.Count} lists are past their next update: {Some(stale)}")];
        }

        var (first, end) = lists.MinBy(list => list.End);
        var until = end.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
        return [Finding.Good(
            Check,
            $"CrlFolder {folder}: {lists.Count} danh sách; sớm nhất hết hạn {until} ({first})",
            $"CrlFolder {folder}: {lists.Count} lists; the first ends {until} ({first})")];
    }

    /// <summary>DER or PEM, as the server takes them; null for anything else, or for what may not be read.</summary>
    private static Crl? Read(string file)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            if (bytes is not [0x30, ..] && PemEncoding.TryFind(Encoding.ASCII.GetString(bytes), out var fields))
            {
                bytes = Convert.FromBase64String(Encoding.ASCII.GetString(bytes)[fields.Base64Data]);
            }

            return Crl.TryParse(bytes, out var list) ? list : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Some(List<string> files) =>
        string.Join(", ", files.Take(MostNamed)) + (files.Count > MostNamed ? ", ..." : "");
}
