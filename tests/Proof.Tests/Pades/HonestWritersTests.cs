using System.Globalization;
using Proof.Pades;

namespace Proof.Tests.Pades;

/// <summary>
/// What honest programs by others write, shape by shape: none of it may cost a signature its verdict. Where a shape
/// could serve an attack as well, the attack stands beside it.
/// </summary>
public sealed class HonestWritersTests : IDisposable
{
    private const string Picture = "/Type/XObject/Subtype/Form/BBox[0 0 100 100]";
    private const string Drawn = "0 0 100 100 re f";

    private const string TextField =
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(Amount)/F 4/P 3 0 R/Rect[72 600 200 620]/DA(/F1 12 Tf)/V(1)/Ff 4096>>";

    private readonly TestSigner _signer = new();

    public void Dispose() => _signer.Dispose();

    // iText 5 and PDFBox name each visible signature's picture in the form's resources, always by the same name.
    [Theory]
    [InlineData("/DR<</XObject<</FRM 40 0 R>>/Font<</H 6 0 R>>>>", "/DR<</XObject<</FRM # 0 R>>/Font<</H 6 0 R>>>>")]
    [InlineData("/DR 41 0 R", "/DR<</XObject<</FRM # 0 R>>/Font<</F1 6 0 R/ZaDb 6 0 R>>>>/DA(/Helv 0 Tf 0 g )")]
    [InlineData("", "/DR<</XObject<</FRM # 0 R>>/ProcSet[/PDF/Text]>>/DA(/Helv 0 Tf 0 g )/NeedAppearances false")]
    public void Takes_a_signatures_picture_named_in_the_forms_resources(string before, string after)
    {
        var file = WithForm(before, "/Resources<<>>", "");
        _signer.Sign(file);
        SignAgain(file, after);
        Expect(file, ModificationLevel.FormFilling, accepted: true);
    }

    [Theory]
    [InlineData("a picture without resources of its own", "", "", "", "/DR<</XObject<</FRM # 0 R>>>>")]
    [InlineData("resources that are an object of their own", "", "", "/DR 41 0 R", "/DR 41 0 R")]
    [InlineData("a font that was missing", "/Resources<<>>", "/DA(/Helv 12 Tf)", "", "/DR<</Font<</Helv # 0 R>>>>")]
    [InlineData("another font", "/Resources<<>>", "", "/DR<</Font<</F1 6 0 R>>>>", "/DR<</Font<</F1 # 0 R>>>>")]
    [InlineData("no font any more", "/Resources<<>>", "", "/DR<</Font<</F1 6 0 R>>>>", "/DR<</Font<<>>>>")]
    [InlineData("no resources any more", "/Resources<<>>", "", "/DR<</Font<</F1 6 0 R>>>>", "")]
    [InlineData("looks for what had none", "/Resources<<>>", "-", "", "/DA(/F1 1 Tf)")]
    [InlineData("looks made anew", "/Resources<<>>", "", "", "/NeedAppearances true")]
    [InlineData("the page's resources", "/Resources<<>>", "", "/DR 41 0 R", "/DR 41 0 R")]
    public void A_forms_resources_may_not_change_what_a_field_shows(
        string what, string resources, string looks, string before, string after)
    {
        var file = WithForm(before, resources, looks);
        if (what == "the page's resources")
        {
            file.Update([(PdfFile.Page, file[PdfFile.Page].Replace(
                "/Resources<</Font<</F1 6 0 R>>>>", "/Resources 41 0 R", StringComparison.Ordinal))]);
        }

        _signer.Sign(file);
        if (before == after)
        {
            file.Update([(41, $"<</XObject<</FRM 40 0 R/Fx {file.NextNumber} 0 R>>/Font<</F1 6 0 R>>>>"),
                (file.NextNumber, PdfFile.Stream(Drawn, Picture))]);
        }

        SignAgain(file, after);
        Expect(file, ModificationLevel.Other, accepted: false);
    }

    // Okular keeps ten digits, MuPDF seven, pdf-lib writes 612.0 as 612.
    [Theory]
    [InlineData("[0 0 595.303937007874 841.889763779528]", "[0 0 595.303937 841.8897638]", true)]
    [InlineData("[0 0 595.303937007874 841.889763779528]", "[0.0 0 595.304 841.89]", true)]
    [InlineData("[0 0 612.0 792.0]", "[0 0 612 792]", true)]
    [InlineData("[0 0 612 792]", "[0 0 612.01 792]", false)]
    [InlineData("[0 0 612 792]", "[0 0 612 792 0]", false)]
    public void Takes_a_page_whose_measures_are_written_with_fewer_digits(string before, string after, bool accepted)
    {
        var file = PdfFile.Base();
        file.Update([(PdfFile.Page, Measured("[0 0 595 842]", before))]);
        _signer.Sign(file);
        file.Update([(PdfFile.Page, Measured(before, after))]);
        _signer.Sign(file, new SignOptions { Name = "Second" });
        Expect(file, accepted ? ModificationLevel.FormFilling : ModificationLevel.Other, accepted);

        string Measured(string old, string now) => file[PdfFile.Page].Replace(old, now, StringComparison.Ordinal);
    }

    // LibreOffice writes pages to twelve digits. The seal writes the page again.
    [Fact]
    public void A_seal_changes_no_number_of_the_page()
    {
        const string Numbers = "[595.303937007874 612.0 4. -.002 .00000012 0.1234567890123456 98765432109876543210.5]";
        var file = PdfFile.Base();
        file.Update([(PdfFile.Page, PdfFile.With(
            file[PdfFile.Page].Replace("595 842", "595.303937007874 841.889763779528", StringComparison.Ordinal),
            "/UserUnit 1.0/PieceInfo" + Numbers))]);
        _signer.Sign(file);
        using var kit = new SealingKit();
        var report = PadesValidator.Validate(kit.SealFile(file.ToArray()), _signer.Context);
        Assert.Equal(
            (Integrity.Intact, ModificationLevel.FormFilling),
            (report.Signatures[0].Integrity, report.Signatures[0].Modification.Level));
    }

    // Acrobat, and PDFBox's and iText's examples, make fields read-only as they sign.
    [Theory]
    [InlineData(4096, 4097, true)]
    [InlineData(4096, 4103, true)]
    [InlineData(4096, 1, false)]
    [InlineData(4096, 8192 + 4096, false)]
    public void Takes_fields_that_a_signer_makes_read_only(int before, int after, bool accepted)
    {
        var file = WithForm("", "/Resources<<>>", "");
        _signer.Sign(file, new SignOptions { Certify = 2 });
        var read = file[10].Replace($"/Ff {before}", $"/Ff {after}", StringComparison.Ordinal);
        file.Update([(10, read), (31, PdfFile.With(file[31], "/Ff 1"))]);
        Expect(file, accepted ? ModificationLevel.LtaUpdates : ModificationLevel.Other, accepted);
    }

    // iText says with every choice where the list is scrolled to, and can change a field's font.
    [Theory]
    [InlineData("/V(900)/TI 0/I[1]", true)]
    [InlineData("/V(900)/DA(/F1 9 Tf)/Q 1", true)]
    [InlineData("/DA(/F1 9 Tf)", true)]
    [InlineData("/V(900)/TI(x)", false)]
    [InlineData("/V(900)/Q 41 0 R", false)]
    [InlineData("/V(900)/Opt[(900)(901)]", false)]
    [InlineData("/V(900)/A<</S/JavaScript/JS(x)>>", false)]
    public void Tells_a_field_filled_in_by_what_filling_in_writes(string entries, bool filled)
    {
        var file = WithForm("", "/Resources<<>>", "");
        _signer.Sign(file);
        var field = file[10];
        foreach (var (key, was) in ((string, string)[])[("/DA", "/DA(/F1 12 Tf)"), ("/V", "/V(1)")])
        {
            field = entries.Contains(key, StringComparison.Ordinal)
                ? field.Replace(was, "", StringComparison.Ordinal) : field;
        }

        file.Update([(10, PdfFile.With(field, entries))]);
        Expect(file, filled ? ModificationLevel.FormFilling : ModificationLevel.Other, accepted: false);
    }

    [Fact]
    public void Takes_flags_of_a_field_that_is_signed_and_nothing_else_of_it()
    {
        foreach (var (entries, accepted) in new[] { ("/Ff 1", true), ("/Ff 1/TU(x)", false) })
        {
            var file = PdfFile.Base();
            _signer.Sign(file);
            var field = file.NextNumber - 1;
            file.Update([(field, PdfFile.With(file[field], entries))]);
            Expect(file, accepted ? ModificationLevel.LtaUpdates : ModificationLevel.Other, accepted);
        }
    }

    [Theory]
    [InlineData("/MK<</CA(x)>>/DA(/F1 0 Tf)/BS<</W 0>>/Border[0 0 0]/H/N/Q 1/TU(Seal)/P 3 0 R", true)]
    [InlineData("/MK<</N 41 0 R>>", true)]
    [InlineData("/Rect[0 0 500 500]", false)]
    [InlineData("/P 2", false)]
    [InlineData("/A<</S/JavaScript/JS(x)>>", false)]
    public void Takes_what_decorates_a_field_that_is_being_signed(string entries, bool accepted)
    {
        var file = WithForm("", "/Resources<<>>", "");
        var bare = file[31].Replace("/P 3 0 R", "", StringComparison.Ordinal);
        file.Update([(31, bare)]);
        _signer.Sign(file, new SignOptions { Certify = 2 });
        _signer.Sign(file, new SignOptions { Field = 31, FieldExtra = entries });
        Expect(file, accepted ? ModificationLevel.FormFilling : ModificationLevel.Other, accepted);
    }

    [Theory]
    [InlineData("/Subtype/Popup/Parent 50 0 R/Rect[0 0 9 9]", ModificationLevel.Annotations)]
    [InlineData("/Type/Page/Parent 2 0 R", ModificationLevel.Other)]
    public void A_note_may_have_a_pop_up_that_is_not_on_the_page(string popup, ModificationLevel level)
    {
        var file = PdfFile.Base();
        _signer.Sign(file);
        file.Update(
        [
            (PdfFile.Page, PdfFile.Append(file[PdfFile.Page], "/Annots[", 50)),
            (50, "<</Type/Annot/Subtype/Text/Rect[400 700 420 720]/Contents(a)/Popup 51 0 R>>"),
            (51, $"<<{popup}>>"),
        ]);
        Expect(file, level, accepted: false);
    }

    // node-signpdf names the line end before the table, and the next signer's /Prev does so, too.
    [Theory]
    [InlineData("\n", true)]
    [InlineData("\r", true)]
    [InlineData("\r\n", false)]
    [InlineData("\0", false)]
    [InlineData("%\n", false)]
    public void Takes_a_table_named_by_the_white_space_before_it(string white, bool accepted)
    {
        var file = PdfFile.Base();
        Named();
        _signer.Sign(file);
        Named();
        var report = Validate(file);
        Assert.True(accepted == report.Checked is not null, report.FaultText);
        if (accepted)
        {
            using var kit = new SealingKit();
            var later = kit.SealFile(file.ToArray());
            report = PadesValidator.Validate(later, _signer.Context);
            Assert.Equal(ModificationLevel.FormFilling, report.Signatures[0].Modification.Level);
        }

        void Named() => file.Update([(PdfFile.Catalog, file[PdfFile.Catalog] + "\n")], white: white);
    }

    [Theory]
    [InlineData("/MarkInfo<</Marked true>>", true)]
    [InlineData("/Version/2.0/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 2>>>>", true)]
    [InlineData("/PageMode/UseOutlines", false)]
    [InlineData("/OutputIntents[<</S/GTS_PDFA1>>]", false)]
    public void Takes_what_says_nothing_of_how_pages_look(string entries, bool accepted)
    {
        var file = PdfFile.Base();
        _signer.Sign(file);
        file.Update([(PdfFile.Catalog, PdfFile.With(file[PdfFile.Catalog], entries))]);
        Expect(file, accepted ? ModificationLevel.LtaUpdates : ModificationLevel.Other, accepted);
    }

    [Theory]
    [InlineData("/Type/Annot/F 132", true)]
    [InlineData("/F 0", false)]
    public void Takes_a_key_that_stands_twice_and_says_the_same(string twice, bool accepted)
    {
        var file = PdfFile.Base();
        _signer.Sign(file);
        _signer.Sign(file, new SignOptions { Name = "Second", FieldExtra = twice });
        Assert.Equal(accepted, Validate(file).Checked is not null);
    }

    private static PdfFile WithForm(string form, string resources, string looks)
    {
        var field = looks switch
        {
            "" => TextField,
            "-" => TextField.Replace("/DA(/F1 12 Tf)", "", StringComparison.Ordinal),
            _ => TextField.Replace("/DA(/F1 12 Tf)", looks, StringComparison.Ordinal),
        };
        var file = PdfFile.Base(
            (10, PdfFile.With(field, "/AP<</N 11 0 R>>")),
            (11, PdfFile.Stream("/FRM Do", Picture + resources)),
            (31, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Empty)/F 132/P 3 0 R/Rect[0 0 0 0]>>"),
            (40, PdfFile.Stream(Drawn, Picture)),
            (41, "<</XObject<</FRM 40 0 R>>/Font<</F1 6 0 R>>>>"));
        file.Update(
        [
            (PdfFile.Form, $"<</Fields[10 0 R 31 0 R]/SigFlags 3{form}>>"),
            (PdfFile.Page, PdfFile.Append(PdfFile.Append(file[PdfFile.Page], "/Annots[", 10), "/Annots[", 31)),
        ]);
        return file;
    }

    // A second visible signature; the form's resources name a new object, most often its picture.
    private void SignAgain(PdfFile file, string resources)
    {
        var drawn = file.NextNumber;
        var form = file[PdfFile.Form];
        var kept = form[..form.IndexOf("/SigFlags 3", StringComparison.Ordinal)] + "/SigFlags 3";
        var named = resources.Replace("#", drawn.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        file.Update(
        [
            (drawn, PdfFile.Stream(Drawn, Picture)),
            (PdfFile.Form, kept + named + ">>"),
        ]);
        _signer.Sign(file, new SignOptions { Name = "Second", Visible = true });
    }

    private ValidationReport Validate(PdfFile file) => PadesValidator.Validate(file.ToArray(), _signer.Context);

    private void Expect(PdfFile file, ModificationLevel level, bool accepted)
    {
        var report = Validate(file);
        var told = $"{report.Detail} {report.FaultText} "
            + string.Join("; ", report.Signatures.Take(1).SelectMany(each => each.Modification.Changes));
        Assert.True(report.Signatures.Count > 0 && level == report.Signatures[0].Modification.Level, told);
        Assert.True(accepted == report.Checked is not null, told);
    }
}
