using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>Each known attack on PDF signatures, made here, with the verdict it has to get. None may pass.</summary>
public sealed class AttackTests : IDisposable
{
    private readonly TestSigner _signer = new();

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void Accepts_an_honest_signature()
    {
        var file = Signed();
        var report = Validate(file);
        Assert.Equal((Indication.TotalPassed, ValidationDetail.None), (report.Indication, report.Detail));
        Assert.NotNull(report.Checked);
        var signature = Assert.Single(report.Signatures);
        Assert.Equal(
            (SignatureScope.WholeFile, SignatureLevel.PadesBB, TimeSource.Claimed, "test"),
            (signature.Scope, signature.Level, signature.TimeSource, signature.TrustStore));
        Assert.Equal(3, signature.Chain.Count);
    }

    [Theory]
    [InlineData("/Contents null")]
    [InlineData("")]
    [InlineData("/Contents<>")]
    [InlineData("/Contents<0000000000000000>")]
    [InlineData("/Contents(not a signature)")]
    public void Refuses_a_signature_without_contents(string contents)
    {
        var file = PdfFile.Base();
        Place(file, $"<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange[0 100 200 300]{contents}>>");
        Refused(file, SubIndication.FormatFailure, ValidationDetail.ContentsMissing);
    }

    [Theory]
    [InlineData(" null")]
    [InlineData("[]")]
    [InlineData("[0 10]")]
    [InlineData("[0 10 20 -30]")]
    [InlineData("[-1 10 20 30]")]
    [InlineData("[1 10 20 30]")]
    [InlineData("[0 20 10 30]")]
    [InlineData("[0 10 20 99999999]")]
    [InlineData("[0 4294967296 4294967300 1]")]
    [InlineData("[0 9223372036854775807 9223372036854775807 2]")]
    [InlineData("[0 10 20 30 40 50]")]
    [InlineData("[0.0 10 20 30]")]
    public void Refuses_a_byte_range_that_is_not_four_numbers_within_the_file(string range) => Refused(
        Signed(new SignOptions { ByteRange = range }), SubIndication.FormatFailure,
            ValidationDetail.ByteRangeMalformed);

    [Fact]
    public void Refuses_a_signature_without_byte_range()
    {
        var file = PdfFile.Base();
        Place(file, "<</Type/Sig/SubFilter/ETSI.CAdES.detached/Contents<3003020101>>>");
        Refused(file, SubIndication.FormatFailure, ValidationDetail.ByteRangeMalformed);
    }

    [Fact]
    public void Refuses_a_byte_range_with_a_gap_too_large()
    {
        var file = Signed();
        var gap = file.Find("/Contents<") + "/Contents".Length;
        var end = gap + 12002;
        Refused(
            Signed(new SignOptions { ByteRange = $"[0 {gap - 20} {end} {file.Length - end}]" }),
            SubIndication.FormatFailure,
            ValidationDetail.ByteRangeGap);
    }

    [Fact]
    public void Refuses_a_second_range_that_was_moved()
    {
        // The signed tail was moved behind other objects, and the range with it: the hole now holds what nobody signed.
        var file = Signed();
        var bytes = file.ToArray();
        var gap = file.Find("/Contents<") + "/Contents".Length;
        var tail = gap + 12002;
        var moved = new PdfFile();
        moved.Raw(System.Text.Encoding.Latin1.GetString(bytes[..tail]));
        moved.Raw("/Evil true".PadRight(64));
        moved.Raw(System.Text.Encoding.Latin1.GetString(bytes[tail..]));
        moved.Patch(file.Find("/ByteRange[") + 10, $"[0 {gap} {tail + 64} {bytes.Length - tail}]".PadRight(60));
        Assert.NotEqual(Indication.TotalPassed, Validate(moved).Indication);
    }

    [Fact]
    public void Refuses_a_second_contents()
    {
        var file = Signed(new SignOptions { Extra = "/Contents (first)" });
        Refused(file, SubIndication.FormatFailure, ValidationDetail.DuplicateKeys);
    }

    [Fact]
    public void Refuses_a_range_that_leaves_out_the_end_of_its_revision()
    {
        var file = Signed();
        var gap = file.Find("/Contents<") + "/Contents".Length;
        var end = gap + 12002;
        Refused(
            Signed(new SignOptions { ByteRange = $"[0 {gap} {end} {file.Length - end - 40}]" }),
            SubIndication.FormatFailure,
            ValidationDetail.NotAtRevisionEnd);
    }

    [Fact]
    public void Refuses_altered_bytes()
    {
        var file = Signed();
        file.Patch(file.Find("Pay 100"), "Pay 900");
        Refused(file, SubIndication.HashFailure, ValidationDetail.DigestDiffers);
    }

    [Fact]
    public void Refuses_a_signature_value_of_another_key()
    {
        var file = Signed(new SignOptions
        {
            Contents = digest =>
            {
                var cms = _signer.Cms(digest);
                cms[^1] ^= 1;
                return cms;
            },
        });
        Refused(file, SubIndication.SigCryptoFailure, ValidationDetail.SignatureInvalid);
    }

    [Fact]
    public void Refuses_two_signatures_in_one_revision()
    {
        var file = PdfFile.Base();
        var blank = "/ByteRange[" + new string(' ', 58) + "]/Contents<" + new string('0', 12000) + ">";
        var start = file.Length;
        file.Update(
        [
            (7, $"<</Type/Sig/SubFilter/adbe.pkcs7.detached{blank}>>"),
            (8, $"<</Type/Sig/SubFilter/adbe.pkcs7.detached{blank}>>"),
            (9, "<</FT/Sig/T(One)/V 7 0 R>>"),
            (10, "<</FT/Sig/T(Two)/V 8 0 R>>"),
            (PdfFile.Form, "<</Fields[9 0 R 10 0 R]/SigFlags 3>>"),
        ]);
        for (var (i, from) = (0, start); i < 2; i++)
        {
            var gap = file.Find("/Contents<", from) + "/Contents".Length;
            var range = file.Find("/ByteRange[", from) + "/ByteRange".Length;
            file.Patch(range, $"[0 {gap} {gap + 12002} {file.Length - gap - 12002}]".PadRight(60));
            file.Patch(gap + 1, Convert.ToHexString(_signer.Cms(new byte[32])));
            from = gap;
        }

        Refused(file, SubIndication.FormatFailure, ValidationDetail.RevisionShared);
    }

    [Fact]
    public void Refuses_contents_with_the_document_inside()
    {
        var file = Signed(new SignOptions { Contents = digest => Pkcs7(digest, detached: false, signers: 1) });
        Refused(file, SubIndication.FormatFailure, ValidationDetail.ContentsMalformed);
    }

    [Fact]
    public void Refuses_bytes_after_the_last_revision()
    {
        var file = Signed();
        file.Raw("4 0 obj\n" + PdfFile.Stream("BT (Pay 900) Tj ET") + "\nendobj\n");
        Refused(file, SubIndication.FormatFailure, ValidationDetail.BytesOutsideRevisions, Indication.TotalFailed);
    }

    [Fact]
    public void Refuses_an_update_without_cross_reference()
    {
        var file = Signed();
        file.Raw("4 0 obj\n" + PdfFile.Stream("BT (Pay 900) Tj ET") + "\nendobj\n");
        file.Raw("trailer\n<</Size 9/Root 1 0 R/Prev " + file.LastXref + ">>\nstartxref\n" + file.LastXref
            + "\n%%EOF\n");
        NotAccepted(file);
    }

    [Fact]
    public void Refuses_a_replaced_page_content()
    {
        var file = Signed();
        file.Update([(PdfFile.Content, PdfFile.Stream("BT /F1 18 Tf 72 700 Td (Pay 900 dong) Tj ET"))]);
        Modified(file, ModificationLevel.Other);
    }

    [Fact]
    public void Refuses_an_update_whose_catalog_hides_the_signature()
    {
        var file = Signed();
        file.Update([(30, "<</Type/Catalog/Pages 2 0 R>>")], root: "30 0 R");
        var report = Validate(file);
        Assert.Equal((Indication.TotalFailed, ValidationDetail.SignatureLost), (report.Indication, report.Detail));
        Assert.Equal("Signature1", Assert.Single(report.Lost).FieldName);
        Assert.Null(report.Checked);
    }

    [Fact]
    public void Refuses_an_update_that_passes_over_the_signed_revision()
    {
        var file = PdfFile.Base();
        var first = file.LastXref;
        _signer.Sign(file);
        file.Update([(PdfFile.Content, PdfFile.Stream("BT (Pay 900) Tj ET"))], previous: first);
        Refused(file, SubIndication.FormatFailure, ValidationDetail.BytesOutsideRevisions, Indication.TotalFailed);
    }

    [Fact]
    public void Refuses_a_time_stamp_copied_from_another_revision()
    {
        using var authority = new TestTimestampAuthority(_signer.Pki);
        var file = Signed();
        byte[]? token = null;
        _signer.Sign(file, Stamp("Stamp1", digest => token = authority.Stamp(digest)));
        Assert.Equal(Indication.TotalPassed, Validate(file).Indication);
        _signer.Sign(file, Stamp("Stamp2", _ => token!));
        Refused(file, SubIndication.HashFailure, ValidationDetail.TimestampImprintDiffers, Indication.TotalFailed);
    }

    [Fact]
    public void Takes_the_time_of_a_trusted_document_time_stamp()
    {
        using var authority = new TestTimestampAuthority(_signer.Pki);
        var file = Signed();
        _signer.Sign(file, Stamp("Stamp1", authority.Stamp));
        var signature = Validate(file).Signatures[0];
        Assert.Equal(
            (TimeSource.DocumentTimestamp, authority.Time, SignatureLevel.PadesBT, ModificationLevel.LtaUpdates),
            (signature.TimeSource, signature.BestSignatureTime, signature.Level, signature.Modification.Level));
    }

    [Fact]
    public void Takes_the_time_of_a_trusted_signature_time_stamp_and_refuses_a_copied_one()
    {
        using var authority = new TestTimestampAuthority(_signer.Pki);
        var honest = Validate(
            Signed(new SignOptions { Contents = digest => _signer.CmsWithTimestamp(digest, authority) }));
        Assert.Equal(
            (TimeSource.SignatureTimestamp, SignatureLevel.PadesBT),
            (honest.Signatures[0].TimeSource, honest.Signatures[0].Level));
        Refused(
            Signed(new SignOptions { Contents = digest => _signer.CmsWithTimestamp(digest, authority, [1, 2, 3]) }),
            SubIndication.SigConstraintsFailure,
            ValidationDetail.TimestampImprintDiffers,
            Indication.Indeterminate);
    }

    [Fact]
    public void Keeps_an_expired_signers_signature_that_was_time_stamped_before()
    {
        using var signer = new TestSigner(notAfter: TestPki.Now.AddHours(-1));
        using var authority = new TestTimestampAuthority(signer.Pki);
        var file = PdfFile.Base();
        signer.Sign(file, new SignOptions { Contents = digest => signer.CmsWithTimestamp(digest, authority) });
        var report = PadesValidator.Validate(file.ToArray(), signer.Context);
        Assert.Equal((Indication.TotalPassed, ValidationDetail.None), (report.Indication, report.Detail));
    }

    [Fact]
    public void Refuses_two_signers_in_one_signature() => Refused(
        Signed(new SignOptions { Contents = digest => Pkcs7(digest, detached: true, signers: 2) }),
        SubIndication.FormatFailure,
        ValidationDetail.ContentsMalformed);

    [Fact]
    public void Refuses_an_object_beyond_the_stated_size()
    {
        var file = Signed();
        file.Patch(file.Find("/Size 9"), "/Size 5");
        Refused(file, SubIndication.FormatFailure, ValidationDetail.NeedsRepair, Indication.Indeterminate);
    }

    [Fact]
    public void Leaves_a_signature_undecided_once_its_certificate_has_run_out_without_a_time_stamp()
    {
        using var signer = new TestSigner(notAfter: TestPki.Now.AddHours(-1));
        var file = PdfFile.Base();
        signer.Sign(file);
        var report = PadesValidator.Validate(file.ToArray(), signer.Context);
        Assert.Equal(
            (Indication.Indeterminate, SubIndication.NoPoe, ValidationDetail.NoProofOfTime),
            (report.Indication, report.SubIndication, report.Detail));
        Assert.Null(report.Checked);

        var lenient = signer.Context with { Policy = new ValidationPolicy { AcceptWithoutProofOfTime = true } };
        var again = PadesValidator.Validate(file.ToArray(), lenient);
        Assert.Equal(SubIndication.NoPoe, again.SubIndication);
        Assert.NotNull(again.Checked);
    }

    [Fact]
    public void Leaves_a_stranger_undecided()
    {
        using var stranger = new TestSigner();
        var file = PdfFile.Base();
        stranger.Sign(file);
        var report = Validate(file);
        Assert.Equal(
            (Indication.Indeterminate, SubIndication.NoCertificateChainFound, ValidationDetail.Untrusted),
            (report.Indication, report.SubIndication, report.Detail));
    }

    [Fact]
    public void Refuses_a_sha1_format_as_undecided()
    {
        var report = Validate(Signed(new SignOptions { SubFilter = "adbe.pkcs7.sha1" }));
        Assert.Equal(
            (Indication.Indeterminate, SubIndication.CryptoConstraintsFailure),
                (report.Indication, report.SubIndication));
    }

    private static byte[] Pkcs7(byte[] digest, bool detached, int signers)
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        var request = TestPki.Request("CN=Envelope", key);
        using var certificate = request.CreateSelfSigned(TestPki.Start, TestPki.End);
        var cms = new System.Security.Cryptography.Pkcs.SignedCms(
            new System.Security.Cryptography.Pkcs.ContentInfo(digest), detached);
        for (var i = 0; i < signers; i++)
        {
            cms.ComputeSignature(new System.Security.Cryptography.Pkcs.CmsSigner(certificate));
        }

        return cms.Encode();
    }

    private static SignOptions Stamp(string name, Func<byte[], byte[]> contents) =>
        new() { Name = name, SubFilter = "ETSI.RFC3161", Contents = contents };

    private static void Place(PdfFile file, string value) => file.Update(
    [
        (7, "<</Type/Annot/Subtype/Widget/FT/Sig/T(S)/F 132/P 3 0 R/Rect[0 0 0 0]/V 8 0 R>>"),
        (8, value),
        (PdfFile.Form, "<</Fields[7 0 R]/SigFlags 3>>"),
        (PdfFile.Page, PdfFile.Append(file[PdfFile.Page], "/Annots[", 7)),
    ]);

    private PdfFile Signed(SignOptions? options = null)
    {
        var file = PdfFile.Base();
        _signer.Sign(file, options);
        return file;
    }

    private ValidationReport Validate(PdfFile file) => PadesValidator.Validate(file.ToArray(), _signer.Context);

    private void Refused(
        PdfFile file, SubIndication why, ValidationDetail detail, Indication indication = Indication.TotalFailed)
    {
        var report = Validate(file);
        Assert.Equal((indication, why, detail), (report.Indication, report.SubIndication, report.Detail));
        Assert.Null(report.Checked);
    }

    private void NotAccepted(PdfFile file)
    {
        var report = Validate(file);
        Assert.NotEqual(Indication.TotalPassed, report.Indication);
        Assert.Null(report.Checked);
    }

    private void Modified(PdfFile file, ModificationLevel level)
    {
        var report = Validate(file);
        Assert.Equal(level, report.Signatures[0].Modification.Level);
        Assert.Null(report.Checked);
    }
}
