using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cli.Setup;
using Proof.Cms;
using ResultStore.Sealing.Keys;
using ResultStore.Validation;
using ResultStore.Validation.Anchors;

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
            var every = settings.TrustSettings.CheckSeconds;
            yield return Finding.Good(
                "trust",
                $"thư mục chứng thư gốc được xem lại mỗi {every} giây (Trust:CheckSeconds), không cần khởi động lại",
                $"folders of trusted certificates are looked at anew every {every} s (Trust:CheckSeconds), no restart "
                + "is needed");
        }

        foreach (var finding in settings.TrustFolders.Distinct(StringComparer.Ordinal)
            .SelectMany(folder => JudgeFolder(folder, now)))
        {
            yield return finding;
        }
    }

    private static IEnumerable<Finding> JudgeFolder(string path, DateTimeOffset now)
    {
        if (TrustFolder.Open(path) is not { } folder)
        {
            yield return Finding.Fault(
                "trust",
                $"{path}: không phải thư mục, hoặc không đọc được; máy chủ không khởi động",
                $"{path}: is no folder, or cannot be read; the server does not start");
            yield break;
        }

        if (folder.Anchors.Count == 0)
        {
            yield return Finding.Fault(
                "trust", $"{path}: không có chứng thư gốc nào", $"{path}: holds no trusted certificate");
        }

        foreach (var each in folder.Findings)
        {
            yield return new Finding(
                "trust",
                each.Fault.IsSerious ? Severity.Fault : Severity.Warning,
                $"{each.Path}: {each.Fault.Vi}",
                $"{each.Path} {each.Fault.En}");
        }

        foreach (var (file, certificates) in folder.Files)
        {
            foreach (var certificate in certificates)
            {
                using var named = X509CertificateLoader.LoadCertificate(certificate.Der.Span);
                var name = named.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
                yield return Expiry.JudgeAnchor("trust", $"{file}: {name}", certificate.NotAfter, now);
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

    private static List<Finding> JudgeFile(string check, string path, DateTimeOffset now)
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
            : [.. certificates.Select(each => Expiry.Judge(
                check,
                $"{Path.GetFileName(path)}: {each.GetNameInfo(X509NameType.SimpleName, forIssuer: false)}",
                each.NotAfter.ToUniversalTime(),
                now))];
    }
}
