using Proof.Pades;

namespace Proof.Tests.Pades;

/// <summary>What describes a signed document to people, written anew after the signature: allowed, and told.</summary>
public sealed class DescriptionTests : IDisposable
{
    private const string Catalog = "/Metadata 41 0 R";
    private readonly TestSigner _signer = new();

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void Metadata_of_the_catalog_is_told_apart_from_evidence()
    {
        var file = Signed();
        file.Update(
        [
            (PdfFile.Catalog, PdfFile.With(file[PdfFile.Catalog], Catalog)),
            (41, PdfFile.Stream("<x:xmpmeta>another title</x:xmpmeta>")),
        ]);

        var change = Change(file);

        Assert.Equal(ModificationLevel.LtaUpdates, change.Level);
        Assert.Equal((true, false), (change.ChangesDescription, change.AddsEvidence));
    }

    [Fact]
    public void Evidence_alone_describes_nothing()
    {
        var file = Signed();
        file.Update(
        [
            (PdfFile.Catalog, PdfFile.With(file[PdfFile.Catalog], "/DSS<</Certs[41 0 R]>>")),
            (41, PdfFile.Stream("certificate")),
        ]);

        var change = Change(file);

        Assert.Equal((false, true), (change.ChangesDescription, change.AddsEvidence));
    }

    [Theory]
    [InlineData("<</Title(Quyet dinh)/ModDate(D:2026)>>", "<</Title(Quyet dinh)/ModDate(D:2027)>>", false)]
    [InlineData("<</Title(Quyet dinh)/ModDate(D:2026)>>", "<</Title(Giay phep)/ModDate(D:2026)>>", true)]
    [InlineData("<</Producer(One)>>", "<</Producer(Another)/Author(Somebody)>>", true)]
    [InlineData("<</Title 43 0 R>>", "<</Title 43 0 R/ModDate(D:2027)>>", true)]
    public void A_date_of_the_save_is_no_description_and_a_title_is(string before, string after, bool told)
    {
        var file = PdfFile.Base((42, before), (43, "(One title)"));
        file.Trailer = "/Info 42 0 R";
        _signer.Sign(file);
        file.Update([(42, after), (43, "(Another title)")]);

        var change = Change(file);

        Assert.Equal(ModificationLevel.LtaUpdates, change.Level);
        Assert.Equal(told, change.ChangesDescription);
    }

    [Fact]
    public void An_information_dictionary_that_a_later_writer_leaves_out_says_nothing_new()
    {
        var file = PdfFile.Base((42, "<</Title(Quyet dinh)>>"));
        file.Trailer = "/Info 42 0 R";
        _signer.Sign(file);
        file.Trailer = "";
        _signer.Sign(file, new SignOptions { Name = "Second" });

        Assert.False(Change(file).ChangesDescription);
    }

    private PdfFile Signed()
    {
        var file = PdfFile.Base();
        _signer.Sign(file);
        return file;
    }

    private ModificationReport Change(PdfFile file) =>
        PadesValidator.Validate(file.ToArray(), _signer.Context).Signatures[0].Modification;
}
