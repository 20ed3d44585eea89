using System.Globalization;
using Cli.Setup;
using EndToEnd.Tests.CommandLine;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using Proof.Qr;
using ResultStore.V1;
using SealForm = ResultStore.V1.SealForm;
using SheetReason = ResultStore.V1.SheetReason;

namespace EndToEnd.Tests.Intake;

/// <summary>Where a kind of paper has its QR, and what the QR tells, is what the catalogue says.</summary>
[Collection(SharedSite.Name)]
public sealed class QrOfPaperTests(DevelopmentSite site)
{
    /// <summary>A kind of paper of these tests alone, in the catalogue since the first of them.</summary>
    private const string Placed = "KQ.H99.990001";

    private const string Sample = "giay-phep-xay-dung"; // has two pages

    private static readonly ReadContext Context = new()
    {
        Purpose = Purpose.Dossier,
        DossierCode = "000.18.41.H99-261122-0001",
        Officer = "can-bo-1",
    };

    private readonly Papers _papers = new(site);

    [Fact]
    public async Task A_seal_and_a_copy_go_where_the_catalogue_says_and_tell_what_it_lets_them()
    {
        using var scratch = new Scratch();
        await ImportAsync();
        var request = await _papers.RequestAsync(Sample);
        request.Metadata.ResultTypeCode = Placed;

        var receipt = (await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)))
            .Receipt;
        var paper = await scratch.KeepAsync(
            "sealed.pdf", await Documents.FetchAsync(site, receipt.Code, DocumentForm.Sealed));
        var (copy, file) = await CopyAsync(receipt.Code);
        var again = await scratch.KeepAsync("copy.pdf", file);

        Assert.Equal(SealForm.NewField, receipt.SealForm);
        Assert.Equal(receipt.Qr.Link, await ScanPlaceAsync(paper, scratch));
        Assert.Equal(copy.Qr.Link, await ScanPlaceAsync(again, scratch));
        foreach (var token in (ByteString[])[receipt.Qr.Token, copy.Qr.Token])
        {
            // The agency is not in the list and told all the same: a key's scope is judged by it.
            Assert.Equal(
                new QrPublicFields
                {
                    AgencyCode = "H99.11", // in its canonical form
                    ResultNumber = request.Metadata.ResultNumber,
                    IssuedOn = DateOnly.ParseExact(
                        request.Metadata.IssuedOn, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                },
                FieldsOf(token));
        }
    }

    [Fact]
    public async Task A_sheet_says_that_a_paper_runs_out_by_its_kind_and_a_token_only_what_the_paper_says()
    {
        using var scratch = new Scratch();
        await ImportAsync();
        var metadata = Papers.Metadata(Sample);
        (metadata.ResultTypeCode, metadata.ValidUntil) = (Placed, "");
        var request = new SubmitResultRequest
        {
            Metadata = metadata,
            Document = ByteString.CopyFrom(await LockedAsync()),
        };

        var receipt = (await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)))
            .Receipt;
        var sheet = await scratch.KeepAsync(
            "sheet.pdf", await Documents.FetchAsync(site, receipt.Code, DocumentForm.Sealed));
        var verified = await site.StoreVerification.VerifyCodeAsync(
            new() { Link = receipt.Qr.Link }, site.As("verifier"));

        Assert.Equal(SealForm.VerificationSheet, receipt.SealForm);
        Assert.Contains(
            "theo thời hạn của loại giấy tờ", await Tool.RunAsync("pdftotext", "-layout", sheet, "-"),
            StringComparison.Ordinal);
        Assert.Null(FieldsOf(receipt.Qr.Token).ValidUntil);
        Assert.True(verified.Result.ValidUntilByKind);
    }

    [Fact]
    public async Task A_sheet_says_why_it_is_one_in_its_answer_on_itself_and_to_whoever_looks_it_up()
    {
        using var scratch = new Scratch();
        await SampleCatalogue.ImportAsync(site);
        var metadata = Papers.Metadata(Sample);
        metadata.ValidUntil = "2030-04-09";
        var pdf = await scratch.KeepAsync("paper.pdf", await LockedAsync());
        await File.WriteAllTextAsync(scratch["paper.json"], JsonFormatter.Default.Format(metadata));
        string[] store = ["--store", site.StoreAddress, "--key-file", site.KeyFile("one-stop")];

        var (_, said, _) = await Tthc.SayAsync(["submit", pdf, "--lang", "vi", .. store]);
        var (_, pushed, _) = await Tthc.RunAsync(["submit", pdf, "--json", .. store]);
        var code = (string)pushed["items"]![0]!["code"]!;
        var (_, read, _) = await Tthc.SayAsync(["get", code, "--lang", "vi", .. store]);
        var (_, got, _) = await Tthc.RunAsync(["get", code, "--json", .. store]);
        var (copy, _) = await CopyAsync(code);
        var (_, fetched, _) = await Tthc.RunAsync(["download", code, "--out", scratch["copy.pdf"], "--json", .. store]);
        var sheet = await scratch.KeepAsync(
            "sheet.pdf", await Documents.FetchAsync(site, code, DocumentForm.Sealed));
        var text = await Tool.RunAsync("pdftotext", "-layout", sheet, "-");
        var link = (string)pushed["items"]![0]!["link"]!;
        var page = link[..link.IndexOf("/v#", StringComparison.Ordinal)];

        Assert.All(
            [said, read],
            lines => Assert.Matches("phiếu xác thực.*, vì văn bản được ký ở chế độ không cho thêm", lines));
        Assert.Equal("SHEET_REASON_NO_CHANGES_ALLOWED", (string)pushed["items"]![0]!["sheet_reason"]!);
        Assert.Equal("SHEET_REASON_NO_CHANGES_ALLOWED", (string)got["receipt"]!["sheet_reason"]!);
        Assert.Equal("SHEET_REASON_NO_CHANGES_ALLOWED", (string)fetched["sheet_reason"]!);
        Assert.Equal(SheetReason.NoChangesAllowed, copy.SheetReason);
        Assert.All(
            ["nothing may be added", "14/03/2025", "09/04/2030", "Sở Xây dựng (", $"{page} "],
            words => Assert.Contains(words, text, StringComparison.Ordinal));
        Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reserved_code_tells_no_more_and_where_nothing_is_said_all_is_told_the_holder_masked()
    {
        await ImportAsync();
        var metadata = Papers.Metadata(Sample);
        var said = await ReserveAsync(metadata, Placed);
        var unsaid = await ReserveAsync(Papers.Metadata(Sample), "KQ.H99.990002");

        Assert.Equal((null, null, null), (said.ProcedureCode, said.ResultTypeCode, said.MaskedHolder));
        Assert.Equal(metadata.ResultNumber, said.ResultNumber);
        Assert.Equal((metadata.ProcedureCode, "KQ.H99.990002"), (unsaid.ProcedureCode, unsaid.ResultTypeCode));
        Assert.Equal(HolderMask.Name(metadata.Holders[0].Name), unsaid.MaskedHolder);
    }

    private static QrPublicFields FieldsOf(ByteString token) => SignedQrToken.TryRead(token.Span)!.Token.Fields;

    /// <summary>Reads the QR from that part of page 2 alone which the catalogue names: 12 mm from the right edge, 7 mm
    /// from the upper one.</summary>
    private static async Task<string> ScanPlaceAsync(string pdf, Scratch scratch)
    {
        const double PixelsPerMillimetre = 200 / 25.4, PageWidth = 209.9, Side = 30, Slack = 1, Caption = 15;
        await Tool.RunAsync(
            "pdftoppm", "-r", "200", "-png", "-f", "2", "-l", "2", "-singlefile",
            "-x", Pixels(PageWidth - 12 - Side - Slack), "-y", Pixels(7 - Slack),
            "-W", Pixels(Side + (2 * Slack)), "-H", Pixels(Side + Caption), pdf, scratch["place"]);
        return (await Tool.RunAsync("zbarimg", "--raw", "-q", scratch["place.png"])).Trim();

        static string Pixels(double millimetres) =>
            ((int)(millimetres * PixelsPerMillimetre)).ToString(CultureInfo.InvariantCulture);
    }

    private async Task<QrPublicFields> ReserveAsync(ResultMetadata metadata, string type)
    {
        metadata.ResultTypeCode = type;
        var reserved = await site.Intake.ReserveCodeAsync(
            new ReserveCodeRequest { Metadata = metadata }, site.As("one-stop"), DevelopmentSite.In(60));
        return FieldsOf(reserved.Qr.Token);
    }

    private async Task<(IssuedCopy Copy, byte[] File)> CopyAsync(string code)
    {
        var request = new IssueCopyRequest
        {
            Code = code,
            Ground = CopyGround.Damaged,
            RequestId = "cap-lai",
            Context = Context,
        };
        using var call = site.Reuse.IssueCopy(request, site.As("agency"), DevelopmentSite.In(60));
        Assert.True(await call.ResponseStream.MoveNext(default));
        var copy = call.ResponseStream.Current.Copy;
        var file = new MemoryStream();
        await foreach (var message in call.ResponseStream.ReadAllAsync())
        {
            message.Chunk.WriteTo(file);
        }

        return (copy, file.ToArray());
    }

    private Task ImportAsync() => SampleCatalogue.ImportAsync(site, $$"""
        { "result_types": [{
            "code": "{{Placed}}", "name": "Giấy có chỗ riêng cho mã QR", "validity_months": 60,
            "qr": { "corner": "TOP_RIGHT", "horizontal_mm": 12, "vertical_mm": 7, "page": 2 },
            "public_fields": ["RESULT_NUMBER", "ISSUED_ON", "VALID_UNTIL"]
        }] }
        """);

    /// <summary>Signed by both, the second time with a lock on everything: nothing can be added to it.</summary>
    private async Task<byte[]> LockedAsync()
    {
        var pdf = await _papers.SignedByOfficerAsync(Papers.Unsigned(Sample));
        var agency = DevelopmentStore.LoadSigner(site.Data, DevelopmentStore.Agency);
        var chain = agency.Chain.Select(der => Certificate.TryParse(der, out var read) ? read : null!).ToList();
        Assert.True(PdfDocument.TryOpen(pdf, PdfLimits.Default, out var document, out _));
        var options = new SignatureOptions
        {
            FieldName = "agency",
            SigningTime = TimeProvider.System.GetUtcNow(),
            Lock = new SignatureLock.All(),
        };
        var prepared = Assert.IsType<PrepareOutcome.Prepared>(PadesSigner.Prepare(document, options)).Signature;
        var scheme = SignatureScheme.For(chain[0]);
        var cms = UnsignedCms.Create(chain[0], chain[1..], scheme, prepared.DigestBy(scheme.Digest));
        return prepared.Complete(cms.Sign(agency.Key).Encode()).ToArray();
    }
}
