using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;
using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>Attacks that need two tricks at once, or another's certificate.</summary>
public sealed class CombinedAttackTests : IDisposable
{
    private readonly TestSigner _signer = new();

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void Refuses_another_certificate_of_the_same_key_issuer_and_number()
    {
        // The authority gave one key two certificates under one number. Only the ESS attribute tells which one signed.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var clerk = Issue("CN=Clerk 001", key);
        var mayor = Issue("CN=Mayor 001", key);
        Assert.Equal(clerk.Der.Length, mayor.Der.Length);
        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions
        {
            Contents = digest =>
            {
                var cms = UnsignedCms.Create(
                    clerk, [TestPki.Parse(_signer.Pki.Ca)], SignatureScheme.EcdsaSha256, digest).Sign(key).Encode();
                var at = cms.AsSpan().IndexOf(clerk.Der.Span);
                Assert.True(at > 0);
                mayor.Der.Span.CopyTo(cms.AsSpan(at));
                return cms;
            },
        });
        var report = Validate(file);
        Assert.Equal(
            (Indication.Indeterminate, SubIndication.NoSigningCertificateFound,
                ValidationDetail.SigningCertificateDiffers),
            (report.Indication, report.SubIndication, report.Detail));
        Assert.Null(report.Checked);
    }

    [Fact]
    public void Refuses_an_update_that_says_the_signed_document_is_encrypted()
    {
        // Strings of an encrypted document mean something else, the signature's contents excepted.
        var file = Signed();
        file.Update(
            [(40, "<</Filter/Standard/V 1/R 2/Length 40/P -4/O<" + new string('0', 64) + ">/U<"
                + new string('0', 64) + ">>>")],
            trailer: "/Encrypt 40 0 R/ID[<00><00>]");
        var report = Validate(file);
        Assert.Equal(
            (Indication.Indeterminate, SubIndication.FormatFailure, ValidationDetail.Encrypted),
            (report.Indication, report.SubIndication, report.Detail));
        Assert.Null(report.Checked);
    }

    [Fact]
    public void Refuses_a_page_hidden_before_signing_and_put_in_place_of_another_after_it()
    {
        // What is signed holds an older page and its content, which nothing shows any more.
        var file = PdfFile.Base();
        var (shown, first) = (file[PdfFile.Content], file[PdfFile.Page]);
        var hidden = file.Length;
        file.Update([(PdfFile.Content, PdfFile.Stream("BT /F1 18 Tf 72 700 Td (Pay 900 dong) Tj ET"))]);
        var page = file.Length;
        file.Update([(PdfFile.Page, PdfFile.With(first, "/Rotate 90"))]);
        file.Update([(PdfFile.Content, shown), (PdfFile.Page, first)]);
        _signer.Sign(file);
        Assert.Equal(Indication.TotalPassed, Validate(file).Indication);

        // What was shown is hidden and what was hidden shown, by a cross-reference alone.
        file.Table(new Dictionary<int, int> { [PdfFile.Page] = page, [PdfFile.Content] = hidden });
        var report = Validate(file);
        Assert.Equal(
            (Indication.TotalFailed, SubIndication.FormatFailure, ValidationDetail.ModifiedAfterSigning),
            (report.Indication, report.SubIndication, report.Detail));
        Assert.Contains(
            report.Signatures[0].Modification.Changes, change => change.Kind == ModificationKind.OldBytesActivated);
        Assert.Null(report.Checked);
    }

    [Fact]
    public void Refuses_a_range_that_reaches_into_the_next_signatures_revision()
    {
        var file = Signed();
        var first = file.Length;
        _signer.Sign(file, new SignOptions { Name = "Signature2" });
        var gap = file.Find("/Contents<") + "/Contents".Length;
        file.Patch(
            file.Find("/ByteRange[") + "/ByteRange".Length,
            $"[0 {gap} {gap + 12002} {first + 100 - gap - 12002}]".PadRight(60));
        RefusedFormat(file, ValidationDetail.NotAtRevisionEnd);
    }

    [Fact]
    public void Refuses_a_second_signature_with_the_range_of_the_first()
    {
        var file = Signed();
        var gap = file.Find("/Contents<") + "/Contents".Length;
        _signer.Sign(file, new SignOptions
        {
            Name = "Signature2",
            ByteRange = $"[0 {gap} {gap + 12002} {file.Length - gap - 12002}]",
        });
        RefusedFormat(file, ValidationDetail.ByteRangeGap);
    }

    [Theory]
    [InlineData("0 2000000000")]
    [InlineData("2147483600 400")]
    public void Does_not_believe_a_cross_reference_that_claims_billions_of_objects(string claim)
    {
        var file = Signed();
        var previous = file.LastXref;
        var start = file.Length;
        file.Raw($"xref\n{claim}\n0000000000 65535 f \ntrailer\n<</Size 2147483647/Root 1 0 R/Prev {previous}>>\n"
            + $"startxref\n{start}\n%%EOF\n");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var report = Validate(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        Assert.Equal(
            (Indication.Indeterminate, SubIndication.FormatFailure), (report.Indication, report.SubIndication));
    }

    private Certificate Issue(string name, ECDsa key)
    {
        using var issued = TestPki.Request(name, key).Create(
            _signer.Pki.Ca.SubjectName,
            X509SignatureGenerator.CreateForRSA(_signer.Pki.CaKey, RSASignaturePadding.Pkcs1),
            TestPki.Start,
            TestPki.End,
            [1, 2, 3, 4]);
        return TestPki.Parse(issued);
    }

    private PdfFile Signed()
    {
        var file = PdfFile.Base();
        _signer.Sign(file);
        return file;
    }

    private void RefusedFormat(PdfFile file, ValidationDetail detail)
    {
        var report = Validate(file);
        Assert.Equal(
            (Indication.TotalFailed, SubIndication.FormatFailure), (report.Indication, report.SubIndication));
        Assert.Contains(report.Signatures, signature => signature.Detail == detail);
        Assert.Null(report.Checked);
    }

    private ValidationReport Validate(PdfFile file) => PadesValidator.Validate(file.ToArray(), _signer.Context);
}
