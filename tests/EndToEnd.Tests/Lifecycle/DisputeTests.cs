using System.Security.Cryptography;
using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Lifecycle;

/// <summary>Disputes: whose result it is, and who may close them.</summary>
[Collection(SharedSite.Name)]
public sealed class DisputeTests(DevelopmentSite site)
{
    private readonly ChangeSteps _steps = new(site);
    private readonly string _holder = NewId();

    [Fact]
    public async Task A_portal_disputes_only_what_its_holder_holds()
    {
        var code = await StoredAsync();

        Assert.Equal("session.id", (await RefusedAsync(new() { Code = code }, "portal")).Fields[0].Path);
        Assert.Equal(
            ErrorReason.ResultUnknown,
            (await RefusedAsync(new() { Code = code, Session = SessionOf(NewId()) }, "portal")).Reason);
        Assert.False((await _steps.HistoryAsync(code)).Disputed);

        var mine = await RecordAsync(new() { Code = code, Session = SessionOf(_holder) }, "portal");
        Assert.True(mine.Disputed);
        var history = await _steps.HistoryAsync(code);
        Assert.Equal((true, mine.DisputeId), (history.Disputed, Assert.Single(history.OpenDisputeIds)));
        Assert.Equal(("DISPUTED", "", mine.DisputeId),
            (history.Entries[^1].Kind, history.Entries[^1].DecisionNumber, history.Entries[^1].DisputeId));
    }

    [Fact]
    public async Task Disputes_are_settled_one_by_one_by_who_recorded_them_or_the_issuer()
    {
        var code = await StoredAsync();
        var settle = new RecordDisputeRequest { Code = code, Settled = true };
        Assert.Equal(ErrorReason.ChangeNotAllowed, (await RefusedAsync(settle, "agency")).Reason);

        var mine = await RecordAsync(new() { Code = code, Session = SessionOf(_holder) }, "portal");
        var theirs = await RecordAsync(new() { Code = code }, "inspector");
        Assert.Equal("dispute_id", Assert.Single((await RefusedAsync(settle, "agency")).Fields).Path);

        settle.DisputeId = mine.DisputeId;
        Assert.Equal(ErrorReason.NotAllowed, (await RefusedAsync(settle, "inspector")).Reason);
        settle.Session = SessionOf(_holder);
        Assert.True((await RecordAsync(settle, "portal")).Disputed);
        Assert.Equal("dispute_id", Assert.Single((await RefusedAsync(settle, "portal")).Fields).Path);

        settle.DisputeId = theirs.DisputeId;
        Assert.Equal(ErrorReason.NotAllowed, (await RefusedAsync(settle, "portal")).Reason);
        settle.Session = null;
        Assert.False((await RecordAsync(settle, "agency")).Disputed);
        Assert.False((await _steps.HistoryAsync(code)).Disputed);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_called_so()
    {
        var code = await StoredAsync();
        var refusal = await RefusedAsync(new() { Code = code, Text = new string('a', 2_001) }, "agency");
        Assert.Equal(
            ("text", FieldReason.TooLong),
            Assert.Single(refusal.Fields) is var field ? (field.Path, field.Reason) : default);
    }

    private static string NewId() => "048090" + RandomNumberGenerator.GetString("0123456789", 6);

    private static HolderSession SessionOf(string id) => new()
    {
        Kind = HolderKind.Person,
        Id = id,
        Level = AuthenticationLevel._2,
        AuthenticatedAtUnixMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
        SessionReference = "phien-7",
    };

    private async Task<string> StoredAsync() =>
        (await _steps.StoredAsync(metadata => metadata.Holders[0].Id = _holder)).Code;

    private async Task<RecordDisputeResponse> RecordAsync(RecordDisputeRequest request, string caller)
    {
        var whole = request.Clone();
        whole.Text = request.Text.Length > 0 ? request.Text : "Sai năm sinh";
        whole.Officer = "phien-7";
        return await site.Lifecycle.RecordDisputeAsync(whole, site.As(caller));
    }

    private async Task<Refusal> RefusedAsync(RecordDisputeRequest request, string caller) =>
        Refusals.Of(await Assert.ThrowsAsync<RpcException>(() => RecordAsync(request, caller)));
}
