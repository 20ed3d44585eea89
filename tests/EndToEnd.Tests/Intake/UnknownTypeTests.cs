using EndToEnd.Tests.CommandLine;
using EndToEnd.Tests.Lifecycle;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using ResultStore.V1;

namespace EndToEnd.Tests.Intake;

/// <summary>A paper of a kind that the catalogue does not have is stored, and its sender told.</summary>
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

    private static void MustWarn(IEnumerable<FieldFault> warnings, string path = "metadata.result_type_code")
    {
        var warning = Assert.Single(warnings);
        Assert.Equal((path, FieldReason.UnknownValue), (warning.Path, warning.Reason));
        Assert.Contains(Mistyped, warning.SentenceVi, StringComparison.Ordinal);
    }
}
