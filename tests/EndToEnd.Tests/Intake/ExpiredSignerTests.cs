using Cli.Setup;
using Cli.Signing;
using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Intake;

/// <summary>Papers signed with a certificate that was not valid at that time.</summary>
[Collection(SharedSite.Name)]
public sealed class ExpiredSignerTests(DevelopmentSite site)
{
    public static TheoryData<string, bool, ErrorReason, string> Certificates => new()
    {
        { "expired", true, ErrorReason.SignerExpired, "INDETERMINATE/OUT_OF_BOUNDS_NO_POE" },
        { "expired", false, ErrorReason.SigningTimeUnproved, "INDETERMINATE/NO_POE" },
        { "not yet valid", true, ErrorReason.SignerExpired, "TOTAL_FAILED/NOT_YET_VALID" },
        { "not yet valid", false, ErrorReason.SignerExpired, "TOTAL_FAILED/NOT_YET_VALID" },
    };

    [Theory]
    [MemberData(nameof(Certificates))]
    public async Task A_certificate_that_does_not_count_is_refused_as_such_and_nothing_is_stored(
        string why, bool stamped, ErrorReason reason, string verdict)
    {
        using var stamps = stamped ? new TimeStampClient(new Uri(site.TimeStampAddress)) : null;
        var request = await new Papers(site, Officer(why), stamps).RequestAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)));

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        var refusal = Refusals.Of(refused);
        Assert.Equal((reason, false), (refusal.Reason, refusal.RetryHelps));
        var card = refusal.Report.Signatures[0];
        Assert.Equal(verdict, card.Verdict.Indication + "/" + card.Verdict.SubIndication);
        Assert.NotEqual("TOTAL_FAILED", refusal.Report.Signatures[1].Verdict.Indication);
        var seen = await Documents.VerifyAsync(site, request.Document.ToByteArray());
        Assert.False(seen.Genuineness.Genuine);
        Assert.Null(seen.Result);

        // The push left no trace: signed well, the same dossier and number are new.
        request.Document = (await new Papers(site).RequestAsync()).Document;
        var stored = await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60));
        Assert.False(stored.Receipt.Repeated);
    }

    /// <summary>Of the site's own authority; its certificate ended half a day ago, or begins in a month.</summary>
    private Identity Officer(string why)
    {
        var now = TimeProvider.System.GetUtcNow();
        var made = why == "expired" ? now.AddYears(-3).AddHours(12) : now.AddDays(30); // for 3 years, from a day before
        return new DevelopmentAuthorities(new Shifted(made - now)).Officer(
            DevelopmentStore.LoadSigner(site.Data, "ca"), "UBND", "Lê", $"Văn Hết {why}", "012345678901");
    }

    private sealed class Shifted(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
