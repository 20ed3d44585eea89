using Proof.Pades;

namespace Proof.Tests.Pades;

/// <summary>Fields that are signed by nobody, and fields that show more than they seem to.</summary>
public sealed class UnseenFieldTests : IDisposable
{
    private const int Hidden = 2;

    private const string OverTheText = "[50 690 550 750]";

    private static readonly string Picture =
        PdfFile.Stream("1 g 0 0 500 60 re f", "/Type/XObject/Subtype/Form/BBox[0 0 500 60]/Resources<<>>");

    private readonly TestSigner _signer = new();

    public void Dispose() => _signer.Dispose();

    [Theory]
    [InlineData(null, false)]
    [InlineData(null, true)]
    [InlineData(2, true)]
    public void A_signature_that_was_there_signs_no_other_field(int? certify, bool existing)
    {
        const string Empty = "<</Type/Annot/Subtype/Widget/FT/Sig/T(Mayor)/F 132/P 3 0 R/Rect[50 690 550 750]>>";
        var file = PdfFile.Base();
        if (existing)
        {
            AddField(file, Empty);
        }

        var signature = file.NextNumber;
        _signer.Sign(file, new SignOptions { Certify = certify });

        // Whoever does this needs no key.
        var borrowed = PdfFile.With(Empty, $"/V {signature} 0 R/AP<</N 71 0 R>>");
        if (existing)
        {
            file.Update([(50, borrowed), (71, Picture)]);
        }
        else
        {
            AddField(file, borrowed, (71, Picture));
        }

        var report = Validate(file);
        Assert.Equal(
            (Indication.TotalFailed, SubIndication.FormatFailure, ModificationLevel.Other),
            (report.Indication, report.SubIndication, report.Signatures[0].Modification.Level));
        Assert.Null(report.Checked);
    }

    [Theory]
    [InlineData(132, "/MK<</BG[1 1 1]>>")]
    [InlineData(36, "/AP<</N 60 0 R>>")]
    [InlineData(Hidden, "/AP<</N 60 0 R>>")]
    public void A_field_that_readers_may_paint_counts_as_seen(int flags, string looks)
    {
        using var authority = new TestTimestampAuthority(_signer.Pki);
        var stamp = new SignOptions
        {
            Name = "Stamp",
            SubFilter = "ETSI.RFC3161",
            Contents = authority.Stamp,
            Place = OverTheText,
            Flags = flags,
            FieldExtra = looks,
            Others = [(60, Picture)],
        };
        var file = PdfFile.Base();
        _signer.Sign(file);
        _signer.Sign(file, stamp);
        var found = Validate(file).Signatures[0].Modification;
        Assert.Equal((ModificationLevel.FormFilling, flags != Hidden), (found.Level, found.Overlaps));

        var certified = PdfFile.Base();
        _signer.Sign(certified, new SignOptions { Certify = 2 });
        _signer.Sign(certified, stamp);
        var report = Validate(certified);
        Assert.Equal(
            (Indication.TotalFailed, ValidationDetail.ModificationForbidden), (report.Indication, report.Detail));
    }

    private static void AddField(PdfFile file, string field, params (int Number, string Body)[] others) => file.Update(
    [
        (50, field),
        (PdfFile.Form, PdfFile.Append(file[PdfFile.Form], "/Fields[", 50)),
        (PdfFile.Page, PdfFile.Append(file[PdfFile.Page], "/Annots[", 50)),
        .. others,
    ]);

    private ValidationReport Validate(PdfFile file) => PadesValidator.Validate(file.ToArray(), _signer.Context);
}
