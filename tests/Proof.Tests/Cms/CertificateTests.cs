using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proof.Cms;

namespace Proof.Tests.Cms;

public sealed class CertificateTests : IDisposable
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

    [Fact]
    public void Names_are_shown_without_tricks()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName("A, O=Ministry\u001b[31m\u202e");
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);

        Assert.Equal("CN=A\\, O=Ministry\\1B[31m\\E2\\80\\AE", TestPki.Parse(_pki.Issue(request)).ToString());
    }

    [Fact]
    public async Task One_parsed_key_serves_many_threads()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var digest = SHA256.HashData("document"u8);
        var signatures = new AsymmetricAlgorithm[] { rsa, ec }
            .Select(key => UnsignedCms.Create(
                _pki.Leaf("CN=Signer", key), [],
                key is RSA ? SignatureScheme.RsaPssSha256 : SignatureScheme.EcdsaSha256,
                digest).Sign(key).Encode())
            .ToList();

        await Parallel.ForAsync(0, 200, (i, _) =>
        {
            Assert.True(SignedData.TryParse(signatures[i % 2], out var signed, out var _));
            Assert.True(signed.Verify(digest).IsIntact);
            return ValueTask.CompletedTask;
        });
    }
}
