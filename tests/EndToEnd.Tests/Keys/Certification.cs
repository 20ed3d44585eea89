using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EndToEnd.Tests.Keys;

/// <summary>The development authority answers a request as a real one does.</summary>
internal static class Certification
{
    /// <param name="requestFile">PKCS#10, PEM.</param>
    /// <param name="data">The data folder whose authority signs.</param>
    /// <param name="chainFile">Where the certificate goes, and the authority's after it.</param>
    public static async Task AnswerAsync(string requestFile, string data, string chainFile)
    {
        var pki = Path.Combine(data, "pki");
        using var issuer = X509Certificate2.CreateFromPemFile(
            Path.Combine(pki, "ca.chain.pem"), Path.Combine(pki, "ca.key.pem"));
        var request = CertificateRequest.LoadSigningRequestPem(
            await File.ReadAllTextAsync(requestFile), HashAlgorithmName.SHA256,
            CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        var now = TimeProvider.System.GetUtcNow();
        using var issuerKey = issuer.GetRSAPrivateKey()!;
        using var certificate = request.Create(
            issuer.SubjectName, X509SignatureGenerator.CreateForRSA(issuerKey, RSASignaturePadding.Pkcs1),
            now.AddHours(-1), now.AddYears(1), RandomNumberGenerator.GetBytes(8));
        await File.WriteAllTextAsync(
            chainFile,
            certificate.ExportCertificatePem() + "\n"
                + await File.ReadAllTextAsync(Path.Combine(pki, "ca.chain.pem")));
    }
}
