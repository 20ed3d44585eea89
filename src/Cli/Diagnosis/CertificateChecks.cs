using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cli.Setup;
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
    public static IEnumerable<Finding> Sunsets(StoreSettings settings)
    {
        var fault = "";
        try
        {
            var dates = new SunsetDates(settings.TrustSettings.SunsetDates);
            if (dates.Unused(TrustFolder.CertificatesIn(settings.SignerTrustFolders)) is { } sha256)
            {
                fault = $"Trust:SunsetDates: {sha256} is none of the certificates in Trust:Signers";
            }
        }
        catch (InvalidDataException invalid)
        {
            fault = invalid.Message;
        }

        if (fault.Length > 0)
        {
            yield return Finding.Fault("trust", $"ngày hết tin cậy không dùng được: {fault}", fault);
        }
    }

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
