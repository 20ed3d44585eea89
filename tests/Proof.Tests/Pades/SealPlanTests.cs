using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>Which file is sealed, by what earlier signatures allow and by the room there is.</summary>
public sealed class SealPlanTests : IDisposable
{
    private const string EmptyFields = "/AcroForm<</Fields[6 0 R]/SigFlags 3>>";

    private readonly SealingKit _kit = new();

    public void Dispose() => _kit.Dispose();

    [Fact]
    public void Puts_the_seal_bottom_left_of_an_unsigned_page()
    {
        var plan = Assert.IsType<SealPlan.NewField>(Plan(Papers.A4));
        Assert.Equal(1, plan.Page);
        Assert.Equal("ResultStoreSeal", plan.FieldName);
        Assert.True(plan.Box is { Left: > 10 and < 13, Bottom: > 10 and < 13, Width: > 79 and < 80 });
    }

    [Fact]
    public void Goes_bottom_right_where_an_annotation_stands_on_the_left()
    {
        var paper = Papers.Page("/MediaBox[0 0 595 842]/Annots[<</Type/Annot/Subtype/Square/Rect[50 50 60 60]>>]");
        Assert.True(Assert.IsType<SealPlan.NewField>(Plan(paper)).Box.Right > 580);
    }

    [Fact]
    public void Asks_for_a_sheet_where_no_place_is_free()
    {
        var paper = Papers.Page("/MediaBox[0 0 595 842]/Annots[<</Type/Annot/Subtype/Square/Rect[0 0 595 60]>>]");
        Assert.Equal(SheetReason.NoFreePlace, Assert.IsType<SealPlan.VerificationSheet>(Plan(paper)).Reason);
    }

    [Fact]
    public void A_hidden_annotation_takes_no_place()
    {
        var paper = Papers.Page("/MediaBox[0 0 595 842]/Annots[<</Type/Annot/Subtype/Square/F 2/Rect[0 0 595 60]>>]");
        Assert.True(Assert.IsType<SealPlan.NewField>(Plan(paper)).Box.Left < 13);
    }

    [Fact]
    public void Never_covers_what_the_page_says()
    {
        const string Low = "BT /F 12 Tf 40 60 Td (Noi nhan:) Tj ET";
        var stream = $"<</Length {Low.Length}>>\nstream\n{Low}\nendstream";
        var paper = Papers.Page("/MediaBox[0 0 595 842]/Contents 6 0 R", more: [stream]);
        Assert.True(Assert.IsType<SealPlan.NewField>(Plan(paper)).Box.Right > 580);

        const string Wide = "BT /F 12 Tf 1 0 0 1 40 60 Tm [(Dieu 1.) -40000 (trang 1)] TJ ET";
        stream = $"<</Length {Wide.Length}>>\nstream\n{Wide}\nendstream";
        paper = Papers.Page("/MediaBox[0 0 595 842]/Contents 6 0 R", more: [stream]);
        Assert.IsType<SealPlan.VerificationSheet>(Plan(paper));
    }

    [Theory]
    [InlineData("1 1 1 rg 0 0 595 842 re f")]
    [InlineData("q 595 0 0 842 0 0 cm /Scan Do Q")]
    [InlineData("q 0 0 200 200 re W n Q")]
    [InlineData("BT 3 Tr /F 12 Tf 40 60 Td (recognised) Tj ET")]
    [InlineData("20 20 555 802 re S")]
    public void A_background_a_scan_or_a_frame_takes_no_place(string content)
    {
        var stream = $"<</Length {content.Length}>>\nstream\n{content}\nendstream";
        const string Scan = "<</Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>\n"
            + "stream\n0\nendstream";
        var paper = Papers.Page(
            "/MediaBox[0 0 595 842]/Contents 6 0 R/Resources<</XObject<</Scan 7 0 R>>>>", more: [stream, Scan]);
        Assert.True(Assert.IsType<SealPlan.NewField>(Plan(paper)).Box.Left < 13);
    }

    [Fact]
    public void A_page_too_small_for_the_seal_gets_a_sheet() =>
        Assert.IsType<SealPlan.VerificationSheet>(Plan(Papers.Page("/MediaBox[0 0 60 60]")));

    [Fact]
    public void Takes_the_configured_place()
    {
        var options = SealingKit.SealOptions with { Position = new PagePosition(-1, PageCorner.TopRight, 10, 10) };
        var plan = Assert.IsType<SealPlan.NewField>(SealPlan.For(SealingKit.Open(Papers.A4), options));
        Assert.True(plan.Box is { Top: > 813 and < 814, Right: > 566 and < 567 });
    }

    [Fact]
    public void The_configured_place_may_lie_over_text_but_not_over_an_annotation()
    {
        const string High = "BT /F 12 Tf 500 780 Td (So: 1) Tj ET";
        var stream = $"<</Length {High.Length}>>\nstream\n{High}\nendstream";
        var options = SealingKit.SealOptions with { Position = new PagePosition(1, PageCorner.TopRight, 10, 10) };

        var over = Plan("");
        Assert.True(over.Box is { Top: > 813 and < 814, Right: > 566 and < 567 });
        var beside = Plan("/Annots[<</Type/Annot/Subtype/Square/Rect[500 780 510 790]>>]");
        Assert.True(beside.Box is { Bottom: < 50, Left: < 13 });

        SealPlan.NewField Plan(string annotations) => Assert.IsType<SealPlan.NewField>(SealPlan.For(
            SealingKit.Open(Papers.Page($"/MediaBox[0 0 595 842]/Contents 6 0 R{annotations}", more: [stream])),
            options));
    }

    [Theory]
    [InlineData(DocMdp.FormFilling)]
    [InlineData(DocMdp.Annotations)]
    public void A_certified_document_without_an_empty_field_gets_a_sheet(DocMdp permission)
    {
        var certified = _kit.OfficerSigns(Papers.A4, new() { SigningTime = TestPki.Now, Certify = permission });
        Assert.Equal(SheetReason.NoEmptyField, Assert.IsType<SealPlan.VerificationSheet>(Plan(certified)).Reason);
    }

    [Fact]
    public void A_certified_document_with_an_empty_field_is_sealed_there()
    {
        var field = Field("Cho ky", "[400 40 500 160]");
        var paper = Papers.Page("/MediaBox[0 0 595 842]/Annots[6 0 R]", EmptyFields, [field]);
        var certified = _kit.OfficerSigns(paper, new() { SigningTime = TestPki.Now, Certify = DocMdp.FormFilling });
        Assert.Equal("Cho ky", Assert.IsType<SealPlan.ExistingField>(Plan(certified)).FieldName);

        var report = _kit.Validate(_kit.SealFile(certified));
        Assert.Equal(Indication.TotalPassed, report.Indication);
        Assert.Equal(2, report.Signatures.Count);
    }

    [Fact]
    public void An_empty_field_too_small_to_read_is_not_used()
    {
        var field = Field("Cho ky", "[400 40 430 70]");
        var paper = Papers.Page("/MediaBox[0 0 595 842]/Annots[6 0 R]", EmptyFields, [field]);
        var certified = _kit.OfficerSigns(paper, new() { SigningTime = TestPki.Now, Certify = DocMdp.FormFilling });
        Assert.IsType<SealPlan.VerificationSheet>(Plan(certified));
    }

    [Fact]
    public void A_document_certified_against_all_changes_gets_a_sheet()
    {
        var certified = _kit.OfficerSigns(Papers.A4, new() { SigningTime = TestPki.Now, Certify = DocMdp.NoChanges });
        Assert.Equal(SheetReason.NoChangesAllowed, Assert.IsType<SealPlan.VerificationSheet>(Plan(certified)).Reason);
    }

    [Fact]
    public void A_lock_on_all_fields_gets_a_sheet()
    {
        var locked = _kit.OfficerSigns(Papers.A4, new() { SigningTime = TestPki.Now, Lock = new SignatureLock.All() });
        Assert.Equal(SheetReason.NoChangesAllowed, Assert.IsType<SealPlan.VerificationSheet>(Plan(locked)).Reason);
    }

    [Fact]
    public void A_lock_on_other_fields_leaves_room_for_a_new_one()
    {
        var options = new SignatureOptions { SigningTime = TestPki.Now, Lock = new SignatureLock.Include(["Other"]) };
        Assert.IsType<SealPlan.NewField>(Plan(_kit.OfficerSigns(Papers.A4, options)));
    }

    [Fact]
    public void A_taken_field_name_gets_a_number()
    {
        var sealedOnce = _kit.SealFile(Papers.A4);
        var plan = Assert.IsType<SealPlan.NewField>(SealPlan.For(
            SealingKit.Open(sealedOnce),
            SealingKit.SealOptions with { Appearance = new SignatureAppearance.Invisible() }));
        Assert.Equal("ResultStoreSeal2", plan.FieldName);
    }

    private static string Field(string name, string rectangle) =>
        $"<</Type/Annot/Subtype/Widget/FT/Sig/F 4/T({name})/P 3 0 R/Rect{rectangle}>>";

    private static SealPlan Plan(byte[] pdf) => SealPlan.For(SealingKit.Open(pdf), SealingKit.SealOptions);
}
