using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cli.Setup;

namespace EndToEnd.Tests.Site;

/// <summary>Signers with certificates of a site's own authority, such as its store of keys would not make.</summary>
internal static class Issued
{
    private const X509KeyUsageFlags Signing = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation;

    /// <param name="site">Whose authority issues it.</param>
    /// <param name="name">The subject.</param>
    /// <param name="key">The signer's own.</param>
    /// <param name="usage">What the key may be used for.</param>
    /// <param name="further">Extensions beside the key usage.</param>
    public static Identity By(
        DevelopmentSite site, X500DistinguishedNameBuilder name, RSA key, X509KeyUsageFlags usage = Signing,
        params IEnumerable<X509Extension> further)
    {
        var issuer = DevelopmentStore.LoadSigner(site.Data, "ca");
        using var authority = X509CertificateLoader.LoadCertificate(issuer.Chain[0]);
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        foreach (var extension in further)
        {
            request.CertificateExtensions.Add(extension);
        }

        var now = TimeProvider.System.GetUtcNow();
        using var made = request.Create(
            authority.SubjectName,
            X509SignatureGenerator.CreateForRSA((RSA)issuer.Key, RSASignaturePadding.Pkcs1),
            now.AddDays(-1),
            now.AddYears(1),
            [1, .. RandomNumberGenerator.GetBytes(8)]);
        return new Identity(key, [made.RawData, .. issuer.Chain]);
    }
}
