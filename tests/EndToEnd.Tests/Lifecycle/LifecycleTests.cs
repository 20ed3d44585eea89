using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Lifecycle;

/// <summary>What happens to a result after it was issued, as agencies and the public see it.</summary>
[Collection(SharedSite.Name)]
public sealed class LifecycleTests(DevelopmentSite site)
{
    private readonly Papers _papers = new(site);

    [Fact]
    public async Task A_revocation_is_seen_by_the_next_verification_and_undone_by_a_new_event()
    {
        var code = await StoredAsync();

        var revoked = await ChangeAsync(code, ResultChangeKind.Revoke, "12/QĐ");
        Assert.Equal((ResultStatus.Revoked, 2), (revoked.Status, revoked.Version));
        Assert.Equal(VerificationState.Revoked, await StateAsync(code));

        await ChangeAsync(code, ResultChangeKind.Reinstate, "13/QĐ");
        Assert.Equal(VerificationState.Valid, await StateAsync(code));

        var history = await site.Lifecycle.GetHistoryAsync(new GetHistoryRequest { Code = code }, site.As("one-stop"));
        Assert.Equal(["STORED", "REVOKED", "REINSTATED"], history.Entries.Select(entry => entry.Kind));
        Assert.Equal("Phát hiện sai sót", history.Entries[1].Reason);
        Assert.Equal(3, history.Version);
    }

    [Fact]
    public async Task The_same_decision_again_gets_the_first_answer()
    {
        var code = await StoredAsync();
        await ChangeAsync(code, ResultChangeKind.Suspend, "20/QĐ");

        var again = await ChangeAsync(code, ResultChangeKind.Suspend, "20/QĐ");

        Assert.Equal((true, ResultStatus.Suspended, 2), (again.Repeated, again.Status, again.Version));
        Assert.Equal(VerificationState.Suspended, await StateAsync(code));
    }

    [Theory]
    [InlineData(ResultChangeKind.Resume)]
    [InlineData(ResultChangeKind.Reinstate)]
    public async Task A_change_that_is_not_allowed_from_here_is_refused(ResultChangeKind kind)
    {
        var code = await StoredAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => ChangeAsync(code, kind, "30/QĐ"));

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Equal(VerificationState.Valid, await StateAsync(code));
    }

    [Fact]
    public async Task No_change_holds_from_before_the_paper_was_issued_nor_from_before_what_it_ends()
    {
        var code = await StoredAsync(); // issued on 2025-09-19
        var issued = new DateTimeOffset(2025, 9, 19, 0, 0, 0, TimeSpan.FromHours(7));
        foreach (var kind in new[] { ResultChangeKind.Revoke, ResultChangeKind.Annul, ResultChangeKind.Suspend })
        {
            await RefusesAsync(kind, "36/QĐ", issued.AddMilliseconds(-1));
        }

        await ChangeAsync(code, ResultChangeKind.Suspend, "37/QĐ", effectiveAt: issued.AddDays(10));
        await RefusesAsync(ResultChangeKind.Resume, "38/QĐ", issued.AddDays(10).AddMilliseconds(-1));
        await ChangeAsync(code, ResultChangeKind.Resume, "38/QĐ", effectiveAt: issued.AddDays(10));
        await ChangeAsync(code, ResultChangeKind.Revoke, "39/QĐ", effectiveAt: issued.AddDays(20));
        await RefusesAsync(ResultChangeKind.Reinstate, "40/QĐ", issued.AddDays(11));
        await ChangeAsync(code, ResultChangeKind.Reinstate, "40/QĐ", effectiveAt: issued.AddDays(20));

        // In bulk, dry or not, it stays as it is.
        var stored = await site.Reuse.GetResultAsync(
            new GetResultRequest { Code = code, Context = Why }, site.As("agency"));
        var bulk = new ChangeResultsRequest
        {
            Selector = new ResultSelector { ResultTypeCode = stored.Metadata.ResultTypeCode },
            Change = ChangeOf(ResultChangeKind.Revoke, "41/QĐ"),
        };
        bulk.Change.EffectiveAtUnixMs = issued.AddYears(-5).ToUnixTimeMilliseconds();
        foreach (var dryRun in new[] { true, false })
        {
            bulk.DryRun = dryRun;
            var end = await EndOfAsync(bulk);
            Assert.Equal((0, end.Selected), (end.Changed, end.NotAllowed));
            Assert.NotEqual(0, end.Selected);
        }

        async Task RefusesAsync(ResultChangeKind kind, string decision, DateTimeOffset effectiveAt)
        {
            var refused = Refusals.Of(await Assert.ThrowsAsync<RpcException>(
                () => ChangeAsync(code, kind, decision, effectiveAt: effectiveAt)));
            var fault = Assert.Single(refused.Fields);
            Assert.Equal(("change.effective_at_unix_ms", FieldReason.Contradicts), (fault.Path, fault.Reason));
        }
    }

    [Fact]
    public async Task Of_two_officers_who_saw_the_same_version_one_wins_and_the_other_is_told()
    {
        var code = await StoredAsync();

        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(async officer =>
        {
            try
            {
                await ChangeAsync(code, ResultChangeKind.Suspend, $"4{officer}/QĐ", expectedVersion: 1);
                return StatusCode.OK;
            }
            catch (RpcException told)
            {
                return told.StatusCode;
            }
        }));

        Assert.Single(tries, StatusCode.OK);
        Assert.All(tries, status => Assert.True(status is StatusCode.OK or StatusCode.Aborted, status.ToString()));
    }

    [Fact]
    public async Task A_chain_of_replacements_leads_every_reader_to_its_end()
    {
        var (first, second, third) = (await StoredAsync(), await StoredAsync(), await StoredAsync());
        await ChangeAsync(first, ResultChangeKind.Replace, "50/QĐ", successor: second);
        await ChangeAsync(second, ResultChangeKind.Replace, "51/QĐ", successor: third);

        var answer = await site.Verification.VerifyCodeAsync(new VerifyCodeRequest { Code = first });

        Assert.Equal((VerificationState.Replaced, third), (answer.State, answer.Result.ReplacedByCode));
        var history = await site.Lifecycle.GetHistoryAsync(
            new GetHistoryRequest { Code = second }, site.As("one-stop"));
        Assert.Equal((first, third), (history.PredecessorCode, history.CurrentCode));
    }

    [Fact]
    public async Task A_change_set_for_later_holds_from_then_on()
    {
        var code = await StoredAsync();
        var later = TimeProvider.System.GetUtcNow().AddSeconds(3);

        var set = await ChangeAsync(code, ResultChangeKind.Revoke, "60/QĐ", effectiveAt: later);

        Assert.Equal((ResultStatus.Valid, 1), (set.Status, set.Version));
        var state = VerificationState.Valid;
        while (state == VerificationState.Valid && TimeProvider.System.GetUtcNow() < later.AddMinutes(1))
        {
            await Task.Delay(200);
            state = await StateAsync(code);
        }

        Assert.Equal(VerificationState.Revoked, state);
        Assert.True(TimeProvider.System.GetUtcNow() >= later, "it held before its time");
    }

    [Fact]
    public async Task A_correction_changes_what_is_shown_and_keeps_what_was()
    {
        var request = await _papers.RequestAsync();
        var code = (await site.Intake.SubmitResultAsync(request, site.As("one-stop"))).Receipt.Code;
        var metadata = request.Metadata.Clone();
        metadata.ResultName = "Tên đã đính chính";

        await ChangeAsync(code, ResultChangeKind.Correct, "70/QĐ", metadata: metadata);

        var answer = await site.Verification.VerifyCodeAsync(new VerifyCodeRequest { Code = code });
        Assert.Equal((VerificationState.Valid, "Tên đã đính chính"), (answer.State, answer.Result.ResultName));
        var again = await site.Intake.SubmitResultAsync(request, site.As("one-stop"));
        Assert.Equal((true, code), (again.Receipt.Repeated, again.Receipt.Code));
    }

    [Fact]
    public async Task What_a_change_lacks_is_named_field_by_field()
    {
        var code = await StoredAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await site.Lifecycle.ChangeResultAsync(
            new ChangeResultRequest { Code = code, Change = new Change { Kind = ResultChangeKind.Replace } },
            site.As("agency")));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal(
            [
                "change.decision_number",
                "change.legal_basis",
                "change.officer",
                "change.reason",
                "change.successor_code",
            ],
            Refusals.Of(refused).Fields.Select(field => field.Path).Order());
    }

    [Fact]
    public async Task A_bulk_revocation_shows_first_what_it_would_do()
    {
        var code = await StoredAsync("trich-luc-khai-sinh");
        var stored = await site.Reuse.GetResultAsync(
            new GetResultRequest { Code = code, Context = Why }, site.As("agency"));
        var request = new ChangeResultsRequest
        {
            Selector = new ResultSelector
            {
                ResultTypeCode = stored.Metadata.ResultTypeCode,
                SignerCertificateSha256 = stored.Report.Signatures[0].CertificateSha256,
            },
            Change = ChangeOf(ResultChangeKind.Revoke, "80/QĐ"),
            DryRun = true,
        };

        var dry = await EndOfAsync(request);
        Assert.True(dry.Changed >= 1);
        Assert.Contains(code, dry.SampleCodes);
        Assert.Equal(VerificationState.Valid, await StateAsync(code));

        request.DryRun = false;
        var done = await EndOfAsync(request);
        Assert.Equal(dry.Changed, done.Changed);
        Assert.Equal(VerificationState.Revoked, await StateAsync(code));

        // The same decision again changes nothing, and says so.
        var again = await EndOfAsync(request);
        Assert.Equal((0, done.Changed), (again.Changed, again.ChangedBefore));
        Assert.Equal(done.NotAllowed, again.NotAllowed);
    }

    private static ReadContext Why => new()
    {
        Purpose = Purpose.Dossier,
        DossierCode = "000.00.15.H99-260105-0001",
        Officer = "can-bo-1",
    };

    private static Change ChangeOf(ResultChangeKind kind, string decision) => new()
    {
        Kind = kind,
        Reason = "Phát hiện sai sót",
        LegalBasis = "NĐ 61/2018/NĐ-CP, Điều 21",
        DecisionNumber = decision,
        Officer = "lanh-dao-1",
    };

    private async Task<string> StoredAsync(string sample = "tro-cap-xa-hoi") =>
        (await site.Intake.SubmitResultAsync(
            await _papers.RequestAsync(sample), site.As("one-stop"), DevelopmentSite.In(60))).Receipt.Code;

    private async Task<ChangeResultResponse> ChangeAsync(
        string code,
        ResultChangeKind kind,
        string decision,
        int expectedVersion = 0,
        string successor = "",
        DateTimeOffset? effectiveAt = null,
        ResultMetadata? metadata = null)
    {
        var change = ChangeOf(kind, decision);
        change.SuccessorCode = successor;
        change.EffectiveAtUnixMs = effectiveAt?.ToUnixTimeMilliseconds() ?? 0;
        change.Metadata = metadata;
        return await site.Lifecycle.ChangeResultAsync(
            new ChangeResultRequest { Code = code, Change = change, ExpectedVersion = expectedVersion },
            site.As("agency"));
    }

    private async Task<VerificationState> StateAsync(string code) =>
        (await site.Verification.VerifyCodeAsync(new VerifyCodeRequest { Code = code })).State;

    private async Task<ChangeResultsResponse> EndOfAsync(ChangeResultsRequest request)
    {
        using var call = site.Lifecycle.ChangeResults(request, site.As("agency"));
        var last = new ChangeResultsResponse();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            last = call.ResponseStream.Current;
        }

        Assert.True(last.Done);
        return last;
    }
}
