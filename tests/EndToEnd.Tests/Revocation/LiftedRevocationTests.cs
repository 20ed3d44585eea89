using Cli.Setup;
using EndToEnd.Tests.Site;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Proof.Cms;
using ResultStore.V1;

namespace EndToEnd.Tests.Revocation;

/// <summary>What was heard of a revocation holds until a newer word: on a site that asks each time, and falls back on
/// what it holds only where nobody answers. Each test has an officer of its own.</summary>
public sealed class LiftedRevocationTests(AskingSite running) : IClassFixture<AskingSite>
{
    private static int _last;

    private readonly DevelopmentSite _site = running.Site;
    private int _replayed;

    [Fact]
    public async Task A_revocation_that_was_taken_back_is_seen_at_the_next_question_and_stands_until_then()
    {
        using var scratch = new Scratch();
        var officer = Officer();
        var certificate = await scratch.KeepAsync(
            "officer.pem", System.Text.Encoding.ASCII.GetBytes(officer.ChainPem));
        var papers = new Papers(_site, officer);
        var request = await papers.RequestAsync();
        await RevokeAsync(certificate);
        await MustBeRevokedAsync(request);

        _site.Answer = Away;
        try
        {
            await MustBeRevokedAsync(request);
        }
        finally
        {
            _site.Answer = null;
        }

        await RevokeAsync(certificate, "--undo");
        Assert.False((await SubmitAsync(request)).Receipt.Repeated);

        // Not even a responder that has stood still since, or someone who plays its answer again, brings it back.
        _site.Answer = (context, next) => RevokedAnHourAgoAsync(context, next, officer);
        try
        {
            Assert.False((await SubmitAsync(await papers.RequestAsync())).Receipt.Repeated);
            Assert.True(_replayed > 0, "the responder was asked");
        }
        finally
        {
            _site.Answer = null;
        }
    }

    [Fact]
    public async Task Of_a_strangers_file_the_public_hears_what_is_known_of_revocation_and_nobody_is_asked_for_it()
    {
        var (stranger, officer) = (Officer(), Officer());
        var (asked, papers) = (0, new Papers(_site, officer));
        var stored = await papers.RequestAsync();
        await SubmitAsync(stored);
        using var scratch = new Scratch();
        await RevokeAsync(await scratch.KeepAsync(
            "officer.pem", System.Text.Encoding.ASCII.GetBytes(officer.ChainPem)));
        var request = await papers.RequestAsync();
        await MustBeRevokedAsync(request);
        _site.Answer = async (context, next) =>
        {
            asked += await AsksAboutAsync(context, stranger) || await AsksAboutAsync(context, officer) ? 1 : 0;
            await next();
        };
        try
        {
            var unknown = await Documents.VerifyAsync(
                _site, await new Papers(_site, stranger).SignedByBothAsync(Papers.Unsigned()), withReport: true);
            var card = unknown.Report.Signatures[0];
            Assert.Equal(("TOTAL_PASSED", RevocationFinding.NotKnown), (card.Verdict.Indication, card.Revocation));
            Assert.StartsWith("Chưa kiểm tra được", card.RevocationSentenceVi, StringComparison.Ordinal);
            Assert.All((SignatureVerdict[])[card.Verdict, unknown.Report.Verdict], verdict =>
            {
                Assert.Contains("chưa kiểm tra", verdict.SentenceVi, StringComparison.Ordinal);
                Assert.Contains("was not checked", verdict.SentenceEn, StringComparison.Ordinal);
            });
            Assert.Contains("NOT_KNOWN", unknown.EtsiReport.ToStringUtf8(), StringComparison.Ordinal);

            var revoked = await Documents.VerifyAsync(_site, request.Document.ToByteArray(), withReport: true);
            card = revoked.Report.Signatures[0];
            Assert.Equal(
                ("INDETERMINATE", "REVOKED_NO_POE", RevocationFinding.Revoked),
                (card.Verdict.Indication, card.Verdict.SubIndication, card.Revocation));
            Assert.Equal("REVOKED_NO_POE", revoked.Report.Verdict.SubIndication);
            Assert.True(card.RevocationAsOfUnixMs > 0);

            // Of a paper on record counts what was known when it was taken.
            var known = await Documents.VerifyAsync(_site, stored.Document.ToByteArray(), withReport: true);
            Assert.Equal(VerificationState.Valid, known.State);
            Assert.All(known.Report.Signatures, each => Assert.Equal(
                ("TOTAL_PASSED", RevocationFinding.NotRevoked), (each.Verdict.Indication, each.Revocation)));
            Assert.Equal(0, asked);
        }
        finally
        {
            _site.Answer = null;
        }
    }

    /// <summary>Whether a question names a certificate, by its serial number.</summary>
    private static async Task<bool> AsksAboutAsync(HttpContext context, Identity who)
    {
        Assert.True(Certificate.TryParse(who.Chain[0], out var certificate));
        context.Request.EnableBuffering();
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Request.Body.Position = 0;
        return body.ToArray().AsSpan().IndexOf(certificate.SerialNumber.Span) >= 0;
    }

    private async Task MustBeRevokedAsync(SubmitResultRequest request)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(request));
        Assert.Equal(ErrorReason.SignerRevoked, Refusals.Of(refused).Reason);
    }

    private Task<string> RevokeAsync(string certificate, params string[] more) => Tool.RunAsync(
        "dotnet",
        [
            Repository.Program("Cli", "tthc.dll"), "authorities", "revoke", certificate, "--data", _site.Data,
            "--at", "2024-01-01T00:00:00Z", .. more,
        ]);

    private static Task Away(HttpContext context, Func<Task> next)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private async Task RevokedAnHourAgoAsync(HttpContext context, Func<Task> next, Identity officer)
    {
        var authority = DevelopmentStore.LoadSigner(_site.Data, "ca");
        if (context.Request.Path != $"{DevelopmentAuthorities.PathOf(authority.Chain[0])}/ocsp")
        {
            await next();
            return;
        }

        Assert.True(Certificate.TryParse(officer.Chain[0], out var certificate));
        _replayed++;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Assert.True(Certificate.TryParse(authority.Chain[0], out var issuer));
        var then = TimeProvider.System.GetUtcNow().AddHours(-1);
        var answer = new OcspResponder(authority.Key, issuer, issuer).Respond(
            body.ToArray(),
            serial => serial.Span.SequenceEqual(certificate.SerialNumber.Span)
                ? new IssuedStatus.Revoked(then.AddDays(-1), RevocationReason.Unspecified)
                : new IssuedStatus.Good(),
            then,
            then.AddYears(1));
        context.Response.ContentType = "application/ocsp-response";
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private Identity Officer() => new DevelopmentAuthorities(TimeProvider.System, _site.Addresses.TimeStamps).Officer(
        DevelopmentStore.LoadSigner(_site.Data, "ca"), "UBND", "Lê", $"Thử {Interlocked.Increment(ref _last)}",
        "099080001237");

    private async Task<SubmitResultResponse> SubmitAsync(SubmitResultRequest request) =>
        await _site.Intake.SubmitResultAsync(request, _site.As("one-stop"), DevelopmentSite.In(60));
}

/// <summary>A site that asks its authorities anew each time.</summary>
public sealed class AskingSite : IAsyncLifetime
{
    public DevelopmentSite Site { get; } = new()
    {
        Settings = settings =>
        {
            settings["Revocation"]!["RecheckSeconds"] = 0;
            settings["Revocation"]!["FailureSeconds"] = 0;
        },
    };

    public Task InitializeAsync() => Site.InitializeAsync();

    public Task DisposeAsync() => Site.DisposeAsync();
}
