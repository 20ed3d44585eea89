using EndToEnd.Tests.CommandLine;
using EndToEnd.Tests.Lifecycle;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Intake;

/// <summary>A paper of a kind or an agency that the catalogue does not have is stored, and its sender told.</summary>
[Collection(SharedSite.Name)]
public sealed class UnknownTypeTests(DevelopmentSite site)
{
    private const string Mistyped = "KQ.H99.000544"; // 455 was meant

    private readonly Papers _papers = new(site);

    [Fact]
    public async Task A_mistyped_kind_of_paper_is_told_at_every_door_in()
    {
        await SampleCatalogue.ImportAsync(site);
        var request = await _papers.RequestAsync();
        request.Metadata.ResultTypeCode = Mistyped;
        var reserved = Papers.Metadata();
        reserved.ResultTypeCode = Mistyped;

        MustWarn((await site.Intake.ReserveCodeAsync(
            new ReserveCodeRequest { Metadata = reserved }, site.As("one-stop"), DevelopmentSite.In(60))).Warnings);
        MustWarn((await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60))).Warnings);
        using var upload = site.Intake.UploadResult(site.As("one-stop"), DevelopmentSite.In(60));
        var again = await upload.AnswerAsync(
            new UploadResultRequest { Header = new UploadHeader { Metadata = request.Metadata } },
            new UploadResultRequest { Chunk = request.Document });
        Assert.True(again.Receipt.Repeated);
        MustWarn(again.Warnings);
        using var many = site.Intake.SubmitResults(site.As("one-stop"), DevelopmentSite.In(60));
        var item = Assert.Single(await many.AnswersAsync(new SubmitResultsRequest { ItemId = "1", Result = request }));
        MustWarn(item.Stored.Warnings);
    }

    [Theory]
    [InlineData("KQ.H99.000455")]
    [InlineData("1.004194")] // another name of a kind
    [InlineData("1.001776")] // a procedure, in place of the paper it ends with
    public async Task Nothing_is_said_of_a_kind_of_paper_that_the_catalogue_has(string code)
    {
        await SampleCatalogue.ImportAsync(site);
        var metadata = Papers.Metadata();
        metadata.ResultTypeCode = code;

        var reserved = await site.Intake.ReserveCodeAsync(
            new ReserveCodeRequest { Metadata = metadata }, site.As("one-stop"), DevelopmentSite.In(60));

        Assert.Empty(reserved.Warnings);
    }

    [Fact]
    public async Task A_mistyped_agency_is_told_at_every_door_in_and_there_is_a_way_out()
    {
        await SampleCatalogue.ImportAsync(site);
        var request = await _papers.RequestAsync();
        var right = request.Metadata.Clone();
        request.Metadata.AgencyCode = "000.32.43.H99"; // 22 was meant

        MustWarnOfAgency((await ReserveAsync(request.Metadata)).Warnings);
        var reserving = Refusals.Of(await Assert.ThrowsAsync<RpcException>(() => ReserveAsync(right)));
        Assert.Contains("without the reserved code", reserving.SentenceEn, StringComparison.Ordinal);

        var stored = await SubmitAsync(request);
        MustWarnOfAgency(stored.Warnings);
        using var upload = site.Intake.UploadResult(site.As("one-stop"), DevelopmentSite.In(60));
        MustWarnOfAgency((await upload.AnswerAsync(
            new UploadResultRequest { Header = new UploadHeader { Metadata = request.Metadata } },
            new UploadResultRequest { Chunk = request.Document })).Warnings);
        using var many = site.Intake.SubmitResults(site.As("one-stop"), DevelopmentSite.In(60));
        MustWarnOfAgency(Assert.Single(
            await many.AnswersAsync(new SubmitResultsRequest { ItemId = "1", Result = request })).Stored.Warnings);

        // No correction, and no second file under the same number: what each refusal says leads on to the end.
        var steps = new ChangeSteps(site);
        var change = ChangeSteps.ChangeOf(ResultChangeKind.Correct, "545/QĐ");
        change.Metadata = right;
        var kept = Assert.Single((await steps.RefusedAsync(stored.Receipt.Code, change)).Fields);
        Assert.Equal("change.metadata.agency_code", kept.Path);
        Assert.Contains("ký lại giấy dưới số ký hiệu khác, nạp kết quả mới rồi thay thế", kept.SentenceVi);
        var differs = await RefusedAsync(new SubmitResultRequest { Metadata = right, Document = request.Document });
        Assert.Equal(ErrorReason.MetadataDiffers, differs.Reason);
        Assert.Contains("ký lại giấy dưới số ký hiệu khác, nạp kết quả mới rồi thay thế", differs.SentenceVi);
        var anew = await _papers.RequestAsync();
        var differsToo = await RefusedAsync(new SubmitResultRequest { Metadata = right, Document = anew.Document });
        Assert.Equal(ErrorReason.DocumentDiffers, differsToo.Reason);
        Assert.Contains("nạp dưới số đó rồi thay thế", differsToo.SentenceVi);

        right.ResultNumber = anew.Metadata.ResultNumber;
        var second = await SubmitAsync(new SubmitResultRequest { Metadata = right, Document = anew.Document });
        Assert.Empty(second.Warnings);
        change = ChangeSteps.ChangeOf(ResultChangeKind.Replace, "546/QĐ");
        change.SuccessorCode = second.Receipt.Code;
        Assert.Equal(ResultStatus.Replaced, (await steps.ChangeAsync(stored.Receipt.Code, change)).Status);
    }

    [Theory]
    [InlineData("000.22.43.H99")]
    [InlineData("H99.43.22")]
    [InlineData("H99.43")] // abolished; another took over its work
    [InlineData("H99.97.1")] // another code of one
    [InlineData("H99.97.2")] // only named as one whose work another takes over one day
    public async Task Nothing_is_said_of_an_agency_that_the_catalogue_has(string code)
    {
        await SampleCatalogue.ImportAsync(site);
        await SampleCatalogue.ImportAsync(site, """
            {
              "agencies": [
                { "code": "H99.97", "name": "Sở Thử nghiệm", "level": "PROVINCE", "other_codes": ["H99.97.1"] }
              ],
              "successions": [
                {
                  "from_code": "H99.97.2", "to_code": "H99.13", "effective_on": "2099-01-01",
                  "legal_basis": "Nghị quyết thử nghiệm"
                }
              ]
            }
            """);
        var metadata = Papers.Metadata();
        metadata.AgencyCode = code;

        Assert.Empty((await ReserveAsync(metadata)).Warnings);
    }

    [Fact]
    public async Task A_correction_to_a_kind_that_is_not_there_is_told_before_it_is_made_and_after()
    {
        await SampleCatalogue.ImportAsync(site);
        using var scratch = new Scratch();
        var (code, metadata) = await new ChangeSteps(site).StoredAsync();
        metadata.ResultTypeCode = Mistyped;
        var change = ChangeSteps.ChangeOf(ResultChangeKind.Correct, "544/QĐ");
        change.Metadata = metadata;
        await File.WriteAllTextAsync(scratch["new.json"], JsonFormatter.Default.Format(metadata));

        var (exit, output, error) = await Tthc.SayAsync(
            "change", "correct", code, "--metadata", scratch["new.json"], "--reason", change.Reason, "--legal-basis",
            change.LegalBasis, "--decision", change.DecisionNumber, "--officer", change.Officer, "--dry-run", "--lang",
            "en", "--store", site.StoreAddress, "--key-file", site.KeyFile("agency"));
        var made = await site.Lifecycle.ChangeResultAsync(
            new ChangeResultRequest { Code = code, Change = change }, site.As("agency"), DevelopmentSite.In(60));

        Assert.True(exit == 0, output + error);
        Assert.Matches("Warning: +change.metadata.result_type_code: .*no kind of paper", output);
        MustWarn(made.Warnings, "change.metadata.result_type_code");
    }

    [Fact]
    public async Task The_command_line_shows_the_warning_to_people_and_to_scripts()
    {
        using var scratch = new Scratch();
        await SampleCatalogue.ImportAsync(site);
        var request = await _papers.RequestAsync();
        request.Metadata.ResultTypeCode = Mistyped;
        await File.WriteAllBytesAsync(scratch["paper.pdf"], request.Document.ToByteArray());
        await File.WriteAllTextAsync(scratch["paper.json"], JsonFormatter.Default.Format(request.Metadata));
        string[] submit =
        [
            "submit", scratch["paper.pdf"], "--store", site.StoreAddress, "--key-file", site.KeyFile("one-stop"),
        ];

        var (exit, output, error) = await Tthc.SayAsync([.. submit, "--lang", "vi"]);
        Assert.True(exit == 0, output + error);
        Assert.Matches($"Cảnh báo: +metadata.result_type_code: .*{Mistyped}", output);

        var (_, answer, _) = await Tthc.RunAsync([.. submit, "--json"]);
        var warning = Assert.Single(answer["items"]![0]!["warnings"]!.AsArray())!;
        Assert.Equal(
            ("metadata.result_type_code", "FIELD_REASON_UNKNOWN_VALUE"),
            ((string)warning["path"]!, (string)warning["reason"]!));
        Assert.Contains("no kind of paper", (string)warning["sentence"]!, StringComparison.Ordinal);
    }

    private async Task<SubmitResultResponse> SubmitAsync(SubmitResultRequest request) =>
        await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60));

    private async Task<ReserveCodeResponse> ReserveAsync(ResultMetadata metadata) => await site.Intake.ReserveCodeAsync(
        new ReserveCodeRequest { Metadata = metadata }, site.As("one-stop"), DevelopmentSite.In(60));

    private async Task<Refusal> RefusedAsync(SubmitResultRequest request) =>
        Refusals.Of(await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(request)));

    private static void MustWarnOfAgency(IEnumerable<FieldFault> warnings)
    {
        var warning = Assert.Single(warnings);
        Assert.Equal(("metadata.agency_code", FieldReason.UnknownValue), (warning.Path, warning.Reason));
        Assert.Contains("000.32.43.H99", warning.SentenceVi, StringComparison.Ordinal);
    }

    private static void MustWarn(IEnumerable<FieldFault> warnings, string path = "metadata.result_type_code")
    {
        var warning = Assert.Single(warnings);
        Assert.Equal((path, FieldReason.UnknownValue), (warning.Path, warning.Reason));
        Assert.Contains(Mistyped, warning.SentenceVi, StringComparison.Ordinal);
    }
}
