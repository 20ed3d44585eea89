using Proof.Pades;

namespace Proof.Tests.Pades;

/// <summary>Encrypted documents that two readers would decrypt differently.</summary>
public sealed class EncryptedReadingsTests : EncryptedFiles
{
    private const string Text = "BT /F1 18 Tf 72 700 Td (Pay 100 dong) Tj ET";

    [Fact]
    public void Refuses_a_stream_that_some_readers_decrypt_and_others_do_not()
    {
        foreach (var (entries, filesOnly, metadata) in new[]
        {
            ("/Filter/Crypt", false, true),
            ("/Filter[/Crypt]/DecodeParms[<</Name/Identity>>]", false, true),
            ("/Filter[/Crypt]/DecodeParms[<</Name/StdCF>>]", false, true),
            ("/Filter[/ASCIIHexDecode/Crypt]", false, true),
            ("/Type/Metadata/Subtype/XML", false, false),
            ("/Type/EmbeddedFile", true, true),
        })
        {
            var encryption = new TestEncryption(4, 4, 16, "AESV2")
            {
                EncryptsMetadata = metadata,
                Change = filesOnly ? Swap("/StmF", "/EFF/Identity/StmF") : static text => text,
            };
            encryption.Open.Add(PdfFile.Content);
            Assert.Contains("decrypt", Refused(
                Signed(encryption, (PdfFile.Content, PdfFile.Stream(Text, entries))), ValidationDetail.NeedsRepair),
                StringComparison.Ordinal);

            // What no page shows may be so: as metadata of the catalog, or as a file attached.
            encryption.Open.Clear();
            encryption.Open.Add(20);
            var honest = Signed(
                encryption,
                (20, PdfFile.Stream("<x/>", entries)),
                (PdfFile.Catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R"
                    + (filesOnly
                        ? "/Names<</EmbeddedFiles<</Names[(a)<</EF<</F 20 0 R>>>>]>>>>>>" : "/Metadata 20 0 R>>")));
            Assert.Equal(Indication.TotalPassed, Validate(honest).Indication);
        }
    }

    [Fact]
    public void Refuses_metadata_in_clear_that_is_a_glyph_as_well()
    {
        // Type 3 fonts look their glyphs up in a dictionary: the catalog would do as one.
        var encryption = new TestEncryption(4, 4, 16, "AESV2") { EncryptsMetadata = false };
        encryption.Open.Add(20);
        Assert.Contains("decrypt", Refused(
            Signed(
                encryption,
                (20, PdfFile.Stream("0 0 10 10 re f", "/Type/Metadata/Subtype/XML")),
                (PdfFile.Catalog, "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/Metadata 20 0 R>>"),
                (PdfFile.Font, "<</Type/Font/Subtype/Type3/CharProcs 1 0 R>>")),
            ValidationDetail.NeedsRepair), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_page_that_shows_a_cross_reference_stream()
    {
        // Some readers decrypt it when it is asked for as an object; as a cross-reference nobody does.
        var encryption = TestEncryption.AesOf128;
        const string Page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 99 0 R/Annots[]>>";
        var file = PdfFile.Base([(PdfFile.Page, Page)], null, encryption);
        file.StreamSection(encryption.Trailer, file.Length);
        Signer.Sign(file);
        Refused(file, ValidationDetail.NeedsRepair);
    }

    private static Func<string, string> Swap(string from, string to) =>
        text => text.Replace(from, to, StringComparison.Ordinal);
}
