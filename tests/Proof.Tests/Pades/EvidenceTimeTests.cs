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
    private readonly TestSigner _signer = new();
    private readonly TestTimestampAuthority _authority;
    private readonly Certificate _root;
    private readonly Certificate _ca;

    public EvidenceTimeTests()
    {
        _root = TestPki.Parse(_signer.Pki.Root);
        _ca = TestPki.Parse(_signer.Pki.Ca);
        _authority = new TestTimestampAuthority(_signer.Pki, belowRoot: true);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public void Evidence_counts_by_the_time_that_a_time_stamp_over_it_proves()
    {
        var covered = PdfFile.Base();
        _signer.Sign(covered);
        Store(covered);
        _authority.Stamp(covered);
        var late = PdfFile.Base();
        _signer.Sign(late);
        _authority.Stamp(late);
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

    [Fact]
    public void A_responders_certificate_that_has_ended_is_made_up_for_by_a_time_stamp_over_its_answer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = TestPki.Request("CN=Responder", key);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(Oids.OcspSigning)], false));
        var certificate = TestPki.Parse(_signer.Pki.Issue(request, notAfter: TestPki.Now.AddHours(-1)));
        var responder = new OcspResponder(key, certificate, _ca);
        var covered = PdfFile.Base();
        _signer.Sign(covered);
        Store(covered, responder);
        var bare = covered.Copy();
        _authority.Stamp(covered);
        var late = PdfFile.Base();
        _signer.Sign(late);
        _authority.Stamp(late);
        Store(late, responder);
        var stamped = PdfFile.Base();
        _signer.Sign(stamped, new SignOptions { Contents = digest => _signer.CmsWithTimestamp(digest, _authority) });
        Store(stamped, responder);

        Expect(SubIndication.None, covered, TestPki.Now, AlgorithmPolicy.BuiltIn);
        Expect(SubIndication.None, stamped, TestPki.Now, AlgorithmPolicy.BuiltIn);
        foreach (var unproved in new[] { bare, late })
        {
            var report = Expect(
                SubIndication.RevocationOutOfBoundsNoPoe, unproved, TestPki.Now, AlgorithmPolicy.BuiltIn);
            Assert.Equal(ValidationDetail.RevocationUnknown, report.Signatures[0].Detail);
        }
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
    private void Store(PdfFile file, OcspResponder? responder = null)
    {
        var response = (responder ?? new OcspResponder(_signer.Pki.CaKey, _ca, _ca)).Respond(
            OcspRequest.Create(_signer.Certificate, _ca, DigestAlgorithm.Sha1, []).Encoded,
            _ => new IssuedStatus.Good(), TestPki.Now.AddDays(-1), TestPki.Now.AddDays(30));
        file.Update(
        [
            (PdfFile.Catalog, PdfFile.With(file[PdfFile.Catalog], "/DSS<</OCSPs[80 0 R]>>")),
            (80, PdfFile.Stream(Encoding.Latin1.GetString(response))),
        ]);
    }
}
