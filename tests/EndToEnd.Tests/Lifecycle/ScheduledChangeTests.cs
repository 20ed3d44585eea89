using EndToEnd.Tests.Site;
using ResultStore.V1;

namespace EndToEnd.Tests.Lifecycle;

/// <summary>Changes that are set for later: made in time, taken back, or impossible when their time comes.</summary>
[Collection(SharedSite.Name)]
public sealed class ScheduledChangeTests(DevelopmentSite site)
{
    private readonly ChangeSteps _steps = new(site);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData(ResultChangeKind.Amend, "AMENDED")]
    [InlineData(ResultChangeKind.Correct, "CORRECTED")]
    public async Task New_metadata_set_for_later_are_what_everyone_reads_from_then_on(
        ResultChangeKind kind, string name)
    {
        var (code, stored) = await _steps.StoredAsync();
        var amended = stored.Clone();
        amended.ResultName = "Tên từ ngày có hiệu lực";
        (amended.Summary, amended.ValidUntil) = ("Nội dung mới", "2049-12-31");
        amended.Holders[0].Name = "Nguyễn Văn Ân";
        var change = ChangeSteps.ChangeOf(kind, "260/QĐ", Now.AddSeconds(2));
        change.Metadata = amended;

        Assert.Equal(1, (await _steps.ChangeAsync(code, change)).Version);
        Assert.Equal(stored, (await _steps.GetAsync(code)).Metadata);

        var history = await _steps.UntilAsync(code, name);
        Assert.Equal((2, ResultStatus.Valid), (history.Version, history.Status));
        Assert.Equal(amended, (await _steps.GetAsync(code)).Metadata);
        var shown = (await site.Verification.VerifyCodeAsync(new VerifyCodeRequest { Code = code })).Result;
        Assert.Equal(("Tên từ ngày có hiệu lực", "2049-12-31"), (shown.ResultName, shown.ValidUntil));
    }

    [Fact]
    public async Task A_change_that_waits_is_taken_back_by_the_number_of_its_decision()
    {
        var (code, _) = await _steps.StoredAsync();
        var later = ChangeSteps.ChangeOf(ResultChangeKind.Revoke, "261/QĐ", Now.AddDays(30));
        await _steps.ChangeAsync(code, later);
        Assert.Equal("REVOKED_SCHEDULED", (await _steps.HistoryAsync(code)).Entries[^1].Kind);

        // Another date under the same number is another decision, or a slip: it is not passed over.
        var sooner = later.Clone();
        sooner.EffectiveAtUnixMs -= 1_000;
        Assert.Equal(
            "change.effective_at_unix_ms",
            Assert.Single((await _steps.RefusedAsync(code, sooner)).Fields).Path);

        var tooFar = ChangeSteps.ChangeOf(ResultChangeKind.Revoke, "263/QĐ", Now.AddDays(731));
        Assert.Contains(
            "at most 730 days",
            Assert.Single((await _steps.RefusedAsync(code, tooFar)).Fields).SentenceEn, StringComparison.Ordinal);

        var cancel = ChangeSteps.ChangeOf(ResultChangeKind.Cancel, "262/QĐ");
        cancel.CancelsDecisionNumber = "no such";
        Assert.Equal(ErrorReason.ChangeNotAllowed, (await _steps.RefusedAsync(code, cancel)).Reason);
        cancel.CancelsDecisionNumber = "261/QĐ";
        Assert.Equal(
            (ResultStatus.Valid, 1, false),
            await _steps.ChangeAsync(code, cancel) is var made ? (made.Status, made.Version, made.Repeated) : default);
        Assert.True((await _steps.ChangeAsync(code, cancel)).Repeated);

        var history = await _steps.HistoryAsync(code);
        Assert.Equal(["STORED", "REVOKED_CANCELLED", "CHANGE_CANCELLED"], history.Entries.Select(entry => entry.Kind));
        Assert.Equal("261/QĐ", history.Entries[2].CancelledDecisionNumber);
        var spent = await _steps.RefusedAsync(code, later);
        Assert.Equal(ErrorReason.ChangeNotAllowed, spent.Reason);
        Assert.Contains("cancelled", spent.SentenceEn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replacement_does_not_come_when_its_successor_is_no_longer_in_force()
    {
        var ((code, _), (fallen, _)) = (await _steps.StoredAsync(), await _steps.StoredAsync());
        var ((other, _), (standing, _)) = (await _steps.StoredAsync(), await _steps.StoredAsync());
        var at = Now.AddSeconds(3);
        await ReplaceLaterAsync(code, fallen, at);
        await ReplaceLaterAsync(other, standing, at);
        await _steps.ChangeAsync(fallen, ChangeSteps.ChangeOf(ResultChangeKind.Revoke, "264/QĐ"));

        var history = await _steps.UntilAsync(code, "REPLACED_LAPSED");
        Assert.Equal((ResultStatus.Valid, 1, ""), (history.Status, history.Version, history.CurrentCode));
        Assert.Equal(standing, (await _steps.UntilAsync(other, "REPLACED")).CurrentCode);
        Assert.Equal(other, (await _steps.HistoryAsync(standing)).PredecessorCode);
    }

    [Fact]
    public async Task A_refused_change_says_where_the_result_stands_and_a_negative_version_is_none()
    {
        var (code, _) = await _steps.StoredAsync();
        await _steps.ChangeAsync(code, ChangeSteps.ChangeOf(ResultChangeKind.Revoke, "265/QĐ"));

        var refusal = await _steps.RefusedAsync(code, ChangeSteps.ChangeOf(ResultChangeKind.Suspend, "266/QĐ"));
        Assert.Equal(ErrorReason.ChangeNotAllowed, refusal.Reason);
        Assert.Contains("đã bị thu hồi", refusal.SentenceVi, StringComparison.Ordinal);
        Assert.Contains("revoked (version 2)", refusal.SentenceEn, StringComparison.Ordinal);

        var negative = await _steps.RefusedAsync(code, ChangeSteps.ChangeOf(ResultChangeKind.Reinstate, "267/QĐ"), -1);
        Assert.Equal("expected_version", Assert.Single(negative.Fields).Path);
    }

    private async Task ReplaceLaterAsync(string code, string successor, DateTimeOffset at)
    {
        var change = ChangeSteps.ChangeOf(ResultChangeKind.Replace, "263/QĐ", at);
        change.SuccessorCode = successor;
        await _steps.ChangeAsync(code, change);
    }
}
