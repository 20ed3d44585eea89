using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Lifecycle;

/// <summary>What corrections and amendments may say, and that every reader then sees the same.</summary>
[Collection(SharedSite.Name)]
public sealed class CorrectionTests(DevelopmentSite site)
{
    private readonly ChangeSteps _steps = new(site);

    [Fact]
    public async Task A_correction_is_held_to_the_rules_of_intake()
    {
        var (code, stored) = await _steps.StoredAsync();
        var wrong = stored.Clone();
        (wrong.IssuedOn, wrong.ValidUntil, wrong.ResultTypeCode) = ("hôm qua", "31/10/2026", "!!");
        (wrong.Summary, wrong.ValueClass) = (new string('a', 2_001), (ValueClass)77);
        (wrong.Scope, wrong.Holders[0].Name) = ("toàn\u001b[2Jquốc", "Nguyễn\nVăn Ân");

        Assert.Equal(
            [
                "change.metadata.holders[0].name",
                "change.metadata.issued_on",
                "change.metadata.result_type_code",
                "change.metadata.scope",
                "change.metadata.summary",
                "change.metadata.valid_until",
                "change.metadata.value_class",
            ],
            await FaultsAsync(code, wrong));
        Assert.Contains("change.metadata.result_name", await FaultsAsync(code, new ResultMetadata()));

        var ahead = stored.Clone();
        ahead.IssuedOn = Day(2);
        Assert.Equal(["change.metadata.issued_on"], await FaultsAsync(code, ahead));
        var backwards = stored.Clone();
        backwards.ValidUntil = "2001-01-01";
        Assert.Equal(["change.metadata.valid_until"], await FaultsAsync(code, backwards));
        Assert.Equal(1, (await _steps.HistoryAsync(code)).Version);
    }

    [Theory]
    [InlineData(ResultChangeKind.Correct)]
    [InlineData(ResultChangeKind.Amend)]
    public async Task What_may_not_be_changed_is_named_field_by_field(ResultChangeKind kind)
    {
        var (code, stored) = await _steps.StoredAsync();
        var other = stored.Clone();
        other.Holders[0].Id = "048090009999";
        other.DossierCode = "000.00.15.H99-260105-9999";
        (other.ResultNumber, other.ProcedureCode, other.AgencyCode) = ("9/QĐ-KHÁC", "9.999999", "H98.15");

        Assert.Equal(
            [
                "change.metadata.agency_code",
                "change.metadata.dossier_code",
                "change.metadata.holders[0].id",
                "change.metadata.procedure_code",
                "change.metadata.result_number",
            ],
            await FaultsAsync(code, other, kind));
        var more = stored.Clone();
        more.Holders.Add(new Holder { Kind = HolderKind.Person, Id = "048090009999", Name = "Trần Thị Bình" });
        Assert.Equal(["change.metadata.holders"], await FaultsAsync(code, more, kind));
        Assert.Equal(["change.metadata"], await FaultsAsync(code, stored, kind));
    }

    [Fact]
    public async Task A_correction_is_what_every_reader_sees_and_the_history_names_its_fields()
    {
        var (code, stored) = await _steps.StoredAsync();
        var right = stored.Clone();
        right.Holders[0].Name = "Nguyễn Văn Ân";
        (right.IssuedOn, right.ValidUntil) = (Day(-1), Day(300));

        await _steps.ChangeAsync(code, Correct(right));

        Assert.Equal(right, (await _steps.GetAsync(code)).Metadata);
        var shown = (await site.Verification.VerifyCodeAsync(new VerifyCodeRequest { Code = code })).Result;
        Assert.Equal((right.IssuedOn, right.ValidUntil), (shown.IssuedOn, shown.ValidUntil));
        var fields = (await _steps.HistoryAsync(code)).Entries[^1].ChangedFields;
        Assert.Equal(
            [
                ("holders[0].name", "", ""),
                ("issued_on", stored.IssuedOn, right.IssuedOn),
                ("valid_until", stored.ValidUntil, right.ValidUntil),
            ],
            fields.Select(field => (field.Path, field.Before, field.After)));

        // By the same decision again: the first answer, though nothing is left to change.
        Assert.True((await _steps.ChangeAsync(code, Correct(right))).Repeated);
    }

    [Fact]
    public async Task The_same_file_with_what_it_was_corrected_to_is_a_repetition_and_with_anything_else_is_not()
    {
        var request = await new Papers(site).RequestAsync();
        var first = await SubmitAsync(request);
        var corrected = (await _steps.GetAsync(first.Receipt.Code)).Metadata;
        corrected.Holders[0].Name = "Nguyễn Văn Ân";
        var pushed = new SubmitResultRequest { Metadata = corrected, Document = request.Document };
        Assert.Equal(["metadata.holders"], await DifferencesAsync(pushed));

        await _steps.ChangeAsync(first.Receipt.Code, Correct(corrected));

        foreach (var same in (SubmitResultRequest[])[pushed, request])
        {
            var again = await SubmitAsync(same);
            Assert.True(again.Receipt.Repeated);
            again.Receipt.Repeated = false;
            Assert.Equal(first.Receipt, again.Receipt);
        }

        pushed.Metadata.Summary = "Khác";
        Assert.Equal(["metadata.summary"], await DifferencesAsync(pushed));
    }

    [Theory]
    [InlineData(ResultChangeKind.Correct)]
    [InlineData(ResultChangeKind.Amend)]
    public async Task One_decision_says_one_thing(ResultChangeKind kind)
    {
        var (code, stored) = await _steps.StoredAsync();
        var decided = stored.Clone();
        decided.Holders[0].Name = "Nguyễn Văn Ân";
        var decision = Correct(decided, kind);
        await _steps.ChangeAsync(code, decision);

        // Other words for the holder, which no history shows; then what it was before.
        var other = stored.Clone();
        other.Holders[0].Name = "Nguyễn Văn Ẩn";
        Assert.Equal(["change.metadata"], await FaultsAsync(code, other, kind));
        Assert.Equal(["change.metadata"], await FaultsAsync(code, stored, kind));
        var foreseen = await Assert.ThrowsAsync<RpcException>(async () => await site.Lifecycle.ChangeResultAsync(
            new ChangeResultRequest { Code = code, Change = Correct(other, kind), DryRun = true }, site.As("agency")));
        Assert.Equal(["change.metadata"], Refusals.Of(foreseen).Fields.Select(field => field.Path));

        // The same in another spelling is the same; what came after it changes nothing about that.
        decided.Summary += "  ";
        await _steps.ChangeAsync(code, Later(other));
        Assert.True((await _steps.ChangeAsync(code, Correct(decided, kind))).Repeated);
        Assert.Equal("Nguyễn Văn Ẩn", (await _steps.GetAsync(code)).Metadata.Holders[0].Name);

        Change Later(ResultMetadata metadata)
        {
            var change = ChangeSteps.ChangeOf(kind, "171/QĐ");
            change.Metadata = metadata;
            return change;
        }
    }

    private async Task<SubmitResultResponse> SubmitAsync(SubmitResultRequest request) =>
        await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60));

    private async Task<IEnumerable<string>> DifferencesAsync(SubmitResultRequest request)
    {
        var refusal = Refusals.Of(await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(request)));
        Assert.Equal(ErrorReason.MetadataDiffers, refusal.Reason);
        return refusal.Fields.Select(field => field.Path);
    }

    private static Change Correct(ResultMetadata metadata, ResultChangeKind kind = ResultChangeKind.Correct)
    {
        var change = ChangeSteps.ChangeOf(kind, "170/QĐ");
        change.Metadata = metadata;
        return change;
    }

    private static string Day(int fromToday) => TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(7))
        .AddDays(fromToday).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<string[]> FaultsAsync(
        string code, ResultMetadata metadata, ResultChangeKind kind = ResultChangeKind.Correct)
    {
        var refusal = await _steps.RefusedAsync(code, Correct(metadata, kind));
        Assert.Equal(ErrorReason.FieldsInvalid, refusal.Reason);
        return [.. refusal.Fields.Select(field => field.Path).Order(StringComparer.Ordinal)];
    }
}
