using System.Security.Cryptography;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>What the development authorities answer, held against openssl and against our own reader.</summary>
public sealed class RevocationAuthorityTests : IDisposable
{
    private static readonly DateTimeOffset RevokedAt = TestPki.Now.AddDays(-10);
    private static readonly byte[] Nonce = [1, 2, 3, 4, 5, 6, 7, 8];

    private readonly TestPki _pki = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Certificate _leaf;

    public RevocationAuthorityTests() => _leaf = _pki.Leaf("CN=Leaf", _key);

    public void Dispose()
    {
        _key.Dispose();
        _pki.Dispose();
    }

    [Theory]
    [InlineData(false, "good")]
    [InlineData(true, "good")]
    [InlineData(false, "revoked")]
    public void OpenSsl_takes_our_ocsp_answers(bool namedByKey, string status)
    {
        if (!OpenSsl.IsPresent)
        {
            return;
        }

        using var openssl = new OpenSsl();
        openssl.WriteText("ca.pem", _pki.Ca.ExportCertificatePem() + "\n");
        openssl.WriteText("root.pem", _pki.Root.ExportCertificatePem() + "\n");
        openssl.WriteText("leaf.pem", PemEncoding.WriteString("CERTIFICATE", _leaf.Der.Span) + "\n");
        var asked = openssl.Run("ocsp", "-issuer", "ca.pem", "-cert", "leaf.pem", "-reqout", "request.der");
        Assert.True(asked.Exit == 0, asked.Output);

        var responder = new OcspResponder(_pki.CaKey, TestPki.Parse(_pki.Ca), TestPki.Parse(_pki.Ca), namedByKey);
        openssl.Write("response.der", responder.Respond(
            openssl.Read("request.der"), _ => StatusOf(status), TestPki.Now, TestPki.Now.AddYears(50)));
        var (exit, output) = openssl.Run(
            "ocsp", "-issuer", "ca.pem", "-cert", "leaf.pem", "-no_nonce", "-respin", "response.der",
            "-CAfile", "root.pem", "-no_cert_checks", "-verify_other", "ca.pem", "-validity_period", "1000000000");

        Assert.True(exit == 0, output);
        Assert.Contains("Response verify OK", output, StringComparison.Ordinal);
        Assert.Contains("leaf.pem: " + status, output, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenSsl_takes_our_revocation_lists()
    {
        if (!OpenSsl.IsPresent)
        {
            return;
        }

        using var openssl = new OpenSsl();
        openssl.WriteText("ca.pem", _pki.Ca.ExportCertificatePem() + "\n");
        openssl.Write("list.crl", Publish([new(_leaf.SerialNumber, RevokedAt, RevocationReason.KeyCompromise)]));
        var (exit, output) = openssl.Run(
            "crl", "-inform", "DER", "-in", "list.crl", "-CAfile", "ca.pem", "-noout", "-text");

        Assert.True(exit == 0, output);
        Assert.Contains("verify OK", output, StringComparison.Ordinal);
        Assert.Contains("Key Compromise", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    public void Our_reader_takes_either_digest_in_a_cert_id(string name)
    {
        var digest = name == "SHA1" ? DigestAlgorithm.Sha1 : DigestAlgorithm.Sha256;
        var ca = TestPki.Parse(_pki.Ca);
        var request = OcspRequest.Create(_leaf, ca, digest, Nonce);
        var encoded = new OcspResponder(_pki.CaKey, ca, ca).Respond(
            request.Encoded, _ => new IssuedStatus.Good(), TestPki.Now, TestPki.Now.AddDays(1));

        Assert.True(OcspResponse.TryParse(encoded, out var response));
        Assert.True(request.Fits(response));
        Assert.False(OcspRequest.Create(_leaf, ca, digest, [9, 9]).Fits(response));
        Assert.Equal(TestPki.Now, response.ProducedAt);
    }

    [Fact]
    public void Refuses_to_speak_of_another_authoritys_certificates()
    {
        var ca = TestPki.Parse(_pki.Ca);
        var request = OcspRequest.Create(_leaf, TestPki.Parse(_pki.Root), DigestAlgorithm.Sha1, Nonce);
        var encoded = new OcspResponder(_pki.CaKey, ca, ca).Respond(
            request.Encoded, _ => new IssuedStatus.Good(), TestPki.Now, null);

        Assert.Equal([0x30, 0x03, 0x0a, 0x01, 0x06], encoded);
        Assert.False(OcspResponse.TryParse(encoded, out _));
    }

    private static IssuedStatus StatusOf(string status) => status == "good"
        ? new IssuedStatus.Good()
        : new IssuedStatus.Revoked(RevokedAt, RevocationReason.KeyCompromise);

    private byte[] Publish(IReadOnlyList<RevokedCertificate> revoked) => CrlPublisher.Publish(
        TestPki.Parse(_pki.Ca), _pki.CaKey, revoked, 7, TestPki.Now, TestPki.Now.AddDays(7));
}
