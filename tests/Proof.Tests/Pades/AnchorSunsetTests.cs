using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>An anchor vouches for what was signed before its sunset date, for ever, and for nothing that may be
/// younger.</summary>
/// <remarks>ETSI EN 319 102-1; docs/decisions/0068.</remarks>
public sealed class AnchorSunsetTests : IDisposable
{
    private static readonly DateTimeOffset Now = TestPki.Now;
    private static readonly DateTimeOffset Sunset = Now.AddDays(-10);

    private readonly TestSigner _signer = new();
    private readonly TestTimestampAuthority _authority;

    public AnchorSunsetTests() => _authority = new TestTimestampAuthority(_signer.Pki, belowRoot: true);

    public void Dispose()
    {
        _authority.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public void What_is_proved_to_be_older_stays_valid()
    {
        var file = PdfFile.Base();
        _signer.Sign(file);
        _authority.Stamp(file, Sunset.AddDays(-1));
        Expect(SubIndication.None, ValidationDetail.None, file, Sunset);
        Expect(SubIndication.None, ValidationDetail.None, file, Sunset, Now.AddYears(8));
    }

    [Fact]
    public void What_may_be_younger_is_undecided()
    {
        // Proved to have been there after it, or by its signer's word alone: it may have been made before.
        var stamped = PdfFile.Base();
        _signer.Sign(stamped, new SignOptions { Time = Sunset.AddDays(-2) });
        Expect(SubIndication.NoCertificateChainFoundNoPoe, ValidationDetail.AnchorSunset, stamped, Sunset);
        Expect(SubIndication.None, ValidationDetail.None, stamped, Now.AddDays(1));
        _authority.Stamp(stamped, Sunset.AddDays(1));
        Expect(SubIndication.NoCertificateChainFoundNoPoe, ValidationDetail.AnchorSunset, stamped, Sunset);
        Expect(SubIndication.None, ValidationDetail.None, stamped, Sunset.AddDays(2));
    }

    [Fact]
    public void What_is_proved_to_be_younger_is_no_better_off()
    {
        var file = PdfFile.Base();
        _authority.Stamp(file, Sunset.AddDays(1), "Before");
        _signer.Sign(file);
        _authority.Stamp(file, Sunset.AddDays(2), "After");
        Expect(SubIndication.NoCertificateChainFoundNoPoe, ValidationDetail.AnchorSunset, file, Sunset);
    }

    [Fact]
    public void Another_anchor_with_the_same_key_takes_its_place()
    {
        using var again = TestPki.Request("CN=Test Root", _signer.Pki.RootKey, ca: true)
            .CreateSelfSigned(Sunset, Now.AddYears(9));
        var renewed = TestPki.Parse(again);
        var file = PdfFile.Base();
        _signer.Sign(file);
        var store = new TrustStore("roots", [TestPki.Parse(_signer.Pki.Root), renewed])
        {
            SunsetOf = anchor => anchor.Equals(renewed) ? anchor.NotAfter : Sunset,
        };
        var report = PadesValidator.Validate(file.ToArray(), new ValidationContext(Now, [store]));
        Assert.Equal(Indication.TotalPassed, report.Indication);
        Assert.Equal(renewed, report.Signatures[0].Chain[^1]);
    }

    [Fact]
    public void A_certificate_that_has_run_out_is_told_before_its_anchor()
    {
        using var signer = new TestSigner(notAfter: Now.AddDays(-1));
        var file = PdfFile.Base();
        signer.Sign(file);
        var report = PadesValidator.Validate(file.ToArray(), new ValidationContext(Now, [Store(signer, Sunset)]));
        Assert.Equal(SubIndication.NoPoe, report.SubIndication);
    }

    private static TrustStore Store(TestSigner signer, DateTimeOffset sunset) =>
        new("roots", [TestPki.Parse(signer.Pki.Root)]) { SunsetOf = _ => sunset };

    private void Expect(
        SubIndication why, ValidationDetail detail, PdfFile file, DateTimeOffset sunset, DateTimeOffset? now = null)
    {
        var report = PadesValidator.Validate(
            file.ToArray(), new ValidationContext(now ?? Now, [Store(_signer, sunset)])
            {
                TimestampStores = [_signer.Store],
            });
        var signature = report.Signatures.First(each => !each.IsDocumentTimestamp);
        Assert.Equal((why, detail), (signature.SubIndication, signature.Detail));
        Assert.NotEqual(Indication.TotalFailed, report.Indication);
    }
}
