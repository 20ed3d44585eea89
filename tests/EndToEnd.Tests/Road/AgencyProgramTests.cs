using EndToEnd.Tests.Site;
using Google.Protobuf;
using ResultStore.V1;

namespace EndToEnd.Tests.Road;

/// <summary>Documents as agencies make them: printed by Chromium and LibreOffice, signed by poppler, not by
/// us.</summary>
[Collection(SharedSite.Name)]
public sealed class AgencyProgramTests(DevelopmentSite site)
{
    [Fact]
    public async Task A_page_printed_by_Chromium_and_signed_by_poppler_takes_the_whole_road()
    {
        using var scratch = new Scratch();
        await Tool.RunAsync(
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={scratch["profile"]}",
            "--no-pdf-header-footer", $"--print-to-pdf={scratch["printed.pdf"]}",
            Repository.PathTo("samples", "chuyen-muc-dich-su-dung-dat.html"));
        await TakeTheRoadAsync(scratch);
    }

    [Theory]
    [InlineData("pdf")]
    [InlineData("pdf:writer_pdf_Export:{\"SelectPdfVersion\":{\"type\":\"long\",\"value\":\"2\"}}")]
    public async Task A_document_exported_by_LibreOffice_also_as_PDF_A_takes_the_whole_road(string filter)
    {
        using var scratch = new Scratch();
        await File.WriteAllTextAsync(scratch["printed.fodt"], VietnameseLetter(pages: 3));
        await Tool.RunAsync(
            "soffice", $"-env:UserInstallation=file://{scratch["profile"]}", "--headless", "--convert-to", filter,
            "--outdir", scratch.Path, scratch["printed.fodt"]);
        await TakeTheRoadAsync(scratch);
    }

    private async Task TakeTheRoadAsync(Scratch scratch)
    {
        var signed = await ForeignPdf.SignAsync(scratch["printed.pdf"], site, scratch);
        var bytes = await File.ReadAllBytesAsync(signed);
        var answer = await site.Intake.SubmitResultAsync(
            new SubmitResultRequest { Metadata = Papers.Metadata(), Document = ByteString.CopyFrom(bytes) },
            site.As("one-stop"),
            DevelopmentSite.In(60));
        Assert.Equal(2, answer.Report.Signatures.Count);
        Assert.Contains(answer.Report.Signatures, card => card.SignerKind == SignerKind.Person);
        Assert.Contains(answer.Report.Signatures, card => card.SignerKind == SignerKind.Agency);

        var file = await Documents.FetchAsync(site, answer.Receipt.Code, DocumentForm.Sealed);
        var path = await scratch.KeepAsync("sealed.pdf", file);
        Assert.Equal(3, await ForeignPdf.ValidSignaturesAsync(path, site));
        Assert.Equal(answer.Receipt.Qr.Link, await RoadTests.ScanAsync(path, scratch));
        await Tool.RunAsync("qpdf", "--check", path);
        Assert.Equal(VerificationState.Valid, (await Documents.VerifyAsync(site, file)).State);
    }

    private static string VietnameseLetter(int pages) =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
          xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
          xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
          xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
          office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
        <office:automatic-styles>
          <style:style style:name="next" style:family="paragraph">
            <style:paragraph-properties fo:break-before="page"/>
          </style:style>
        </office:automatic-styles>
        <office:body><office:text>
        {string.Join('\n', Enumerable.Range(1, pages).Select(page =>
            $"<text:p text:style-name=\"{(page == 1 ? "Standard" : "next")}\">Cộng hòa xã hội chủ nghĩa Việt Nam. "
            + $"Quyết định về việc trợ cấp xã hội hằng tháng, trang {page}.</text:p>"))}
        </office:text></office:body></office:document>
        """;
}
