using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>What a trusted certificate vouches for: what it issued where it is an authority's, else itself.</summary>
public sealed class TrustAnchorTests : IDisposable
{
    private readonly TestPki _pki = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _pki.Dispose();
    }

    [Fact]
    public void One_that_is_no_authoritys_vouches_for_itself_alone()
    {
        var officer = TestPki.Parse(_pki.Issue(TestPki.Request("CN=Officer", _key)));
        var made = TestPki.Parse(Issue("CN=Officer", "CN=Made by an officer"));

        var verdict = Judge(made, officer);
        Assert.Equal(Indication.Indeterminate, verdict.Indication);
        Assert.Equal(SubIndication.NoCertificateChainFound, verdict.SubIndication);
        Assert.True(Judge(officer, officer).IsPassed);
    }

    [Fact]
    public void An_authority_s_vouches_for_what_it_issued_though_it_is_no_root()
    {
        var officer = TestPki.Parse(_pki.Issue(TestPki.Request("CN=Officer", _key)));
        Assert.True(Judge(officer, TestPki.Parse(_pki.Ca)).IsPassed);
    }

    [Fact]
    public void A_root_that_is_silent_about_it_is_an_authority_and_any_other_silent_one_is_not()
    {
        var silent = new CertificateRequest("CN=Old root", _key, HashAlgorithmName.SHA256);
        var root = TestPki.Parse(_pki.Own(silent.CreateSelfSigned(TestPki.Start, TestPki.End)));
        Assert.True(TrustAnchors.IsAuthority(root));
        Assert.True(Judge(TestPki.Parse(Issue("CN=Old root", "CN=Of old")), root).IsPassed);

        Assert.False(TrustAnchors.IsAuthority(TestPki.Parse(_pki.Issue(silent))));
        Assert.False(TrustAnchors.IsAuthority(TestPki.Parse(
            _pki.Own(TestPki.Request("CN=Alone", _key).CreateSelfSigned(TestPki.Start, TestPki.End)))));
    }

    private static ChainVerdict Judge(Certificate target, Certificate anchor) =>
        ChainValidator.Validate(new ChainRequest
        {
            Target = target,
            Pool = [anchor],
            Anchors = new TrustAnchors([anchor]),
            Evidence = RevocationEvidence.None,
            Now = TestPki.Now,
            SignatureTime = TestPki.Now,
            Purpose = ChainPurpose.DocumentSigning,
            Revocation = RevocationMode.IfPresent,
        });

    /// <summary>A signer's certificate made with the key of the tests.</summary>
    private X509Certificate2 Issue(string issuer, string subject) => _pki.Own(TestPki.Request(subject, _key).Create(
        new X500DistinguishedName(issuer), X509SignatureGenerator.CreateForECDsa(_key), TestPki.Start, TestPki.End,
        [7]));
}
