using Cli.Authorities;
using Cli.Setup;
using Cli.Signing;
using EndToEnd.Tests.Site;
using Grpc.Core;
using Proof.Cms;
using ResultStore.V1;

namespace EndToEnd.Tests.Revocation;

/// <summary>A suspended certificate on a site that keeps other answers for an hour: what its authority says of it is
/// asked for again soon, but not at each push.</summary>
public sealed class SuspensionTests : IAsyncLifetime
{
    private const int SuspensionSeconds = 3;

    private readonly DevelopmentSite _site = new()
    {
        Settings = settings =>
        {
            settings["Revocation"]!["RecheckSeconds"] = 3_600;
            settings["Revocation"]!["SuspensionSeconds"] = SuspensionSeconds;
        },
    };

    public Task InitializeAsync() => _site.InitializeAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_suspension_is_never_final_even_of_a_signature_proved_to_be_made_during_it()
    {
        var authority = DevelopmentStore.LoadSigner(_site.Data, "ca");
        var agency = new DevelopmentAuthorities(TimeProvider.System, _site.Addresses.TimeStamps)
            .Agency(authority, "UBND phường Thử", "0312345678");
        var since = DateTimeOffset.FromUnixTimeSeconds(
            TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeSeconds());
        var suspension = Suspension(agency, authority, since);
        var revocations = new Revocations(_site.Data);
        revocations.Add(suspension);

        // The agency signs what bears the officer's time-stamp already: no doubt that it did so while suspended.
        var request = await new Papers(
            _site, timeStamps: new TimeStampClient(new Uri(_site.TimeStampAddress)), agency: agency).RequestAsync();
        var began = TimeProvider.System.GetTimestamp();
        var refusal = await RefusedAsync(request);
        _site.Asked.Clear();
        Assert.Equal(ErrorReason.SignerSuspended, (await RefusedAsync(request)).Reason);
        if (TimeProvider.System.GetElapsedTime(began).TotalSeconds < SuspensionSeconds)
        {
            Assert.DoesNotContain("ocsp", _site.Asked);
        }

        Assert.Equal((ErrorReason.SignerSuspended, false), (refusal.Reason, refusal.RetryHelps));
        Assert.Equal(
            ("INDETERMINATE", "TRY_LATER", "SUSPENDED"),
            (refusal.Report.Verdict.Indication, refusal.Report.Verdict.SubIndication, refusal.Report.Verdict.Detail));
        var card = refusal.Report.Signatures[1];
        Assert.Equal(
            (RevocationFinding.Suspended, since.ToUnixTimeMilliseconds()),
            (card.Revocation, card.RevokedSinceUnixMs));
        Assert.Equal(RevocationFinding.NotRevoked, refusal.Report.Signatures[0].Revocation);

        Assert.True(revocations.Remove(suspension));
        var stored = await UntilTakenAsync(request);
        Assert.Equal("TOTAL_PASSED", stored.Report.Verdict.Indication);
        Assert.All(stored.Report.Signatures, each => Assert.Equal(0, each.RevokedSinceUnixMs));
    }

    [Fact]
    public async Task A_suspension_after_the_proven_time_of_signing_is_told_and_does_not_count()
    {
        var authority = DevelopmentStore.LoadSigner(_site.Data, "ca");
        var officer = new DevelopmentAuthorities(TimeProvider.System, _site.Addresses.TimeStamps)
            .Officer(authority, "UBND", "Lê", "Sau", "099080001240");
        var request = await new Papers(
            _site, officer, new TimeStampClient(new Uri(_site.TimeStampAddress))).RequestAsync();
        new Revocations(_site.Data).Add(
            Suspension(officer, authority, TimeProvider.System.GetUtcNow().AddSeconds(1)));

        var stored = await _site.Intake.SubmitResultAsync(request, _site.As("one-stop"), DevelopmentSite.In(60));

        var card = stored.Report.Signatures[0];
        Assert.Equal(("TOTAL_PASSED", RevocationFinding.Suspended), (card.Verdict.Indication, card.Revocation));
        Assert.Contains("after the proven time", card.RevocationSentenceEn, StringComparison.Ordinal);
    }

    private static Cli.Authorities.Revocation Suspension(Identity who, Identity authority, DateTimeOffset since)
    {
        Assert.True(Certificate.TryParse(who.Chain[0], out var certificate));
        Assert.True(Certificate.TryParse(authority.Chain[0], out var issuer));
        return Cli.Authorities.Revocation.Of(certificate, issuer, since, RevocationReason.CertificateHold);
    }

    private async Task<Refusal> RefusedAsync(SubmitResultRequest request) => Refusals.Of(
        await Assert.ThrowsAsync<RpcException>(() => _site.Intake.SubmitResultAsync(
            request, _site.As("one-stop"), DevelopmentSite.In(60)).ResponseAsync));

    private async Task<SubmitResultResponse> UntilTakenAsync(SubmitResultRequest request)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await _site.Intake.SubmitResultAsync(request, _site.As("one-stop"), DevelopmentSite.In(60));
            }
            catch (RpcException refused) when (Refusals.Of(refused).Reason == ErrorReason.SignerSuspended
                && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
            {
                await Task.Delay(500);
            }
        }
    }
}
