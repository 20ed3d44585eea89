using System.Security.Cryptography;
using System.Text;
using Proof.Cms;

namespace Proof.Tests.Cms;

public sealed class CertificateBundleTests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void Reads_der_pem_and_certs_only()
    {
        var ca = TestPki.Parse(_pki.Ca);
        var root = TestPki.Parse(_pki.Root);
        var pem = "text before\n" + _pki.Ca.ExportCertificatePem() + "\n" + _pki.Root.ExportCertificatePem();

        Assert.Equal([ca], CertificateBundle.Read(ca.Der));
        Assert.Equal([ca], CertificateBundle.Read((byte[])[.. ca.Der.Span, 0, (byte)'\n']));
        Assert.Equal([ca, root], CertificateBundle.Read(Encoding.ASCII.GetBytes(pem)));
        Assert.Empty(CertificateBundle.Read("no certificate"u8.ToArray()));
        Assert.Empty(CertificateBundle.Read(new byte[] { 0x30, 0x80 }));
    }

    [Fact]
    public void Reads_what_openssl_bundles()
    {
        if (!OpenSsl.IsPresent)
        {
            return;
        }

        using var openssl = new OpenSsl();
        openssl.WriteText("all.pem", _pki.Ca.ExportCertificatePem() + "\n" + _pki.Root.ExportCertificatePem() + "\n");
        openssl.Run("crl2pkcs7", "-nocrl", "-certfile", "all.pem", "-outform", "DER", "-out", "bundle.p7c");
        var read = CertificateBundle.Read(openssl.Read("bundle.p7c"));

        Assert.Equal(new[] { TestPki.Parse(_pki.Ca), TestPki.Parse(_pki.Root) }.ToHashSet(), read.ToHashSet());
    }

    [Fact]
    public void The_same_bytes_are_parsed_once()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var leaf = _pki.Leaf("CN=Nguyễn Văn A, O=Sở Tư pháp, C=VN", key);

        Assert.True(Certificate.TryParse(leaf.Der.Span, out var again));
        Assert.Same(leaf, again);
        Assert.Equal("CN=Nguyễn Văn A, O=Sở Tư pháp, C=VN", leaf.ToString());
    }
}
