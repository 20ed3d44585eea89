using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cli.Setup;
using Proof.Cms;

namespace Cli.Diagnosis;

/// <summary>Does the store trust the time-stamps it asks for? It refuses pushes as long as it does not.</summary>
internal static class TimestampTrustChecks
{
    public static Finding Judge(StoreSettings settings, string authority, byte[] token) =>
        TimeStampToken.TryParse(token, out var parsed, out _)
        && parsed.ChainsTo(new TrustAnchors([.. settings.TimestampTrustFolders.SelectMany(Read)]))
            ? Finding.Good("trust", $"{authority}: dấu thời gian được tin", $"{authority}: its time-stamps are trusted")
            : Finding.Fault(
                "trust",
                $"{authority}: dấu thời gian không được tin; đặt chứng thư gốc của nơi cấp vào thư mục "
                + "Trust:Timestamps",
                $"{authority}: its time-stamps are not trusted; put its root certificate into a folder of "
                + "Trust:Timestamps");

    /// <summary>What can be read; the check of the certificates names the rest.</summary>
    private static IEnumerable<Certificate> Read(string folder)
    {
        var files = Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [];
        foreach (var file in files.Where(path => Path.GetExtension(path) is ".pem" or ".crt" or ".cer"))
        {
            var certificates = new X509Certificate2Collection();
            try
            {
                certificates.ImportFromPemFile(file);
            }
            catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
            {
                continue;
            }

            foreach (var certificate in certificates)
            {
                if (Certificate.TryParse(certificate.RawDataMemory.Span, out var parsed))
                {
                    yield return parsed;
                }
            }
        }
    }
}
