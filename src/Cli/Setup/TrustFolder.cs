using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;

namespace Cli.Setup;

/// <summary>Folders of trusted certificates, as the server reads them.</summary>
internal static class TrustFolder
{
    /// <summary>What can be read; the check of the certificates names the rest.</summary>
    public static TrustAnchors Read(IEnumerable<string> folders) => new([.. CertificatesIn(folders)]);

    /// <summary>The same, one by one.</summary>
    public static IEnumerable<Certificate> CertificatesIn(IEnumerable<string> folders) =>
        folders.SelectMany(Certificates);

    /// <summary>The files in which certificates are looked for; none where there is no folder.</summary>
    public static IEnumerable<string> FilesIn(string folder) =>
        (Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [])
            .Where(path => Path.GetExtension(path) is ".pem" or ".crt" or ".cer");

    /// <summary>Whether there is a certificate at all.</summary>
    public static bool HoldsAny(IEnumerable<string> folders) => folders.SelectMany(Certificates).Any();

    private static IEnumerable<Certificate> Certificates(string folder)
    {
        foreach (var file in FilesIn(folder))
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
