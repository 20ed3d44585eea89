using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;
using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>Whether a certificate may sign documents, by the purposes that it names.</summary>
/// <remarks>RFC 5280, 4.2.1.12; RFC 9336, 4.</remarks>
public sealed class KeyPurposeTests : IDisposable
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    private const string OcspSigning = "1.3.6.1.5.5.7.3.9";
    private const string DocumentSigning = "1.3.6.1.5.5.7.3.36";

    private readonly TestSigner _signer = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _signer.Dispose();
    }

    [Theory]
    [InlineData(true, ServerAuth)]
    [InlineData(true, TimeStamping)]
    [InlineData(true, OcspSigning)]
    [InlineData(true, ServerAuth, TimeStamping, OcspSigning)]
    [InlineData(false, ServerAuth, ClientAuth)]
    [InlineData(false, OcspSigning, DocumentSigning)]
    [InlineData(false, "2.5.29.37.0")]
    [InlineData(false, "1.3.6.1.4.1.311.10.3.12")]
    public void A_certificate_that_names_only_purposes_of_machines_signs_no_document(
        bool isRefused, params string[] purposes)
    {
        foreach (var critical in (bool[])[true, false])
        {
            var request = TestPki.Request("CN=Purposes", _key);
            request.CertificateExtensions.Add(
                new X509EnhancedKeyUsageExtension([.. purposes.Select(each => new Oid(each))], critical));
            var certificate = TestPki.Parse(_signer.Pki.Issue(request));
            var authority = TestPki.Parse(_signer.Pki.Ca);
            var file = PdfFile.Base();
            _signer.Sign(file, new SignOptions
            {
                Contents = digest => UnsignedCms
                    .Create(certificate, [authority], SignatureScheme.EcdsaSha256, digest).Sign(_key).Encode(),
            });

            var report = PadesValidator.Validate(file.ToArray(), _signer.Context);
            Assert.Equal(
                isRefused
                    ? (Indication.Indeterminate, SubIndication.ChainConstraintsFailure,
                        ValidationDetail.ExtendedKeyUsage)
                    : (Indication.TotalPassed, SubIndication.None, ValidationDetail.None),
                (report.Indication, report.SubIndication, report.Detail));
            Assert.Equal(isRefused, report.Checked is null);
        }
    }
}
