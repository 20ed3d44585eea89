using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Cli.Setup;
using Cli.Signing;
using EndToEnd.Tests.Site;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Proof.Cms;
using ResultStore.V1;

namespace EndToEnd.Tests.Revocation;

/// <summary>What intake finds out about revocation from the authorities that certificates name, and what it tells the
/// sender where they do not answer. Each test has an officer of its own.</summary>
[Collection(RevocationSite.Name)]
public sealed class RevocationTests(RevocationSite running)
{
    private readonly DevelopmentSite _site = running.Site;

    [Fact]
    public async Task A_certificate_revoked_before_the_signature_is_refused()
    {
        var officer = running.NewOfficer();
        running.Revoke(officer, TimeProvider.System.GetUtcNow().AddHours(-1));

        foreach (var stamps in (TimeStampClient?[])[null, running.NewStamps()])
        {
            var refusal = await RefusedAsync(await new Papers(_site, officer, stamps).RequestAsync());

            Assert.Equal(ErrorReason.SignerRevoked, refusal.Reason);
            Assert.False(refusal.RetryHelps);
            Assert.Equal("REVOKED_NO_POE", refusal.Report.Verdict.SubIndication);
        }
    }

    [Fact]
    public async Task A_certificate_revoked_after_the_time_stamp_is_accepted_and_without_one_it_is_not()
    {
        var officer = running.NewOfficer();
        var stamped = await new Papers(_site, officer, running.NewStamps()).RequestAsync();
        var bare = await new Papers(_site, officer).RequestAsync();
        running.Revoke(officer, TimeProvider.System.GetUtcNow().AddSeconds(1));

        var stored = await running.SubmitAsync(stamped);

        Assert.All(stored.Report.Signatures, card => Assert.Equal("TOTAL_PASSED", card.Verdict.Indication));
        Assert.Equal(ErrorReason.SignerRevoked, (await RefusedAsync(bare)).Reason);
    }

    [Fact]
    public async Task With_its_authorities_away_a_push_is_to_be_sent_again_and_then_taken()
    {
        var request = await new Papers(_site, running.NewOfficer()).RequestAsync();
        _site.Answer = Away;
        try
        {
            var away = await Assert.ThrowsAsync<RpcException>(() => running.SubmitAsync(request));

            Assert.Equal(StatusCode.Unavailable, away.StatusCode);
            var refusal = Refusals.Of(away);
            Assert.Equal(ErrorReason.RevocationUnknown, refusal.Reason);
            Assert.Equal("TRY_LATER", refusal.Report.Verdict.SubIndication);
            Assert.True(refusal.RetryHelps && refusal.RetryAfterMs > 0);
            var answer = await Documents.VerifyAsync(_site, request.Document.ToByteArray());
            Assert.Equal(VerificationState.Unknown, answer.State);
        }
        finally
        {
            _site.Answer = null;
        }

        Assert.False((await UntilTakenAsync(request)).Receipt.Repeated);
    }

    [Fact]
    public async Task An_authority_that_never_ends_its_answer_holds_nobody_up_for_long()
    {
        var request = await new Papers(_site, running.NewOfficer()).RequestAsync();
        _site.Answer = async (context, _) =>
        {
            await context.Response.Body.WriteAsync("once upon a time"u8.ToArray());
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        try
        {
            Assert.Equal(ErrorReason.RevocationUnknown, (await RefusedAsync(request)).Reason);
        }
        finally
        {
            _site.Answer = null;
        }

        await UntilTakenAsync(request);
    }

    [Fact]
    public async Task Where_the_responder_is_away_the_list_is_asked()
    {
        await ForgetAnswersAsync(); // a list kept from another test's outage would still be believed
        var officer = running.NewOfficer();
        var request = await new Papers(_site, officer).RequestAsync();
        running.Revoke(officer, TimeProvider.System.GetUtcNow().AddMinutes(-5));
        _site.Asked.Clear();
        _site.Answer = (context, next) =>
            context.Request.Path.Value!.EndsWith("/ocsp", StringComparison.Ordinal) ? Away(context, next) : next();
        try
        {
            Assert.Equal(ErrorReason.SignerRevoked, (await RefusedAsync(request)).Reason);
        }
        finally
        {
            _site.Answer = null;
        }

        Assert.Contains("list.crl", _site.Asked);
        await ForgetAnswersAsync(); // nor is the responder left alone in the next test for having failed here
    }

    [Fact]
    public async Task Answers_are_kept_for_the_next_push_and_the_next_start()
    {
        var papers = new Papers(_site, running.NewOfficer());
        await running.SubmitAsync(await papers.RequestAsync());
        _site.Asked.Clear();

        await running.SubmitAsync(await papers.RequestAsync());
        Assert.Empty(_site.Asked);

        await _site.Store.EndAsync();
        _site.StartStore();
        await _site.UntilReadyAsync();
        await running.SubmitAsync(await papers.RequestAsync());
        Assert.Empty(_site.Asked);
    }

    [Fact]
    public async Task A_private_address_in_a_certificate_leads_nobody_there_and_a_list_in_the_folder_will_do()
    {
        using var inside = new TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        var make = new DevelopmentAuthorities(TimeProvider.System, inside.LocalEndpoint.ToString()!);
        var root = DevelopmentStore.LoadSigner(_site.Data, "root");
        var authority = make.Authority(root, "Inside CA");
        var officer = make.Officer(authority, "UBND", "Trần", "Trong", "099080001236");

        var request = await new Papers(_site, officer).RequestAsync();

        Assert.Equal(ErrorReason.RevocationUnknown, (await RefusedAsync(request)).Reason);

        await File.WriteAllBytesAsync(Path.Combine(running.Lists, "root.crl"), ListOf(root));
        await File.WriteAllTextAsync(
            Path.Combine(running.Lists, "inside.pem"), PemEncoding.WriteString("X509 CRL", ListOf(authority)));
        await UntilTakenAsync(request);
        Assert.False(inside.Pending());
    }

    [Fact]
    public async Task An_issuer_that_the_signature_leaves_out_is_fetched()
    {
        var officer = running.NewOfficer();
        var alone = officer with { Chain = [officer.Chain[0]] };

        var stored = await running.SubmitAsync(await new Papers(_site, alone).RequestAsync());

        Assert.Equal("TOTAL_PASSED", stored.Report.Verdict.Indication);
    }

    private async Task ForgetAnswersAsync()
    {
        await _site.Store.EndAsync();
        await using (var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_site.Data, "resultstore.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM revocation_answer";
            await command.ExecuteNonQueryAsync();
        }

        _site.StartStore();
        await _site.UntilReadyAsync();
    }

    private static Task Away(HttpContext context, Func<Task> next)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private static byte[] ListOf(Identity authority)
    {
        Assert.True(Certificate.TryParse(authority.Chain[0], out var certificate));
        var now = TimeProvider.System.GetUtcNow();
        return CrlPublisher.Publish(certificate, authority.Key, [], 1, now, now.AddDays(1));
    }

    private async Task<Refusal> RefusedAsync(SubmitResultRequest request) =>
        Refusals.Of(await Assert.ThrowsAsync<RpcException>(() => running.SubmitAsync(request)));

    private async Task<SubmitResultResponse> UntilTakenAsync(SubmitResultRequest request)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await running.SubmitAsync(request);
            }
            catch (RpcException unavailable) when (unavailable.StatusCode == StatusCode.Unavailable
                && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1))
            {
                await Task.Delay(200);
            }
        }
    }
}
