using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>What later revisions do to a signed document, honest and not, and what each signature makes of
/// it.</summary>
public sealed class ModificationTests : IDisposable
{
    private const string TextField =
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(Amount)/F 4/P 3 0 R/Rect[72 600 200 620]/DA(/F1 12 Tf)>>";

    private const string EmptyField =
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/F 132/P 3 0 R/Rect[300 600 400 700]>>";

    private const string LockAll =
        "/Reference[<</TransformMethod/FieldMDP/TransformParams<</Type/TransformParams/V/1.2/Action/All>>>>]";

    private readonly TestSigner _signer = new();

    public void Dispose() => _signer.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Evidence_is_allowed_after_any_signature(int? certify)
    {
        var file = Signed(certify);
        file.Update(
        [
            (PdfFile.Catalog, PdfFile.With(file[PdfFile.Catalog], "/DSS<</Certs[40 0 R]>>")),
            (40, PdfFile.Stream("certificate")),
        ]);
        Expect(file, ModificationLevel.LtaUpdates, accepted: true);
    }

    [Theory]
    [InlineData(null, true, true)]
    [InlineData(null, false, true)]
    [InlineData(1, false, false)]
    [InlineData(2, true, false)]
    [InlineData(2, false, true)]
    [InlineData(3, true, false)]
    [InlineData(3, false, true)]
    public void A_new_signature_field_is_allowed_as_far_as_certification_goes(int? certify, bool visible, bool accepted)
    {
        var file = Signed(certify);
        _signer.Sign(file, new SignOptions { Name = "Second", Visible = visible });
        Expect(file, ModificationLevel.FormFilling, accepted);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void An_empty_signature_field_may_be_signed_in_a_certified_document(int? certify, bool accepted)
    {
        var file = WithFields();
        _signer.Sign(file, new SignOptions { Certify = certify });
        _signer.Sign(file, new SignOptions { Field = 11, Visible = true });
        Expect(file, ModificationLevel.FormFilling, accepted);
    }

    [Fact]
    public void A_lock_on_all_fields_forbids_further_signatures_but_no_evidence()
    {
        var file = WithFields();
        _signer.Sign(file, new SignOptions { Extra = LockAll });
        var sealedFile = file.Copy();
        _signer.Sign(sealedFile, new SignOptions { Field = 11, Visible = true });
        Expect(sealedFile, ModificationLevel.FormFilling, accepted: false);
        using var authority = new TestTimestampAuthority(_signer.Pki);
        _signer.Sign(file, new SignOptions { Name = "Stamp", SubFilter = "ETSI.RFC3161", Contents = authority.Stamp });
        Expect(file, ModificationLevel.LtaUpdates, accepted: true);
    }

    [Fact]
    public void A_field_filled_in_is_told_and_left_to_the_policy()
    {
        var file = WithFields();
        _signer.Sign(file);
        file.Update([(10, PdfFile.With(TextField, "/V(900)/AP<</N 50 0 R>>")),
            (50, PdfFile.Stream("BT (900) Tj ET"))]);
        var report = Expect(file, ModificationLevel.FormFilling, accepted: false);
        Assert.Equal(Indication.Indeterminate, report.Indication);
        var lenient = _signer.Context with
        {
            Policy = new ValidationPolicy { Modifications = ModificationAllowance.FormFilling },
        };
        Assert.NotNull(PadesValidator.Validate(file.ToArray(), lenient).Checked);
    }

    [Fact]
    public void A_locked_field_filled_in_is_forbidden()
    {
        var file = WithFields();
        var named = LockAll.Replace("/All", "/Include/Fields[(Amount)]", StringComparison.Ordinal);
        _signer.Sign(file, new SignOptions { Extra = named });
        file.Update([(10, PdfFile.With(TextField, "/V(900)"))]);
        var report = Expect(file, ModificationLevel.FormFilling, accepted: false);
        Assert.Equal((Indication.TotalFailed, ValidationDetail.ModificationForbidden),
            (report.Indication, report.Detail));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void An_annotation_is_told_and_forbidden_where_certification_says_so(int? certify, bool forbidden)
    {
        var file = Signed(certify);
        file.Update(
        [
            (PdfFile.Page, PdfFile.Append(file[PdfFile.Page], "/Annots[", 60)),
            (60, "<</Type/Annot/Subtype/FreeText/Rect[72 690 300 720]/Contents(900)/P 3 0 R>>"),
        ]);
        var report = Expect(file, ModificationLevel.Annotations, accepted: false);
        Assert.Equal(forbidden, report.Signatures[0].Modification.Forbidden);
    }

    public static TheoryData<string, int, string> Replacements => new()
    {
        { "the page's content", PdfFile.Content, PdfFile.Stream("BT (900) Tj ET") },
        { "a font", PdfFile.Font, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>" },
        { "the page's size", PdfFile.Page, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Annots[]>>" },
        { "a page more", PdfFile.Pages, "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>" },
        { "no page", PdfFile.Pages, "<</Type/Pages/Kids[]/Count 0>>" },
        { "an action on opening", PdfFile.Catalog,
            "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/OpenAction<</S/JavaScript/JS(x)>>>>" },
        { "another page tree", PdfFile.Catalog, "<</Type/Catalog/Pages 70 0 R/AcroForm 5 0 R>>" },
        { "no form", PdfFile.Catalog, "<</Type/Catalog/Pages 2 0 R>>" },
        { "a field less", PdfFile.Form, "<</Fields[]/SigFlags 3>>" },
        { "a form in XFA", PdfFile.Form, "<</Fields[10 0 R 11 0 R 7 0 R 13 0 R]/SigFlags 3/XFA(x)>>" },
        { "a field's place", 10, TextField.Replace("[72", "[73", StringComparison.Ordinal) },
        { "a key twice", 10, TextField.Replace("/FT", "/V(1)/V(9)/FT", StringComparison.Ordinal) },
        { "a field's type", 10, TextField.Replace("/Tx", "/Btn", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Replacements))]
    public void A_replaced_object_is_a_change_of_the_document(string what, int number, string body)
    {
        var file = WithFields();
        _signer.Sign(file);
        file.Update([(number, body)]);
        var report = Validate(file);
        Assert.True(report.Checked is null, what);
        Assert.Equal(Indication.TotalFailed, report.Indication);
        Assert.True(
            report.Lost.Count > 0 || report.Signatures[0].Modification.Level == ModificationLevel.Other,
            what + ": " + report.Signatures[0].Modification.Level);
    }

    [Fact]
    public void An_object_that_was_missing_may_not_appear_where_it_was_named()
    {
        var file = PdfFile.Base();
        file.Update([(PdfFile.Page,
            file[PdfFile.Page].Replace("/Contents 4 0 R", "/Contents[4 0 R 40 0 R]", StringComparison.Ordinal))]);
        _signer.Sign(file);
        file.Update([(40, PdfFile.Stream("BT (900) Tj ET"))]);
        Expect(file, ModificationLevel.Other, accepted: false);
    }

    [Fact]
    public void Bytes_hidden_in_the_signed_revision_may_not_be_put_into_use()
    {
        var file = PdfFile.Base();
        var shown = file[PdfFile.Content];
        var hidden = file.Length;
        file.Update([(PdfFile.Content, PdfFile.Stream("BT (Pay 900) Tj ET"))]);
        file.Update([(PdfFile.Content, shown)]);
        _signer.Sign(file);
        Assert.NotNull(Validate(file).Checked);
        file.Table(new Dictionary<int, int> { [PdfFile.Content] = hidden });
        var report = Expect(file, ModificationLevel.Other, accepted: false);
        Assert.Contains(
            report.Signatures[0].Modification.Changes, change => change.Kind == ModificationKind.OldBytesActivated);
    }

    [Theory]
    [InlineData("/Type/Page/Type/Page", "/Type/Page/Rotate 90")]
    [InlineData("/Type/Page/Type/Page", "/Type/Page/Contents 90 0 R")]
    [InlineData("/Type/Page/Rotate 90/Rotate 90", "/Type/Page/Rotate 90")]
    public void A_key_twice_in_a_signed_page_makes_room_for_nothing_else(string before, string after)
    {
        var file = PdfFile.Base((90, PdfFile.Stream("BT /F1 18 Tf 72 700 Td (Pay 900 dong) Tj ET")));
        var page = file[PdfFile.Page].Replace("/Contents 4 0 R", "", StringComparison.Ordinal);
        file.Update([(PdfFile.Page, page.Replace("/Type/Page", before, StringComparison.Ordinal))]);
        _signer.Sign(file);
        page = file[PdfFile.Page];
        file.Update([(PdfFile.Page, page.Replace(before, after, StringComparison.Ordinal))]);
        Expect(file, ModificationLevel.Other, accepted: false);
    }

    [Fact]
    public void The_picture_of_a_signed_field_may_not_change()
    {
        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions { Visible = true });
        file.Update([(file.NextNumber - 1,
            PdfFile.Stream("1 g", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<>>"))]);
        Expect(file, ModificationLevel.Other, accepted: false);
    }

    [Theory]
    [InlineData("/XObject<</X 50 0 R>>")]
    [InlineData("/XObject 51 0 R")]
    public void A_fields_looks_may_not_be_lent_to_the_page(string resources)
    {
        var file = WithFields(
            (50, PdfFile.Stream("BT (100) Tj ET", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]")), (51, "<</N 50 0 R>>"));
        file.Update(
        [
            (10, PdfFile.With(TextField, "/AP 51 0 R")),
            (PdfFile.Page, file[PdfFile.Page].Replace("/Resources<<", "/Resources<<"
                + resources, StringComparison.Ordinal)),
        ]);
        _signer.Sign(file);
        file.Update([(50, PdfFile.Stream("BT (900) Tj ET", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]"))]);
        Expect(file, ModificationLevel.Other, accepted: false);
    }

    [Fact]
    public void A_field_may_not_become_a_drawing_that_the_page_names()
    {
        var file = WithFields();
        file.Update(
            [(PdfFile.Page, file[PdfFile.Page].Replace("/Resources<<", "/Resources<</XObject 10 0 R",
                StringComparison.Ordinal))]);
        _signer.Sign(file);
        file.Update(
        [
            (10, PdfFile.With(TextField, "/V 52 0 R")),
            (52, PdfFile.Stream("BT (900) Tj ET", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]")),
        ]);
        Expect(file, ModificationLevel.Other, accepted: false);
    }

    [Fact]
    public void A_field_lent_to_the_page_under_an_empty_name_is_found()
    {
        var file = WithFields();
        file.Update(
            [(PdfFile.Page, file[PdfFile.Page].Replace("/Resources<<", "/Resources<</XObject<</ 10 0 R>>",
                StringComparison.Ordinal))]);
        _signer.Sign(file);
        file.Update([(10, PdfFile.With(TextField, "/V(900)"))]);
        Expect(file, ModificationLevel.Other, accepted: false);
    }

    [Fact]
    public void A_field_lent_to_the_page_under_a_name_like_an_index_is_found()
    {
        var file = WithFields();
        file.Update(
            [(PdfFile.Page, file[PdfFile.Page].Replace("/Resources<<", "/Resources<</ExtGState<</#230 10 0 R>>",
                StringComparison.Ordinal))]);
        _signer.Sign(file);
        file.Update([(10, PdfFile.With(TextField, "/V(900)"))]);
        Expect(file, ModificationLevel.Other, accepted: false);
    }

    [Fact]
    public void A_field_filled_behind_more_new_fields_than_a_report_lists_is_told()
    {
        var file = WithFields();
        _signer.Sign(file);
        var (form, page) = (file[PdfFile.Form], file[PdfFile.Page]);
        var added = new List<(int, string)>();
        for (var number = 100; number < 200; number++)
        {
            added.Add((number, $"<</Type/Annot/Subtype/Widget/FT/Sig/T(S{number})/F 132/P 3 0 R/Rect[0 0 0 0]>>"));
            form = PdfFile.Append(form, "/Fields[", number);
            page = PdfFile.Append(page, "/Annots[", number);
        }

        file.Update([.. added, (PdfFile.Form, form), (PdfFile.Page, page)]);
        file.Update([(10, PdfFile.With(TextField, "/V(900)"))]);
        Expect(file, ModificationLevel.FormFilling, accepted: false);
    }

    [Fact]
    public void A_value_changed_below_a_field_that_stays_the_same_is_told()
    {
        var file = WithFields();
        file.Update([(10, PdfFile.With(TextField, "/V 52 0 R")), (52, "(100)")]);
        _signer.Sign(file);
        file.Update([(52, "(900)")]);
        Expect(file, ModificationLevel.FormFilling, accepted: false);
    }

    [Fact]
    public void A_picture_over_another_field_is_told()
    {
        var file = WithFields();
        _signer.Sign(file);
        _signer.Sign(file, new SignOptions { Name = "Second", Visible = true });
        Assert.False(Validate(file).Signatures[0].Modification.Overlaps);
        _signer.Sign(file, new SignOptions { Name = "Third", Visible = true });
        Assert.True(Validate(file).Signatures[0].Modification.Overlaps);
    }

    [Fact]
    public void A_picture_in_a_new_field_without_signature_is_no_signature()
    {
        var file = Signed(null);
        file.Update(
        [
            (80, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Fake)/F 4/P 3 0 R/Rect[50 50 150 150]/AP<</N 81 0 R>>>>"),
            (81, PdfFile.Stream("0 g", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<>>")),
            (PdfFile.Form, PdfFile.Append(file[PdfFile.Form], "/Fields[", 80)),
            (PdfFile.Page, PdfFile.Append(file[PdfFile.Page], "/Annots[", 80)),
        ]);
        Expect(file, ModificationLevel.FormFilling, accepted: false);
    }

    [Fact]
    public void A_seal_of_our_own_is_a_further_signature_and_its_time_stamp_is_evidence()
    {
        using var authority = new TestTimestampAuthority(_signer.Pki);
        var options = new SignatureOptions
        {
            SigningTime = TestPki.Now.AddDays(-1),
            FieldName = "Store",
            Appearance = new SignatureAppearance.NameBox(["Kho", "Store"]),
        };
        var bytes = Seal(Signed(null).ToArray(), document => PadesSigner.Prepare(document, options), _signer.Cms);
        var report = PadesValidator.Validate(bytes, _signer.Context);
        Assert.NotNull(report.Checked);
        Assert.Equal(ModificationLevel.FormFilling, report.Signatures[0].Modification.Level);
        var stamped = Seal(bytes, document => PadesSigner.PrepareTimestamp(document), authority.Stamp);
        report = PadesValidator.Validate(stamped, _signer.Context);
        Assert.NotNull(report.Checked);
        Assert.Equal(
            [ModificationLevel.FormFilling, ModificationLevel.LtaUpdates, ModificationLevel.None],
            report.Signatures.Select(each => each.Modification.Level));
        Assert.All(report.Signatures, each => Assert.Equal(TimeSource.DocumentTimestamp, each.TimeSource));
    }

    private static byte[] Seal(
        ReadOnlyMemory<byte> pdf, Func<UnencryptedPdf, PrepareOutcome> prepare, Func<byte[], byte[]> sign)
    {
        Assert.True(PdfDocument.TryOpen(pdf, PdfLimits.Default, out var document, out var fault), fault?.Detail);
        var prepared = Assert.IsType<PrepareOutcome.Prepared>(prepare(document)).Signature;
        var digest = prepared.DigestBy(DigestAlgorithm.Sha256);
        return prepared.Complete(sign(digest)).ToArray();
    }

    private static PdfFile WithFields(params (int Number, string Body)[] others)
    {
        var file = PdfFile.Base([(10, TextField), (11, EmptyField), .. others]);
        file.Update(
        [
            (PdfFile.Form, "<</Fields[10 0 R 11 0 R]/SigFlags 3>>"),
            (PdfFile.Page, PdfFile.Append(PdfFile.Append(file[PdfFile.Page], "/Annots[", 10), "/Annots[", 11)),
        ]);
        return file;
    }

    private PdfFile Signed(int? certify)
    {
        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions { Certify = certify });
        return file;
    }

    private ValidationReport Validate(PdfFile file) => PadesValidator.Validate(file.ToArray(), _signer.Context);

    private ValidationReport Expect(PdfFile file, ModificationLevel level, bool accepted)
    {
        var report = Validate(file);
        var changes = string.Join("; ", report.Signatures[0].Modification.Changes);
        Assert.True(level == report.Signatures[0].Modification.Level, $"{report.Detail} {report.FaultText} {changes}");
        Assert.True(accepted == report.Checked is not null, $"{report.Detail} {report.FaultText} {changes}");
        return report;
    }
}
