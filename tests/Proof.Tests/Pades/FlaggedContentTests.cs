using Proof.Pades;

namespace Proof.Tests.Pades;

/// <summary>What a valid signature does not vouch for, as it may show otherwise: told beside the verdict.</summary>
public sealed class FlaggedContentTests : IDisposable
{
    private readonly TestSigner _signer = new();

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void What_no_signature_vouches_for_is_flagged()
    {
        foreach (var (number, entries, expected) in ((int, string, DocumentWarnings)[])
        [
            (PdfFile.Catalog, "/OpenAction<</S/JavaScript/JS(app.alert)>>", DocumentWarnings.ActiveContent),
            (PdfFile.Catalog, "/Names<</JavaScript<</Names[]>>>>", DocumentWarnings.ActiveContent),
            (PdfFile.Catalog, "/AA<<>>", DocumentWarnings.ActiveContent),
            (PdfFile.Catalog, "/OpenAction[3 0 R/Fit]", DocumentWarnings.None),
            (PdfFile.Page, "/AA<</O<</S/Hide/T(Note)>>>>", DocumentWarnings.ActiveContent),
            (PdfFile.Catalog, "/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[<</S/SetOCGState/State[/OFF 4 0 R]>>]>>",
                DocumentWarnings.ActiveContent),
            (PdfFile.Catalog, "/OCProperties<</OCGs[40 0 R]/D<</Order[40 0 R]>>>>", DocumentWarnings.None),
            (PdfFile.Catalog, "/OCProperties<</OCGs[40 0 R]/D<</AS[<</Event/Print/Category[/Print]>>]>>>>",
                DocumentWarnings.Layers),
            (PdfFile.Catalog, "/OCProperties<</OCGs[40 0 R]/D<</BaseState/OFF>>>>", DocumentWarnings.Layers),
            (PdfFile.Catalog, "/Collection<</View/H>>", DocumentWarnings.Collection),
            (PdfFile.Form, "/NeedAppearances true", DocumentWarnings.NeedAppearances),
            (PdfFile.Form, "/XFA(form)", DocumentWarnings.Xfa),
            (PdfFile.Catalog, "/Perms<</UR3 4 0 R>>", DocumentWarnings.UsageRights),
        ])
        {
            var file = PdfFile.Base();
            file.Update([(number, PdfFile.With(file[number], entries))]);
            _signer.Sign(file);
            Assert.Equal(expected, Passed(file).Warnings);
        }
    }

    [Theory]
    [InlineData("/Type/XObject/Subtype/Image/Width 1/Height 1/Alternates[<</DefaultForPrinting true>>]",
        DocumentWarnings.Layers)]
    [InlineData("/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Ref<</F(other.pdf)/Page 0>>",
        DocumentWarnings.ExternalContent)]
    public void A_picture_of_two_or_from_elsewhere_is_flagged(string entries, DocumentWarnings expected)
    {
        var file = PdfFile.Base((40, PdfFile.Stream("0", entries)));
        _signer.Sign(file);
        Assert.Equal(expected, Passed(file).Warnings);
    }

    [Fact]
    public void Blank_bytes_behind_the_last_signature_are_counted()
    {
        var file = PdfFile.Base();
        _signer.Sign(file);
        Assert.Equal(0, PadesValidator.Validate(file.ToArray(), _signer.Context).Signatures[0].BytesBehind);
        var report = PadesValidator.Validate((byte[])[.. file.ToArray(), 10, 10], _signer.Context);
        Assert.Equal(
            (Indication.TotalPassed, SignatureScope.WholeFile, 2),
            (report.Indication, report.Signatures[0].Scope, report.Signatures[0].BytesBehind));
    }

    private ValidationReport Passed(PdfFile file)
    {
        var report = PadesValidator.Validate(file.ToArray(), _signer.Context);
        Assert.Equal((Indication.TotalPassed, ValidationDetail.None), (report.Indication, report.Detail));
        Assert.NotNull(report.Checked);
        return report;
    }
}
