using EndToEnd.Tests.Site;
using ResultStore.V1;

namespace EndToEnd.Tests.Lifecycle;

/// <summary>Two stores on one database, and a verifier in front of one of them.</summary>
public sealed class TwoServersTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_revocation_on_one_server_is_seen_on_the_other_and_by_the_verifier_within_five_seconds()
    {
        await using var stores = await TwoStores.StartAsync();
        var site = stores.Site;
        var request = await new Papers(site).RequestAsync();
        var stored = await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60));
        var code = stored.Receipt.Code;
        await new ResultLifecycle.ResultLifecycleClient(stores.Second).ChangeResultAsync(
            new ChangeResultRequest
            {
                Code = code,
                Change = new Change
                {
                    Kind = ResultChangeKind.Revoke,
                    Reason = "Cấp sai",
                    LegalBasis = "NĐ 61/2018/NĐ-CP",
                    DecisionNumber = "1/QĐ",
                    Officer = "lanh-dao",
                },
            },
            site.As("agency"),
            DevelopmentSite.In(60));

        var here = await site.StoreVerification.VerifyCodeAsync(
            new VerifyCodeRequest { Code = code }, site.As("verifier"), DevelopmentSite.In(60));
        var shown = await site.Verification.VerifyCodeAsync(
            new VerifyCodeRequest { Code = code }, deadline: DevelopmentSite.In(60));

        // The first answer after the change already tells it: the bound is on staleness, not on this machine's
        // speed.
        Assert.Equal((VerificationState.Revoked, VerificationState.Revoked), (here.State, shown.State));
        Assert.True(shown.StatusAsOfUnixMs >= here.StatusAsOfUnixMs - Promised.TotalMilliseconds);
    }
}
