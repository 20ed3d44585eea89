using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proof.Cms;
using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>Evidence in a document outlives the algorithm it is signed with, where an archive time-stamp covers it.
/// </summary>
public sealed class EvidenceTimeTests : IDisposable
{
    private static readonly DateTimeOffset Stamped = TestPki.Now.AddHours(-2);

    private readonly TestSigner _signer = new();
    private readonly ECDsa _stampKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Certificate _root;
    private readonly Certificate _ca;
    private readonly Certificate _stamp;

    public EvidenceTimeTests()
    {
        _root = TestPki.Parse(_signer.Pki.Root);
        _ca = TestPki.Parse(_signer.Pki.Ca);

        // Below the root, whose key is elliptic: this chain outlives RSA.
        var request = TestPki.Request("CN=Archive Time", _stampKey);
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], critical: true));
        using var certificate = request.Create(
            _signer.Pki.Root.SubjectName, X509SignatureGenerator.CreateForECDsa(_signer.Pki.RootKey),
            TestPki.Start, TestPki.End, [7, 7]);
        _stamp = TestPki.Parse(certificate);
    }

    public void Dispose()
    {
        _stampKey.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public void Evidence_counts_by_the_time_that_a_time_stamp_over_it_proves()
    {
        var covered = PdfFile.Base();
        _signer.Sign(covered);
        Store(covered);
        Stamp(covered);
        var late = PdfFile.Base();
        _signer.Sign(late);
        Stamp(late);
        Store(late);

        Expect(SubIndication.None, covered, TestPki.Now, AlgorithmPolicy.BuiltIn);
        Expect(SubIndication.None, late, TestPki.Now, AlgorithmPolicy.BuiltIn);

        // A year on, RSA of 2048 bits has come to its end: only what was archived before still proves something.
        var table = AlgorithmPolicy.Parse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(
            AlgorithmPolicy.BuiltIn.Encoded.Span).Replace("2029-01-01", "2027-01-01", StringComparison.Ordinal)));
        Expect(SubIndication.None, covered, TestPki.Now.AddYears(1), table);
        var report = Expect(SubIndication.TryLater, late, TestPki.Now.AddYears(1), table);
        Assert.Equal(new RevocationStatus.Unknown(RevocationGap.Unreliable), report.Signatures[0].Revocation[0]);
    }

    private static ValidationReport Expect(
        SubIndication expected, PdfFile file, DateTimeOffset now, AlgorithmPolicy algorithms, ValidationContext context)
    {
        var report = PadesValidator.Validate(file.ToArray(), context with { Now = now, Algorithms = algorithms });
        var signature = report.Signatures[0];
        Assert.True(expected == signature.SubIndication, $"{signature.SubIndication} {signature.Detail}");
        return report;
    }

    private ValidationReport Expect(
        SubIndication expected, PdfFile file, DateTimeOffset now, AlgorithmPolicy algorithms) => Expect(
        expected, file, now, algorithms, _signer.Context with
        {
            Policy = new ValidationPolicy { Revocation = RevocationMode.Required },
            Revocation = RevocationEvidence.Of(
                [CrlPublisher.Publish(_root, _signer.Pki.RootKey, [], 9, now.AddDays(-1), now.AddDays(1))], []),
        });

    /// <summary>An OCSP response by the RSA authority about the signer.</summary>
    private void Store(PdfFile file)
    {
        var response = new OcspResponder(_signer.Pki.CaKey, _ca, _ca).Respond(
            OcspRequest.Create(_signer.Certificate, _ca, DigestAlgorithm.Sha1, []).Encoded,
            _ => new IssuedStatus.Good(), TestPki.Now.AddDays(-1), TestPki.Now.AddDays(30));
        file.Update(
        [
            (PdfFile.Catalog, TestSigner.With(file[PdfFile.Catalog], "/DSS<</OCSPs[80 0 R]>>")),
            (80, PdfFile.Stream(Encoding.Latin1.GetString(response))),
        ]);
    }

    private void Stamp(PdfFile file) => _signer.Sign(file, new SignOptions
    {
        Name = "Stamp",
        SubFilter = "ETSI.RFC3161",
        Contents = digest =>
        {
            var request = TimeStampRequest.Create(DigestAlgorithm.Sha256, digest, [1, 2, 3, 4, 5, 6, 7, 8]);
            var authority = new TimeStampAuthority(_stampKey, _stamp, [], "1.2.3.4", TimeSpan.FromSeconds(1));
            var response = TimeStampResponse.Read(authority.Respond(request.Encoded, Stamped, [5]), request);
            return Assert.IsType<TimeStampResponse.Granted>(response).Token.Encoded.ToArray();
        },
    });
}
