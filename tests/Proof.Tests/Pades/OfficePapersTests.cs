using Proof.Tests.Qr;

namespace Proof.Tests.Pades;

/// <summary>Documents as agencies make them: printed by Chromium, exported by LibreOffice, also as PDF/A.</summary>
public sealed class OfficePapersTests : IDisposable
{
    private const string LibreOffice = "/usr/bin/soffice";

    private readonly SealingKit _kit = new();
    private readonly Programs _programs = new();

    public void Dispose()
    {
        _kit.Dispose();
        _programs.Dispose();
    }

    [Fact]
    public void Seals_every_sample_printed_by_chromium_once_an_officer_has_signed()
    {
        var samples = Directory.GetFiles(RepositoryRoot.Of("samples"), "*.pdf");
        Assert.NotEmpty(samples);
        Assert.All(samples, sample => SignAndSeal(File.ReadAllBytes(sample)));
    }

    [Theory]
    [InlineData("""pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"0"}}""")]
    [InlineData("""pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"1"}}""")]
    [InlineData("""pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}""")]
    public void Seals_what_libreoffice_exports(string filter)
    {
        if (!File.Exists(LibreOffice) || !Programs.ArePresent)
        {
            return;
        }

        // Enough lines for several pages, and a left margin as administrative papers have it.
        var lines = string.Concat(
            Enumerable.Repeat("<p>Điều 1. Cấp giấy phép xây dựng cho ông Nguyễn Văn Ẩn.</p>", 120));
        var paper = _programs.Write("giay-phep.html", System.Text.Encoding.UTF8.GetBytes(
            "<html><head><meta charset='utf-8'><style>@page{size:A4;margin:20mm 20mm 20mm 36mm}</style></head>"
            + $"<body>{lines}</body></html>"));
        var (exit, output) = _programs.Run(
            "soffice", $"-env:UserInstallation=file://{_programs.PathOf("profile")}", "--headless", "--writer",
            "--convert-to", filter, paper);
        Assert.True(exit == 0, output);
        SignAndSeal(File.ReadAllBytes(_programs.PathOf("giay-phep.pdf")));
    }

    private void SignAndSeal(byte[] paper)
    {
        var signed = _kit.OfficerSigns(paper);
        var file = _kit.SealFile(signed);
        var report = _kit.Validate(file);
        Assert.True(report.Indication == Indication.TotalPassed, $"{report.Detail} {report.FaultText}");
        if (Programs.ArePresent)
        {
            Assert.Equal(2, _programs.ValidSignatures(file));
            Assert.Equal(_programs.QpdfCheck(paper), _programs.QpdfCheck(file));
            Assert.Equal(SealingKit.Link, _programs.ReadQr(file));
        }
    }
}
