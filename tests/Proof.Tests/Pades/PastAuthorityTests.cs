using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proof.Cms;
using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>
/// Once an authority's key or algorithm is in other hands, only what is proved to be older counts: the evidence it
/// wrote, and the certificates it signed.
/// </summary>
/// <remarks>ETSI EN 319 102-1, 5.5.4 step 10, 5.6.2.2.4 and 5.6.2.4.4 step 3.</remarks>
public sealed class PastAuthorityTests : IDisposable
{
    private static readonly DateTimeOffset Now = TestPki.Now;

    private readonly TestSigner _signer = new();
    private readonly TestTimestampAuthority _authority;
    private readonly Certificate _ca;

    public PastAuthorityTests()
    {
        _ca = TestPki.Parse(_signer.Pki.Ca);
        _authority = new TestTimestampAuthority(_signer.Pki, belowRoot: true);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public void A_revoked_authority_clears_its_signers_only_by_what_is_proved_to_be_older()
    {
        var revoked = CrlPublisher.Publish(
            TestPki.Parse(_signer.Pki.Root), _signer.Pki.RootKey,
            [new(_ca.SerialNumber, Now.AddDays(-2), RevocationReason.CaCompromise)], 1, Now, Now.AddDays(7));
        var list = CrlPublisher.Publish(_ca, _signer.Pki.CaKey, [], 1, Now.AddDays(-6), Now.AddDays(7));
        var later = CrlPublisher.Publish(_ca, _signer.Pki.CaKey, [], 2, Now.AddDays(-1), Now.AddDays(7));
        var bare = PdfFile.Base();
        _signer.Sign(bare);
        _authority.Stamp(bare, Now.AddDays(-5));

        // Nothing is known of the signer, and this policy does not ask; what is known may be the thief's word.
        Expect(SubIndication.None, bare, revoked);
        Expect(SubIndication.RevokedCaNoPoe, bare, revoked, list);
        Expect(SubIndication.RevokedCaNoPoe, bare, revoked, later);

        // Stored, and time-stamped before the revocation; newer word besides it takes nothing away. Or after it.
        var stored = Stored(list);
        _authority.Stamp(stored, Now.AddDays(-5));
        Expect(SubIndication.None, stored, revoked);
        Expect(SubIndication.None, stored, revoked, later);
        var late = PdfFile.Base();
        _signer.Sign(late);
        _authority.Stamp(late, Now.AddDays(-5));
        Store(late, list);
        _authority.Stamp(late, Now.AddDays(-1), "Late");
        Expect(SubIndication.RevokedCaNoPoe, late, revoked);
    }

    [Fact]
    public void A_certificate_signed_by_what_no_longer_counts_has_to_be_proved_itself()
    {
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var middle = _signer.Pki.Issue(TestPki.Request("CN=Middle", middleKey, ca: true));
        using var leaf = TestPki.Request("CN=Below", key).Create(
            middle.SubjectName, X509SignatureGenerator.CreateForECDsa(middleKey), TestPki.Start, TestPki.End, [9]);
        var certificate = TestPki.Parse(leaf);
        byte[] Cms(byte[] digest)
        {
            var cms = UnsignedCms.Create(
                certificate, [TestPki.Parse(middle), _ca], SignatureScheme.EcdsaSha256, digest).Sign(key);
            return cms.WithSignatureTimestamp(
                _authority.Stamp(SHA256.HashData(cms.SignatureValue.Span))).Encode();
        }

        _authority.Time = Now.AddDays(-10);

        // The middle authority's certificate bears an RSA signature, which counts until last week.
        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions { Contents = Cms });
        var context = _signer.Context with { Algorithms = Until("2026-05-25") };
        var report = PadesValidator.Validate(file.ToArray(), context);
        Assert.Equal(
            (SubIndication.CryptoConstraintsFailureNoPoe, ValidationDetail.AlgorithmUnreliable),
            (report.SubIndication, report.Detail));
        Assert.Equal("RSA PKCS#1 v1.5 with SHA256, 2048 bits", report.Signatures[0].Algorithm);
        var covered = file.Copy();
        _authority.Stamp(covered, Now.AddDays(-9));
        Assert.Equal(Indication.TotalPassed, PadesValidator.Validate(covered.ToArray(), context).Indication);
        _authority.Stamp(file, Now.AddDays(-2));
        Assert.Equal(
            SubIndication.CryptoConstraintsFailureNoPoe,
            PadesValidator.Validate(file.ToArray(), context).Signatures[0].SubIndication);
    }

    private static AlgorithmPolicy Until(string day) => AlgorithmPolicy.Parse(Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(AlgorithmPolicy.BuiltIn.Encoded.Span)
            .Replace("2029-01-01", day, StringComparison.Ordinal)));

    private void Expect(SubIndication expected, PdfFile file, params ReadOnlyMemory<byte>[] lists)
    {
        var report = PadesValidator.Validate(file.ToArray(), _signer.Context with
        {
            Revocation = RevocationEvidence.Of(lists, []),
        });
        Assert.Equal(expected, report.Signatures[0].SubIndication);
    }

    private PdfFile Stored(ReadOnlyMemory<byte> list)
    {
        var file = PdfFile.Base();
        _signer.Sign(file);
        Store(file, list);
        return file;
    }

    private static void Store(PdfFile file, ReadOnlyMemory<byte> list) => file.Update(
    [
        (PdfFile.Catalog, PdfFile.With(file[PdfFile.Catalog], "/DSS<</CRLs[80 0 R]>>")),
        (80, PdfFile.Stream(Encoding.Latin1.GetString(list.Span))),
    ]);
}
