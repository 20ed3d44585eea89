using Proof.Pades;

namespace Proof.Tests.Pades;

/// <summary>Which fields a signature locks, and what is laid over what was signed.</summary>
public sealed class LockTests : IDisposable
{
    private const int Amount = 10;
    private const int Part = 11;
    private const int Seal = 12;

    private static readonly string[] Bodies =
    [
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(Amount)/F 4/P 3 0 R/Rect[72 600 200 620]/DA(/F1 12 Tf)>>",
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(Office.Note)/F 4/P 3 0 R/Rect[72 560 200 580]/DA(/F1 12 Tf)>>",
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/F 132/P 3 0 R/Rect[300 600 400 700]>>",
    ];

    private readonly TestSigner _signer = new();

    public void Dispose() => _signer.Dispose();

    [Theory]
    [InlineData("/Include/Fields[(Amount)]", true, false)]
    [InlineData("/Include/Fields[(Office)]", false, true)]
    [InlineData("/Include/Fields[(Offic)]", false, false)]
    [InlineData("/Exclude/Fields[(Amount)]", false, true)]
    [InlineData("/Exclude/Fields[(Office)]", true, false)]
    [InlineData("/Exclude/Fields[]", true, true)]
    [InlineData("/All", true, true)]
    [InlineData("/Unheard", true, true)]
    public void A_transform_or_a_lock_of_the_field_forbids_the_fields_it_names(string action, bool amount, bool note)
    {
        var transform =
            $"/Reference[<</TransformMethod/FieldMDP/TransformParams<</Type/TransformParams/V/1.2/Action{action}>>>>]";
        var ownLock = $"/Lock<</Type/SigFieldLock/Action{action}>>";
        foreach (var options in (SignOptions[])
            [new() { Extra = transform }, new() { FieldExtra = ownLock, Name = "Locking" }])
        {
            Assert.Equal(amount, IsForbidden(options, Amount));
            Assert.Equal(note, IsForbidden(options, Part));
        }
    }

    [Theory]
    [InlineData(1, true, true)]
    [InlineData(2, false, true)]
    [InlineData(3, false, false)]
    public void A_lock_may_restrict_the_document_as_a_certification_does(int p, bool fields, bool annotations)
    {
        var options = new SignOptions { FieldExtra = $"/Lock<</Type/SigFieldLock/Action/Include/Fields[]/P {p}>>" };
        Assert.Equal(fields, IsForbidden(options, Amount));
        var file = Signed(options);
        Annotate(file, "[400 100 500 120]");
        Assert.Equal(annotations, Modification(file).Forbidden);
    }

    [Fact]
    public void A_locked_signature_field_may_not_be_signed_any_more()
    {
        var locked = Signed(new SignOptions { FieldExtra = "/Lock<</Action/Include/Fields[(Seal)]>>" });
        _signer.Sign(locked, new SignOptions { Field = Seal, Visible = true });
        Assert.True(Modification(locked).Forbidden);
        var free = Signed(new SignOptions { FieldExtra = "/Lock<</Action/Exclude/Fields[(Seal)]>>" });
        _signer.Sign(free, new SignOptions { Field = Seal, Visible = true });
        Assert.False(Modification(free).Forbidden);
    }

    [Fact]
    public void A_certification_without_level_allows_forms_and_one_that_cannot_be_read_nothing()
    {
        const string Certification = "/Reference[<</TransformMethod/DocMDP/TransformParams<<{0}>>>>]";
        foreach (var (level, forbidden) in ((string, bool)[])[("", false), ("/P 9", true), ("/P(2)", true)])
        {
            var options = new SignOptions
            {
                Extra = Certification.Replace("{0}", level, StringComparison.Ordinal),
            };
            Assert.Equal(forbidden, IsForbidden(options, Amount));
        }
    }

    [Theory]
    [InlineData("[72 690 300 720]", true)]
    [InlineData("[400 100 500 120]", false)]
    [InlineData("[190 590 250 640]", true)]
    public void An_annotation_over_text_or_a_field_that_was_signed_is_told(string place, bool overlaps)
    {
        var file = Signed(new SignOptions());
        Annotate(file, place);
        var found = Modification(file);
        Assert.Equal((ModificationLevel.Annotations, overlaps), (found.Level, found.Overlaps));
    }

    [Fact]
    public void A_hidden_annotation_covers_nothing_and_a_lie_about_its_page_helps_nobody()
    {
        var hidden = Signed(new SignOptions());
        Annotate(hidden, "[72 690 300 720]", "/F 2");
        Assert.False(Modification(hidden).Overlaps);
        var lying = Signed(new SignOptions());
        Annotate(lying, "[72 690 300 720]", "/P 2 0 R");
        Assert.True(Modification(lying).Overlaps);
    }

    [Fact]
    public void A_further_signatures_picture_over_the_text_is_told_and_beside_it_not()
    {
        var beside = Signed(new SignOptions());
        _signer.Sign(beside, new SignOptions { Name = "Second", Visible = true });
        Assert.False(Modification(beside).Overlaps);
        var over = PdfFile.Base();
        over.Update([(PdfFile.Content, PdfFile.Stream("BT /F1 18 Tf 60 60 Td (Pay 100 dong) Tj ET"))]);
        _signer.Sign(over);
        _signer.Sign(over, new SignOptions { Name = "Second", Visible = true });
        var report = PadesValidator.Validate(over.ToArray(), _signer.Context);
        Assert.True(report.Signatures[0].Modification.Overlaps);
        Assert.NotNull(report.Checked);
        var unread = PadesValidator.Validate(over.ToArray(), _signer.Context with { LooksForOverlaps = false });
        Assert.False(unread.Signatures[0].Modification.Overlaps);
    }

    private bool IsForbidden(SignOptions options, int field)
    {
        var file = Signed(options);
        file.Update([(field, PdfFile.With(Bodies[field - Amount], "/V(900)"))]);
        var report = Modification(file);
        Assert.Equal(ModificationLevel.FormFilling, report.Level);
        return report.Forbidden;
    }

    private static void Annotate(PdfFile file, string place, string more = "/P 3 0 R") => file.Update(
    [
        (PdfFile.Page, PdfFile.Append(file[PdfFile.Page], "/Annots[", 60)),
        (60, $"<</Type/Annot/Subtype/FreeText/Rect{place}/Contents(900){more}>>"),
    ]);

    private PdfFile Signed(SignOptions options)
    {
        var file = PdfFile.Base([(Amount, Bodies[0]), (Part, Bodies[1]), (Seal, Bodies[2])]);
        var page = file[PdfFile.Page];
        foreach (var number in (int[])[Amount, Part, Seal])
        {
            page = PdfFile.Append(page, "/Annots[", number);
        }

        file.Update([(PdfFile.Form, "<</Fields[10 0 R 11 0 R 12 0 R]/SigFlags 3>>"), (PdfFile.Page, page)]);
        _signer.Sign(file, options);
        return file;
    }

    private ModificationReport Modification(PdfFile file)
    {
        var report = PadesValidator.Validate(file.ToArray(), _signer.Context);
        Assert.NotEmpty(report.Signatures);
        return report.Signatures[0].Modification;
    }
}
