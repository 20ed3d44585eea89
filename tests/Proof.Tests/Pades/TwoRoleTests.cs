using Proof.Pades;

namespace Proof.Tests.Pades;

/// <summary>
/// Shadow attacks by an object of two roles: what a signer may add or fill in is, for another part of the signed
/// document, how its pages look.
/// </summary>
public sealed class TwoRoleTests : IDisposable
{
    private const string Widget = "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/F 132/P 3 0 R/Rect[0 0 0 0]>>";
    private const string Note = "<</Type/Annot/Subtype/Text/Rect[10 10 20 20]/Contents(a)>>";
    private const string Resources = "/Resources<<";

    private readonly TestSigner _signer = new();

    public void Dispose() => _signer.Dispose();

    [Theory]
    [InlineData("graphics state by name", PdfFile.Page, Resources, "/Resources<</ExtGState<</G # 0 R>>", "/ca 0")]
    [InlineData("graphics state", PdfFile.Page, Resources, "/Resources<</ExtGState 20 0 R", "/ca 0")]
    [InlineData("soft mask", PdfFile.Page, Resources, "/Resources<</ExtGState<</G<</SMask # 0 R>>>>",
        "/S/Luminosity/G 4 0 R")]
    [InlineData("encoding", PdfFile.Font, "/BaseFont", "/Encoding # 0 R/BaseFont", "/Differences[49/nine]")]
    [InlineData("font descriptor", PdfFile.Font, "/BaseFont", "/FontDescriptor # 0 R/BaseFont", "/FontFile2 4 0 R")]
    [InlineData("page", PdfFile.Pages, "/Kids[3 0 R", "/Kids[3 0 R # 0 R", "/Contents 4 0 R/MediaBox[0 0 9 9]")]
    [InlineData("group", PdfFile.Page, Resources, "/Group # 0 R/Resources<<", "/S/Transparency/I true")]
    [InlineData("layers", PdfFile.Catalog, "/Pages", "/OCProperties # 0 R/Pages", "/D<</BaseState/OFF>>")]
    [InlineData("action", PdfFile.Catalog, "/Pages", "/OpenAction # 0 R/Pages", "/S/JavaScript/JS(x)")]
    public void A_new_signature_field_may_not_be_what_the_document_was_missing(
        string role, int holder, string here, string there, string entries)
    {
        var file = PdfFile.Base((20, "<<>>"));
        var missing = file.NextNumber + 3;
        file.Update(
        [
            (20, $"<</G {missing} 0 R>>"),
            (holder, file[holder].Replace(
                here, there.Replace("#", $"{missing}", StringComparison.Ordinal), StringComparison.Ordinal)),
        ]);
        _signer.Sign(file);
        _signer.Sign(file, new SignOptions { Name = "Second", FieldExtra = entries });
        Refused(file, role);
    }

    [Theory]
    [InlineData("", "/AS[<</Event/View/OCGs[20 0 R]>>]")]
    [InlineData("/AS[<</Event/View/OCGs[20 0 R]>>]", "")]
    public void A_field_signed_may_not_be_the_layers_as_well(string before, string after)
    {
        var file = WithObject(Widget);
        file.Update(
        [
            (PdfFile.Catalog, PdfFile.With(file[PdfFile.Catalog], "/OCProperties<</OCGs[20 0 R]/D 11 0 R>>")),
            (11, PdfFile.With(Widget, before)),
            (20, "<</Type/OCG/Name(x)>>"),
        ]);
        _signer.Sign(file);
        file.Update([(11, PdfFile.With(Widget, after))]);
        _signer.Sign(file, new SignOptions { Field = 11 });
        Refused(file, before);
    }

    [Theory]
    [InlineData("graphics state", Resources, "/Resources<</ExtGState 20 0 R", "/ca 0")]
    [InlineData("soft mask", Resources, "/Resources<</ExtGState<</G<</SMask 11 0 R>>>>", "/S/Luminosity/G 4 0 R")]
    [InlineData("group", Resources, "/Group 11 0 R/Resources<<", "/S/Transparency/I true")]
    [InlineData("page", "/Parent 2 0 R", "/Parent 2 0 R/B[11 0 R]", "/R[0 0 9 9]")]
    public void An_annotation_changed_may_not_be_something_else_as_well(
        string role, string here, string there, string entries)
    {
        var file = WithObject(Note);
        file.Update(
        [
            (20, "<</G 11 0 R>>"),
            (PdfFile.Page, file[PdfFile.Page].Replace(here, there, StringComparison.Ordinal)),
        ]);
        _signer.Sign(file);
        file.Update([(11, PdfFile.With(file[11], entries))]);
        Refused(file, role);
    }

    private static PdfFile WithObject(string body)
    {
        var file = PdfFile.Base((11, body));
        file.Update(
        [
            (PdfFile.Form, body == Widget ? PdfFile.Append(file[PdfFile.Form], "/Fields[", 11) : file[PdfFile.Form]),
            (PdfFile.Page, PdfFile.Append(file[PdfFile.Page], "/Annots[", 11)),
        ]);
        return file;
    }

    private void Refused(PdfFile file, string role)
    {
        var policy = new ValidationPolicy { Modifications = ModificationAllowance.Annotations };
        var report = PadesValidator.Validate(file.ToArray(), _signer.Context with { Policy = policy });
        var changes = string.Join("; ", report.Signatures[0].Modification.Changes);
        Assert.True(
            ModificationLevel.Other == report.Signatures[0].Modification.Level,
            $"{role}: {report.Detail} {report.FaultText} {changes}");
        Assert.Null(report.Checked);
    }
}
