using Proof.Cms;
using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>A document time-stamp that does not pass proves nothing, and takes nothing from the signatures that stand
/// without it.</summary>
/// <remarks>ETSI EN 319 102-1, 5.6.3.4 step 5 d); docs/decisions/0067.</remarks>
public sealed class RefusedTimestampTests : IDisposable
{
    private static readonly DateTimeOffset Now = TestPki.Now;

    private readonly TestSigner _signer = new();
    private readonly TestPki _elsewhere = new(ownKeys: true);
    private readonly TestTimestampAuthority _untrusted;

    public RefusedTimestampTests() => _untrusted = new TestTimestampAuthority(_elsewhere);

    public void Dispose()
    {
        _untrusted.Dispose();
        _elsewhere.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public void A_signature_that_passes_without_it_passes_and_the_document_is_flagged_and_not_stored()
    {
        var file = PdfFile.Base();
        _signer.Sign(file);
        _untrusted.Stamp(file);

        var report = Validate(file);

        Assert.Equal((Indication.TotalPassed, SubIndication.None), (report.Indication, report.SubIndication));
        Assert.Equal(DocumentWarnings.DocumentTimestampUnusable, report.Warnings);
        Assert.Null(report.Checked);
        Assert.Equal(
            (TimeSource.Claimed, SignatureLevel.PadesBB),
            (report.Signatures[0].TimeSource, report.Signatures[0].Level));
        Assert.Equal(
            (Indication.Indeterminate, ValidationDetail.TimestampUntrusted, Integrity.Intact, SignatureScope.WholeFile),
            (report.Signatures[1].Indication, report.Signatures[1].Detail, report.Signatures[1].Integrity,
                report.Signatures[1].Scope));
    }

    [Fact]
    public void It_proves_nothing_of_a_signature_whose_certificate_has_ended()
    {
        using var signer = new TestSigner(notAfter: Now.AddDays(-1));
        var file = PdfFile.Base();
        signer.Sign(file, new SignOptions { Time = Now.AddDays(-3) });
        _untrusted.Stamp(file, Now.AddDays(-2));

        var report = PadesValidator.Validate(file.ToArray(), signer.Context);

        Assert.Equal((Indication.Indeterminate, SubIndication.NoPoe), (report.Indication, report.SubIndication));
        Assert.True(report.Warnings.HasFlag(DocumentWarnings.DocumentTimestampUnusable));
    }

    [Fact]
    public void One_that_cannot_be_judged_for_want_of_revocation_leaves_what_does_not_hang_on_it()
    {
        var file = PdfFile.Base();
        _signer.Sign(file);
        _untrusted.Stamp(file);
        var root = TestPki.Parse(_signer.Pki.Root);
        var ca = TestPki.Parse(_signer.Pki.Ca);

        var report = PadesValidator.Validate(file.ToArray(), _signer.Context with
        {
            TimestampStores = [new TrustStore("stamps", [TestPki.Parse(_elsewhere.Root)])],
            Policy = new ValidationPolicy { Revocation = RevocationMode.Required },
            Revocation = RevocationEvidence.Of(
            [
                CrlPublisher.Publish(ca, _signer.Pki.CaKey, [], 1, Now.AddDays(-1), Now.AddDays(1)),
                CrlPublisher.Publish(root, _signer.Pki.RootKey, [], 1, Now.AddDays(-1), Now.AddDays(1)),
            ], []),
        });

        Assert.Equal(Indication.TotalPassed, report.Indication);
        Assert.Equal(SubIndication.TryLater, report.Signatures[1].SubIndication);
        Assert.Null(report.Checked);
    }

    [Fact]
    public void What_tells_of_the_document_itself_fails_it()
    {
        using var trusted = new TestTimestampAuthority(_signer.Pki);

        // Over other bytes: somebody put it there, or changed what stands between.
        var copied = PdfFile.Base();
        _signer.Sign(copied);
        SignedRevision.Append(
            copied, new SignOptions { Name = "Stamp", SubFilter = "ETSI.RFC3161" }, _ => trusted.Stamp(new byte[32]));
        var report = Validate(copied);
        Assert.Equal((Indication.TotalFailed, SubIndication.HashFailure), (report.Indication, report.SubIndication));
        Assert.Equal(Indication.TotalPassed, report.Signatures[0].Indication);

        // Later than a trusted one that covers it: one of the two lies. One that nobody trusts contradicts nobody.
        foreach (var (authority, expected) in new[]
        {
            (trusted, SubIndication.TimestampOrderFailure), (_untrusted, SubIndication.None),
        })
        {
            var contradicting = PdfFile.Base();
            _signer.Sign(contradicting, new SignOptions { Time = Now.AddDays(-9) });
            authority.Stamp(contradicting, Now.AddDays(-1), "Inner");
            trusted.Stamp(contradicting, Now.AddDays(-3), "Outer");
            Assert.Equal(expected, Validate(contradicting).SubIndication);
        }
    }

    private ValidationReport Validate(PdfFile file) => PadesValidator.Validate(file.ToArray(), _signer.Context);
}
