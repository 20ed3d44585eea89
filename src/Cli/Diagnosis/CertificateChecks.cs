using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cli.Setup;
using Proof.Cms;
using ResultStore.Sealing.Keys;
using ResultStore.Validation;

namespace Cli.Diagnosis;

/// <summary>Until when do the certificates last that the store signs, serves and trusts with?</summary>
internal static class CertificateChecks
{
    public static IEnumerable<Finding> Run(StoreSettings settings, DateTimeOffset now)
    {
        foreach (var finding in SealFiles(settings.Keys)
            .Where(File.Exists)
            .SelectMany(file => JudgeFile("seal", file, now)))
        {
            yield return finding;
        }

        if (settings.TlsCertificate.Length > 0)
        {
            foreach (var finding in JudgeFile("tls", settings.TlsCertificate, now))
            {
                yield return finding;
            }
        }

        if (settings.TrustFolders.Any())
        {
            yield return Finding.Good(
                "trust",
                "chứng thư gốc được đọc khi máy chủ khởi động; sau khi thay đổi, khởi động lại máy chủ",
                "trusted certificates are read when a server starts; after a change restart it");
        }

        foreach (var folder in settings.TrustFolders)
        {
            var files = TrustFolder.FilesIn(folder).ToList();
            if (files.Count == 0)
            {
                yield return Finding.Fault(
                    "trust", $"{folder}: không có chứng thư gốc nào", $"{folder}: holds no trusted certificate");
            }

            foreach (var finding in files.Order(StringComparer.Ordinal)
                .SelectMany(file => JudgeFile("trust", file, now, Expiry.JudgeAnchor)))
            {
                yield return finding;
            }
        }
    }

    /// <summary>Days from which anchors vouch no more: a server does not start by one that would be void.</summary>
    public static IEnumerable<Finding> Sunsets(StoreSettings settings, DateTimeOffset now)
    {
        var anchors = TrustFolder.CertificatesIn(settings.SignerTrustFolders).ToList();
        SunsetDates? dates = null;
        var fault = "";
        try
        {
            dates = new SunsetDates(settings.TrustSettings.SunsetDates);
            fault = dates.Unused(anchors) is { } sha256
                ? $"Trust:SunsetDates: {sha256} is none of the certificates in Trust:Signers"
                : "";
        }
        catch (InvalidDataException invalid)
        {
            fault = invalid.Message;
        }

        return fault.Length > 0
            ? [Finding.Fault("trust", $"ngày hết tin cậy không dùng được: {fault}", fault)]
            : anchors.Where(dates!.IsSet).Select(each => Sunset(each, dates.Of(each), now));
    }

    private static Finding Sunset(Certificate anchor, DateTimeOffset day, DateTimeOffset now) =>
        day == DateTimeOffset.MaxValue
            ? Finding.Good(
                "trust", $"{anchor.Subject}: được tin cậy không thời hạn (Trust:SunsetDates)",
                $"{anchor.Subject}: vouches without end (Trust:SunsetDates)")
        : day <= now
            ? Finding.Warning(
                "trust",
                $"{anchor.Subject}: từ {day:yyyy-MM-dd} không còn được tin cậy; văn bản ký sau đó bị từ chối",
                $"{anchor.Subject}: since {day:yyyy-MM-dd} it vouches for nothing signed later, which is refused")
        : Finding.Good(
            "trust", $"{anchor.Subject}: được tin cậy đến {day:yyyy-MM-dd} (Trust:SunsetDates)",
            $"{anchor.Subject}: vouches until {day:yyyy-MM-dd} (Trust:SunsetDates)");

    /// <summary>Chains of the seals in use; those of retired ones may have ended.</summary>
    private static IEnumerable<string> SealFiles(string folder)
    {
        try
        {
            return KeyLists.ReadSeals(folder).Where(entry => entry.Source.IsPrivate)
                .Select(entry => Path.Combine(folder, entry.ChainFile));
        }
        catch (InvalidDataException)
        {
            return []; // the check of the keys says so
        }
    }

    private static List<Finding> JudgeFile(string check, string path, DateTimeOffset now) =>
        JudgeFile(check, path, now, Expiry.Judge);

    private static List<Finding> JudgeFile(
        string check,
        string path,
        DateTimeOffset now,
        Func<string, string, DateTimeOffset, DateTimeOffset, Finding> judge)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException)
        {
            return [Finding.Fault(check, $"{path}: {fault.Message}", $"{path}: {fault.Message}")];
        }

        return certificates.Count == 0
            ? [Finding.Fault(check, $"{path}: không có chứng thư", $"{path}: holds no certificate")]
            : [.. certificates.Select(each => judge(
                check,
                $"{Path.GetFileName(path)}: {each.GetNameInfo(X509NameType.SimpleName, forIssuer: false)}",
                each.NotAfter.ToUniversalTime(),
                now))];
    }
}
