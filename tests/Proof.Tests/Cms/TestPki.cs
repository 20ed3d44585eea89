using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>A small authority with a root, an intermediate and leaves.</summary>
internal sealed class TestPki : IDisposable
{
    internal static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    internal static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    internal static readonly DateTimeOffset End = new(2035, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Making an RSA key is the dearest thing here: one serves every test that does not compare authorities.
    /// </summary>
    private static readonly RSA SharedCaKey = RSA.Create(2048);

    private readonly List<IDisposable> _owned = [];
    private long _serial = 1000;

    internal TestPki(bool ownKeys = false)
    {
        RootKey = Own(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        Root = Own(Request("CN=Test Root", RootKey, ca: true).CreateSelfSigned(Start, End));
        CaKey = ownKeys ? Own(RSA.Create(2048)) : SharedCaKey;
        Ca = Issue(Request("CN=Test CA", CaKey, ca: true));
    }

    internal ECDsa RootKey { get; }

    internal X509Certificate2 Root { get; }

    internal RSA CaKey { get; }

    internal X509Certificate2 Ca { get; }

    internal static Certificate Parse(X509Certificate2 certificate) =>
        Certificate.TryParse(certificate.RawData, out var parsed) ? parsed : throw new InvalidDataException();

    internal static CertificateRequest Request(string name, AsymmetricAlgorithm key, bool ca = false)
    {
        var request = key is RSA rsa
            ? new CertificateRequest(name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(name, (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(ca, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var usage = ca ? X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign : X509KeyUsageFlags.DigitalSignature;
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        return request;
    }

    internal T Own<T>(T disposable)
        where T : IDisposable
    {
        _owned.Add(disposable);
        return disposable;
    }

    /// <summary>A certificate under the intermediate, or under the root for a CA.</summary>
    internal X509Certificate2 Issue(
        CertificateRequest request, DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null)
    {
        var serial = BitConverter.GetBytes(Interlocked.Increment(ref _serial));
        Array.Reverse(serial);
        var (issuer, generator) = Ca is null
            ? (Root, X509SignatureGenerator.CreateForECDsa(RootKey))
            : (Ca, X509SignatureGenerator.CreateForRSA(CaKey, RSASignaturePadding.Pkcs1));
        return Own(request.Create(issuer.SubjectName, generator, notBefore ?? Start, notAfter ?? End, serial));
    }

    internal Certificate Leaf(string name, AsymmetricAlgorithm key) => Parse(Issue(Request(name, key)));

    public void Dispose() => _owned.ForEach(each => each.Dispose());
}
