using System.Security.Cryptography;
using System.Text;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using Proof.Qr;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>What a seal writes, and what validators and viewers by others make of it.</summary>
public sealed class SealingTests : IDisposable
{
    private readonly SealingKit _kit = new();
    private readonly Programs _programs = new();

    public void Dispose()
    {
        _kit.Dispose();
        _programs.Dispose();
    }

    [Fact]
    public void Only_appends_and_never_copies_the_document()
    {
        var paper = Papers.A4;
        var prepared = SealingKit.Prepare(paper);
        var file = prepared.Complete(_kit.SignAsStore(prepared).Encode());
        Assert.Equal(2, file.Parts.Count);
        Assert.True(file.Parts[0].Equals(new ReadOnlyMemory<byte>(paper)));
        Assert.True(file.ToArray().AsSpan().StartsWith(paper));
        Assert.Equal(file.Length, paper.Length + file.Revision.Length);
    }

    [Fact]
    public void Takes_far_less_memory_than_the_document_does()
    {
        const int Length = 10_000_000;
        var paper = Papers.Page(
            "/MediaBox[0 0 595 842]", more: [$"<</Length {Length}>>\nstream\n{new string('x', Length)}\nendstream"]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var prepared = SealingKit.Prepare(paper);
        prepared.Complete(_kit.SignAsStore(prepared).Encode());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
    }

    [Fact]
    public void Passes_our_own_validation_and_pdfsig_and_qpdf()
    {
        var signed = _kit.OfficerSigns(Papers.A4);
        var file = _kit.SealFile(signed);
        var report = _kit.Validate(file);
        Assert.Equal(Indication.TotalPassed, report.Indication);
        Assert.All(report.Signatures, s => Assert.Equal(SignatureLevel.PadesBB, s.Level));
        if (Programs.ArePresent)
        {
            Assert.Equal(2, _programs.ValidSignatures(file));
            Assert.Equal(0, _programs.QpdfCheck(file));
        }
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(90, "")]
    [InlineData(180, "")]
    [InlineData(270, "")]
    [InlineData(0, "/CropBox[100 120 500 700]")]
    [InlineData(90, "/CropBox[100 120 500 700]")]
    [InlineData(180, "/CropBox[-50 120 500 900]")]
    [InlineData(270, "/CropBox[100 120 500 700]")]
    public void Is_read_back_from_a_turned_and_cropped_page(int rotation, string crop)
    {
        var file = _kit.SealFile(Papers.Page($"/MediaBox[0 0 595 842]/Rotate {rotation}{crop}"));
        var view = SealingKit.Open(file).Newest;
        var visible = view.Pages[0].VisibleBox(view)!.Value;
        var box = Papers.Rectangle(file);
        Assert.True(visible.Left <= box.Left && visible.Right >= box.Right);
        Assert.True(visible.Bottom <= box.Bottom && visible.Top >= box.Top);
        if (Programs.ArePresent)
        {
            Assert.Equal(SealingKit.Link, _programs.ReadQr(file));
        }
    }

    [Fact]
    public void Stays_as_large_on_paper_where_the_page_counts_in_larger_units()
    {
        var file = _kit.SealFile(Papers.Page("/MediaBox[0 0 298 421]/UserUnit 2", version: "1.6"));
        Assert.Equal(28 * 72 / 25.4 / 2, Papers.Rectangle(file).Width, 0.01);
    }

    [Fact]
    public void Opens_with_openssl_as_detached_cades()
    {
        if (!Programs.ArePresent)
        {
            return;
        }

        var prepared = SealingKit.Prepare(Papers.A4);
        var cms = _kit.SignAsStore(prepared).Encode();
        var file = prepared.Complete(cms).ToArray();
        var contents = SignatureFinder.Find(SealingKit.Open(file))[0].Contents!;
        _programs.Write("cms.der", cms);
        _programs.Write("content.bin", [.. file[..contents.TokenStart], .. file[contents.TokenEnd..]]);
        _programs.Write("root.der", _kit.Root.Der.Span);
        _programs.Run("openssl", "x509", "-inform", "DER", "-in", "root.der", "-out", "root.pem");
        var (exit, output) = _programs.Run(
            "openssl", "cms", "-verify", "-binary", "-cades", "-inform", "DER", "-in", "cms.der",
            "-content", "content.bin", "-CAfile", "root.pem", "-purpose", "any", "-attime", "1780315200",
            "-out", "verified.bin");
        Assert.True(exit == 0, output);
    }

    [Fact]
    public void Says_the_claimed_time_in_the_dictionary_alone()
    {
        var hanoi = new DateTimeOffset(2026, 6, 1, 19, 0, 0, TimeSpan.FromHours(7));
        var file = _kit.SealFile(Papers.A4, SealingKit.SealOptions with { SigningTime = hanoi });
        Assert.True(file.AsSpan().IndexOf("/M(D:20260601190000+07'00')"u8) > 0);
        Assert.Equal(hanoi, _kit.Validate(file).Signatures[0].ClaimedTime);
    }

    [Fact]
    public void Keeps_indirect_arrays_of_annotations_and_fields_where_they_are()
    {
        var paper = Papers.Page(
            "/MediaBox[0 0 595 842]/Annots 6 0 R", "/AcroForm<</Fields 7 0 R/DR<</X 1>>>>", ["[]", "[]"]);
        var file = _kit.SealFile(paper);
        var document = SealingKit.Open(file);
        Assert.Equal(new PdfReference(6, 0), document.Newest.Pages[0].Dictionary["Annots"]);
        var changed = document.Revisions[1].Entries.Select(e => e.Number).Where(n => n < 8).Order();
        Assert.Equal([1, 6, 7], changed);
        var form = document.Newest.Get<PdfDictionary>(document.Catalog, "AcroForm")!;
        Assert.Single(document.Newest.Get<PdfArray>(form, "Fields")!.Items);
    }

    [Fact]
    public void Leaves_an_invisible_seal_without_picture()
    {
        var options = SealingKit.SealOptions with { Appearance = new SignatureAppearance.Invisible() };
        var file = _kit.SealFile(Papers.A4, options);
        Assert.Equal(0, Papers.Rectangle(file).Width);
        Assert.Equal(Indication.TotalPassed, _kit.Validate(file).Indication);
    }

    [Fact]
    public void An_officers_name_box_and_the_seal_stand_together()
    {
        var box = new SignatureAppearance.NameBox(
            ["Nguyễn Văn A", "Phó Giám đốc Sở Xây dựng", "Ký số ngày 01/06/2026"]);
        var options = new SignatureOptions
        {
            SigningTime = TestPki.Now,
            Appearance = box,
            Position = new PagePosition(1, PageCorner.BottomRight, 20, 60),
            Name = "Nguyễn Văn A",
            Reason = "Ký ban hành",
            Location = "Đà Nẵng",
        };
        var file = _kit.SealFile(_kit.OfficerSigns(Papers.A4, options));
        var report = _kit.Validate(file);
        Assert.Equal(Indication.TotalPassed, report.Indication);
        Assert.Equal("Nguyễn Văn A", report.Signatures[0].Texts.Name);
        Assert.Equal("Đà Nẵng", report.Signatures[0].Texts.Location);
    }

    [Fact]
    public void Refuses_a_signature_longer_than_its_place()
    {
        var prepared = SealingKit.Prepare(Papers.A4, SealingKit.SealOptions with { ContentsReserve = 64 });
        Assert.Throws<ArgumentException>(() => prepared.Complete(new byte[65]));
        Assert.Throws<ArgumentException>(() => prepared.Complete([]));
    }

    [Fact]
    public void Appends_to_a_cross_reference_stream_with_a_stream()
    {
        if (!Programs.ArePresent)
        {
            return;
        }

        var path = _programs.Write("plain.pdf", Papers.A4);
        _programs.Run("qpdf", "--object-streams=generate", path, "packed.pdf");
        var file = _kit.SealFile(File.ReadAllBytes(_programs.PathOf("packed.pdf")));
        Assert.Equal(XrefKind.Stream, SealingKit.Open(file).NewestXrefKind);
        Assert.Equal(0, _programs.QpdfCheck(file));
        Assert.Equal(1, _programs.ValidSignatures(file));
    }

    [Fact]
    public void Adds_an_end_of_line_where_the_file_lacks_one()
    {
        var paper = Papers.A4.AsSpan().TrimEnd((byte)'\n').ToArray();
        var file = _kit.SealFile(paper);
        Assert.Equal((byte)'\n', file[paper.Length]);
        Assert.Equal(Indication.TotalPassed, _kit.Validate(file).Indication);
    }

    [Fact]
    public void A_verification_sheet_carries_the_document_byte_for_byte()
    {
        var paper = _kit.OfficerSigns(Papers.A4, new() { SigningTime = TestPki.Now, Certify = DocMdp.NoChanges });
        var content = new SheetContent
        {
            Address = QrLink.AddressOf(SealingKit.Host),
            FileName = "giấy phép/số 1.pdf",
            Mark = "DEVELOPMENT, NOT VALID",
            Lines =
            [
                new("Mã kết quả", "Result code", SealingKit.Code),
                new("Trích yếu", "Subject", new string('ơ', 3000)),
            ],
        };
        var prepared = VerificationSheet.Prepare(paper, content, SealingKit.SealOptions);
        var sheet = prepared.Complete(_kit.SignAsStore(prepared).Encode());
        Assert.True(sheet.Parts[1].Equals(new ReadOnlyMemory<byte>(paper)));
        var file = sheet.ToArray();
        Assert.Equal(Indication.TotalPassed, _kit.Validate(file).Indication);
        if (Programs.ArePresent)
        {
            Assert.Equal(0, _programs.QpdfCheck(file));
            Assert.Equal(1, _programs.ValidSignatures(file));
            Assert.Equal(SealingKit.Link, _programs.ReadQr(file));
            var path = _programs.Write("sheet.pdf", file);
            _programs.Run("pdfdetach", "-save", "1", "-o", "attached.pdf", path);
            Assert.Equal(paper, File.ReadAllBytes(_programs.PathOf("attached.pdf")));
            var text = _programs.Run("pdftotext", path, "-").Output;
            Assert.Contains("PHIẾU XÁC THỰC KẾT QUẢ", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Grows_from_B_B_to_B_LTA_with_every_step_intact()
    {
        // B-T: the token is over the signature value.
        var prepared = SealingKit.Prepare(_kit.OfficerSigns(Papers.A4));
        var cms = _kit.SignAsStore(prepared);
        cms = cms.WithSignatureTimestamp(_kit.Token(SHA256.HashData(cms.SignatureValue.Span)));
        var stamped = prepared.Complete(cms.Encode()).ToArray();
        Assert.Equal(SignatureLevel.PadesBT, _kit.Validate(stamped).Signatures[1].Level);

        // B-LT, twice: the second store joins the first and repeats nothing.
        var evidence = new SignatureEvidence("ResultStoreSeal")
        {
            Certificates = [_kit.Seal.Der, _kit.Ca.Der],
            Crls = [_kit.EmptyCrl(), _kit.EmptyRootCrl()],
        };
        var withStore = Append(stamped, evidence);
        var twice = Append(
            withStore, new SignatureEvidence("Signature") { Certificates = [_kit.Officer.Der, _kit.Ca.Der] });
        var view = SealingKit.Open(twice).Newest;
        var store = view.Get<PdfDictionary>(view.Catalog, "DSS")!;
        Assert.Equal(3, view.Get<PdfArray>(store, "Certs")!.Items.Count);
        Assert.Equal(2, view.Get<PdfDictionary>(store, "VRI")!.Entries.Count);

        // B-LTA: a document time-stamp over all of it.
        var outcome = Assert.IsType<PrepareOutcome.Prepared>(PadesSigner.PrepareTimestamp(SealingKit.Open(twice)));
        var archived = outcome.Signature.Complete(
            _kit.Token(outcome.Signature.DigestBy(DigestAlgorithm.Sha256)).Span).ToArray();
        var report = _kit.Validate(archived);
        Assert.True(report.Indication == Indication.TotalPassed, $"{report.Detail} {report.FaultText}");
        Assert.True(report.Signatures[2].IsDocumentTimestamp);
        Assert.Equal(SignatureLevel.PadesBLTA, report.Signatures[1].Level);
        if (Programs.ArePresent)
        {
            Assert.Equal(0, _programs.QpdfCheck(archived));
            Assert.Equal(2, _programs.ValidSignatures(archived));
        }
    }

    [Fact]
    public void A_document_timestamp_is_allowed_on_a_document_certified_against_all_changes()
    {
        var certified = _kit.OfficerSigns(Papers.A4, new() { SigningTime = TestPki.Now, Certify = DocMdp.NoChanges });
        var outcome = Assert.IsType<PrepareOutcome.Prepared>(PadesSigner.PrepareTimestamp(SealingKit.Open(certified)));
        var token = _kit.Token(outcome.Signature.DigestBy(DigestAlgorithm.Sha256));
        var file = outcome.Signature.Complete(token.Span).ToArray();
        Assert.Equal(Indication.TotalPassed, _kit.Validate(file).Indication);
    }

    [Fact]
    public void Draws_every_vietnamese_letter()
    {
        const string Letters =
            "ăâđêôơưĂÂĐÊÔƠƯáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵỸ";
        foreach (var letter in Letters.EnumerateRunes())
        {
            Assert.NotEmpty(GlyphOutlines.Regular[letter].Path);
            Assert.NotSame(GlyphOutlines.Regular[new Rune('\u4e00')], GlyphOutlines.Regular[letter]);
            Assert.NotSame(GlyphOutlines.Bold[new Rune('\u4e00')], GlyphOutlines.Bold[letter]);
        }
    }

    private static byte[] Append(byte[] pdf, SignatureEvidence evidence)
    {
        var file = SecurityStoreWriter.Append(
            SealingKit.Open(pdf), [evidence], TestPki.Now.AddMinutes(1), out var fault);
        Assert.Null(fault);
        return file!.ToArray();
    }
}
