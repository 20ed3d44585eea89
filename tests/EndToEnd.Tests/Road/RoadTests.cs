using EndToEnd.Tests.Site;
using ResultStore.V1;

namespace EndToEnd.Tests.Road;

/// <summary>A paper's whole road through real processes, judged by foreign programs.</summary>
[Collection(SharedSite.Name)]
public sealed class RoadTests(DevelopmentSite site)
{
    private readonly Papers _papers = new(site);

    [Theory]
    [InlineData("tro-cap-xa-hoi")]
    [InlineData("giay-phep-xay-dung")]
    public async Task A_sealed_sample_shows_a_QR_that_a_scanner_reads_and_keeps_every_signature(string sample)
    {
        using var scratch = new Scratch();
        var request = await _papers.RequestAsync(sample);
        var receipt = (await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)))
            .Receipt;
        var file = await Documents.FetchAsync(site, receipt.Code, DocumentForm.Sealed);
        var path = await scratch.KeepAsync("sealed.pdf", file);

        Assert.Equal(SealForm.NewField, receipt.SealForm);
        Assert.True(file.AsSpan().StartsWith(request.Document.Span),
            "the submitted file is not a prefix of the sealed one");
        Assert.Equal(receipt.Qr.Link, await ScanAsync(path, scratch));
        Assert.Equal(3, await ForeignPdf.ValidSignaturesAsync(path, site));
        await Tool.RunAsync("qpdf", "--check", path);
        await Documents.MustBeWholeAsync(site, receipt, request.Document.ToByteArray());
    }

    [Fact]
    public async Task A_code_a_QR_and_both_files_are_all_found_valid()
    {
        var request = await _papers.RequestAsync();
        var receipt = (await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)))
            .Receipt;

        var byCode = await site.Verification.VerifyCodeAsync(
            new VerifyCodeRequest { Code = AsTyped(receipt.Code) },
            deadline: DevelopmentSite.In(30));
        Assert.Equal((VerificationState.Valid, true), (byCode.State, byCode.Development));
        Assert.Equal(request.Metadata.ResultNumber, byCode.Result.ResultNumber);
        Assert.DoesNotContain("Lương Văn Sáu", byCode.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(request.Metadata.Holders[0].Id, byCode.ToString(), StringComparison.Ordinal);

        var byLink = await site.Verification.VerifyCodeAsync(
            new VerifyCodeRequest { Link = receipt.Qr.Link }, deadline: DevelopmentSite.In(30));
        Assert.Equal((VerificationState.Valid, Evidence.TokenSignature), (byLink.State, byLink.Genuineness.Evidence));

        foreach (var form in (DocumentForm[])[DocumentForm.Sealed, DocumentForm.Submitted])
        {
            var file = await Documents.FetchAsync(site, receipt.Code, form);
            Assert.Equal(VerificationState.Valid, (await Documents.VerifyAsync(site, file)).State);
        }
    }

    [Fact]
    public async Task One_changed_digit_in_the_QR_or_one_changed_byte_in_the_file_is_told()
    {
        var request = await _papers.RequestAsync();
        var receipt = (await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)))
            .Receipt;

        var link = receipt.Qr.Link;
        var changed = Papers.WithAnotherDigit(link);
        var byLink = await site.Verification.VerifyCodeAsync(
            new VerifyCodeRequest { Link = changed }, deadline: DevelopmentSite.In(30));
        Assert.Equal((VerificationState.Altered, false), (byLink.State, byLink.Genuineness.Genuine));

        var foreignHost = await site.Verification.VerifyCodeAsync(
            new VerifyCodeRequest { Link = link.Replace("localhost", "kq-example.vn", StringComparison.Ordinal) },
            deadline: DevelopmentSite.In(30));
        Assert.Equal(VerificationState.NotOurs, foreignHost.State);

        var file = await Documents.FetchAsync(site, receipt.Code, DocumentForm.Sealed);
        file[Papers.AnInnocentByte(file)] ^= 1;
        var byFile = await Documents.VerifyAsync(site, file);
        Assert.True(byFile.State == VerificationState.Altered, byFile.ToString());
    }

    [Fact]
    public async Task A_code_never_issued_is_unknown()
    {
        var answer = await site.Verification.VerifyCodeAsync(
            new VerifyCodeRequest { Code = "0000-0000-0000-0000-0" }, deadline: DevelopmentSite.In(30));
        Assert.Equal(VerificationState.Unknown, answer.State);
        Assert.Null(answer.Result);
    }

    [Fact]
    public async Task The_picture_in_the_answer_is_the_QR_on_the_paper()
    {
        using var scratch = new Scratch();
        var request = await _papers.RequestAsync();
        var receipt = (await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)))
            .Receipt;
        var png = await scratch.KeepAsync("qr.png", receipt.Qr.Png.ToByteArray());
        Assert.Equal(receipt.Qr.Link, (await Tool.RunAsync("zbarimg", "--raw", "-q", png)).Trim());
    }

    private static string AsTyped(string code) =>
        code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal);

    /// <summary>Reads the QR from a picture of page 1, as a scanner would see the printed paper.</summary>
    internal static async Task<string> ScanAsync(string pdf, Scratch scratch)
    {
        await Tool.RunAsync("pdftoppm", "-r", "200", "-png", "-f", "1", "-l", "1", "-singlefile", pdf, scratch["page"]);
        return (await Tool.RunAsync("zbarimg", "--raw", "-q", scratch["page.png"])).Trim();
    }
}
