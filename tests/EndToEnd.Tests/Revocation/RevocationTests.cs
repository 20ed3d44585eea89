using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Cli.Authorities;
using Cli.Setup;
using Cli.Signing;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Proof.Cms;
using ResultStore.V1;

namespace EndToEnd.Tests.Revocation;

/// <summary>What intake finds out about revocation from the authorities that certificates name, and what it tells the
/// sender where they do not answer. Each test has an officer of its own.</summary>
public sealed class RevocationTests(RevocationSite running) : IClassFixture<RevocationSite>
{
    private static int _last;

    private readonly DevelopmentSite _site = running.Site;

    [Fact]
    public async Task A_certificate_revoked_before_the_signature_is_refused()
    {
        var officer = Officer();
        Revoke(officer, TimeProvider.System.GetUtcNow().AddHours(-1));

        foreach (var stamps in (TimeStampClient?[])[null, Stamps()])
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
        var officer = Officer();
        var stamped = await new Papers(_site, officer, Stamps()).RequestAsync();
        var bare = await new Papers(_site, officer).RequestAsync();
        Revoke(officer, TimeProvider.System.GetUtcNow().AddSeconds(1));

        var stored = await SubmitAsync(stamped);

        Assert.All(stored.Report.Signatures, card => Assert.Equal("TOTAL_PASSED", card.Verdict.Indication));
        Assert.Equal(ErrorReason.SignerRevoked, (await RefusedAsync(bare)).Reason);
    }

    [Fact]
    public async Task With_its_authorities_away_a_push_is_to_be_sent_again_and_then_taken()
    {
        var request = await new Papers(_site, Officer()).RequestAsync();
        _site.Answer = Away;
        try
        {
            var away = await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(request));

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
        var request = await new Papers(_site, Officer()).RequestAsync();
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
        var officer = Officer();
        var request = await new Papers(_site, officer).RequestAsync();
        Revoke(officer, TimeProvider.System.GetUtcNow().AddMinutes(-5));
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
        var papers = new Papers(_site, Officer());
        await SubmitAsync(await papers.RequestAsync());
        _site.Asked.Clear();

        await SubmitAsync(await papers.RequestAsync());
        Assert.Empty(_site.Asked);

        await _site.Store.EndAsync();
        _site.StartStore();
        await _site.UntilReadyAsync();
        await SubmitAsync(await papers.RequestAsync());
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
        var officer = Officer();
        var alone = officer with { Chain = [officer.Chain[0]] };

        var stored = await SubmitAsync(await new Papers(_site, alone).RequestAsync());

        Assert.Equal("TOTAL_PASSED", stored.Report.Verdict.Indication);
    }

    [Fact]
    public async Task The_verdict_is_proved_again_from_what_is_stored_with_every_authority_gone()
    {
        var request = await new Papers(_site, Officer(), Stamps()).RequestAsync();
        var stored = await SubmitAsync(request);
        await _site.StopAuthoritiesAsync();
        RevalidateResultResponse answer;
        try
        {
            answer = await RevalidateAsync(stored.Receipt.Code, Purpose.Audit, "inspector");
        }
        finally
        {
            await _site.StartAuthoritiesAsync();
        }

        Assert.Empty(answer.Differences);
        Assert.Equal(RevalidationOutcome.Same, answer.Outcome);
        Assert.Equal(stored.Report, answer.Report);
        Assert.Equal(stored.Report, answer.KeptReport);
        var kinds = answer.Evidence.Items.CountBy(item => item.Kind).ToDictionary();
        Assert.Equal(2, kinds[EvidenceKind.Timestamp]);
        Assert.True(kinds[EvidenceKind.Certificate] >= 6, "officer, agency, their authority, stamps, two roots");
        var answers = kinds.GetValueOrDefault(EvidenceKind.OcspResponse) + kinds.GetValueOrDefault(EvidenceKind.Crl);
        Assert.True(answers >= 3, "about signers, their authority, stamps");
        Assert.True(answer.Evidence.CalculateSize() < 2_048, $"{answer.Evidence.CalculateSize()} bytes");
        var (exit, output, error) = await Tool.TryRunAsync(
            "dotnet",
            [
                Repository.Program("Cli", "tthc.dll"), "revalidate", stored.Receipt.Code, "--json", "--store",
                _site.StoreAddress, "--key-file", _site.KeyFile("one-stop"),
            ]);
        Assert.True(exit == 0 && output.Contains("REVALIDATION_OUTCOME_SAME", StringComparison.Ordinal), error);
    }

    [Fact]
    public async Task Evidence_that_was_lost_is_named_and_a_verdict_without_it_is_another()
    {
        var stored = await SubmitAsync(await new Papers(_site, Officer()).RequestAsync());
        var before = await RevalidateAsync(stored.Receipt.Code, Purpose.Audit, "inspector");
        Assert.Equal(RevalidationOutcome.Same, before.Outcome);
        var item = before.Evidence.Items.First(IsAnswer);
        const string Rename = "UPDATE evidence_object SET sha256 = $other WHERE sha256 = $sha256";
        var (digest, elsewhere) = (item.Sha256.ToByteArray(), new byte[32]);

        await ExecuteAsync(Rename, ("$sha256", digest), ("$other", elsewhere));
        var lacking = await RevalidateAsync(stored.Receipt.Code, Purpose.Audit, "inspector");
        await ExecuteAsync(Rename, ("$sha256", elsewhere), ("$other", digest)); // other results rest on it too
        Assert.Equal(RevalidationOutcome.EvidenceMissing, lacking.Outcome);
        Assert.Equal(item.Sha256, Assert.Single(lacking.MissingSha256));

        var other = before.KeptReport.Clone();
        other.Signatures[0].TimeSource = TimeSource.DocumentTimestamp;
        var less = before.Evidence.Clone();
        foreach (var answer in before.Evidence.Items.Where(IsAnswer))
        {
            less.Items.Remove(answer);
        }

        await ExecuteAsync(
            """
            UPDATE result_evidence SET evidence = $evidence, report = $report
            WHERE result_id IN (SELECT result_id FROM document WHERE sha256 = $sha256)
            """,
            ("$sha256", stored.Receipt.SubmittedSha256.ToByteArray()),
            ("$evidence", less.ToByteArray()),
            ("$report", other.ToByteArray()));
        var changed = await RevalidateAsync(stored.Receipt.Code, Purpose.Audit, "inspector");
        Assert.Equal(RevalidationOutcome.Different, changed.Outcome);
        Assert.Contains(changed.Differences, each => each.Path == "signatures[0].time_source");
        Assert.Contains(
            changed.Differences,
            each => each is { Path: "verdict.sub_indication", Kept: "", Now: "TRY_LATER" });
    }

    [Fact]
    public async Task Nobody_has_a_verdict_proved_again_for_a_purpose_that_is_not_theirs()
    {
        var stored = await SubmitAsync(await new Papers(_site).RequestAsync());

        foreach (var (purpose, client) in
            ((Purpose, string)[])[(Purpose.Audit, "agency"), (Purpose.OwnRecords, "inspector")])
        {
            var refused = await Assert.ThrowsAsync<RpcException>(
                () => RevalidateAsync(stored.Receipt.Code, purpose, client));
            Assert.Equal(ErrorReason.FieldsInvalid, Refusals.Of(refused).Reason);
        }
    }

    [Fact]
    public async Task Openssl_takes_what_the_development_authorities_answer()
    {
        using var scratch = new Scratch();
        var officer = Officer();
        var certificate = await scratch.KeepAsync("officer.pem", System.Text.Encoding.ASCII.GetBytes(officer.ChainPem));
        var issuer = Path.Combine(_site.Data, "pki", "ca.chain.pem");
        var root = Path.Combine(_site.Data, "pki", "root.chain.pem");
        var at = $"http://{_site.Addresses.TimeStamps}{DevelopmentAuthorities.PathOf(officer.Chain[1])}";
        string[] question =
            ["ocsp", "-issuer", issuer, "-cert", certificate, "-url", $"{at}/ocsp", "-CAfile", root];

        Assert.Contains(": good", await Tool.RunAsync("openssl", question), StringComparison.Ordinal);
        await Tool.RunAsync(
            "dotnet", Repository.Program("Cli", "tthc.dll"), "authorities", "revoke", certificate, "--data", _site.Data,
            "--reason", "KeyCompromise");
        var revoked = await Tool.RunAsync("openssl", question);
        Assert.Contains(": revoked", revoked, StringComparison.Ordinal);
        Assert.Contains("keyCompromise", revoked, StringComparison.Ordinal);

        using var http = new HttpClient();
        var list = await scratch.KeepAsync("list.crl", await http.GetByteArrayAsync(new Uri($"{at}/list.crl")));
        var (exit, _, error) = await Tool.TryRunAsync(
            "openssl", ["crl", "-inform", "DER", "-in", list, "-CAfile", issuer, "-noout"]);
        Assert.True(exit == 0 && error.Contains("verify OK", StringComparison.Ordinal), error);
    }

    private static bool IsAnswer(EvidenceItem item) => item.Kind is EvidenceKind.OcspResponse or EvidenceKind.Crl;

    private static RevalidateResultRequest RequestOf(string code, Purpose purpose) => new()
    {
        Code = code,
        Context = new ReadContext { Purpose = purpose, Officer = "kiem-thu" },
    };

    private async Task<RevalidateResultResponse> RevalidateAsync(string code, Purpose purpose, string client) =>
        await _site.Reuse.RevalidateResultAsync(
            RequestOf(code, purpose), _site.As(client), DevelopmentSite.In(60));

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

    /// <summary>Behind the store's back.</summary>
    private async Task ExecuteAsync(string sql, params (string Name, byte[] Value)[] values)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_site.Data, "resultstore.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of these tests
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    private static Task Away(HttpContext context, Func<Task> next)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private Identity Officer() => new DevelopmentAuthorities(TimeProvider.System, _site.Addresses.TimeStamps).Officer(
        DevelopmentStore.LoadSigner(_site.Data, "ca"), "UBND", "Trần", $"Thử {Interlocked.Increment(ref _last)}",
        "099080001235");

    private static byte[] ListOf(Identity authority)
    {
        Assert.True(Certificate.TryParse(authority.Chain[0], out var certificate));
        var now = TimeProvider.System.GetUtcNow();
        return CrlPublisher.Publish(certificate, authority.Key, [], 1, now, now.AddDays(1));
    }

    private TimeStampClient Stamps() => new(new Uri(_site.TimeStampAddress));

    private void Revoke(Identity who, DateTimeOffset at)
    {
        Assert.True(Certificate.TryParse(who.Chain[0], out var certificate));
        Assert.True(Certificate.TryParse(who.Chain[1], out var issuer));
        new Revocations(_site.Data).Add(
            Cli.Authorities.Revocation.Of(certificate, issuer, at, RevocationReason.Unspecified));
    }

    private async Task<SubmitResultResponse> SubmitAsync(SubmitResultRequest request) =>
        await _site.Intake.SubmitResultAsync(request, _site.As("one-stop"), DevelopmentSite.In(60));

    private async Task<Refusal> RefusedAsync(SubmitResultRequest request) =>
        Refusals.Of(await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(request)));

    private async Task<SubmitResultResponse> UntilTakenAsync(SubmitResultRequest request)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await SubmitAsync(request);
            }
            catch (RpcException unavailable) when (unavailable.StatusCode == StatusCode.Unavailable
                && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1))
            {
                await Task.Delay(200);
            }
        }
    }
}

/// <summary>A site that asks each authority once and then keeps to the answer.</summary>
public sealed class RevocationSite : IAsyncLifetime
{
    public RevocationSite() => Site = new DevelopmentSite
    {
        Settings = settings =>
        {
            settings["Revocation"]!["CrlFolder"] = Lists;
            settings["Revocation"]!["CrlFolderSeconds"] = 1;
            settings["Revocation"]!["RecheckSeconds"] = 3_600;
            settings["Revocation"]!["TimeoutMs"] = 1_500;
            settings["Revocation"]!["DocumentTimeoutMs"] = 4_000;
        },
    };

    public DevelopmentSite Site { get; }

    /// <summary>The operator's folder of revocation lists.</summary>
    public string Lists { get; } = Directory.CreateTempSubdirectory("resultstore-lists-").FullName;

    public Task InitializeAsync() => Site.InitializeAsync();

    public async Task DisposeAsync()
    {
        await Site.DisposeAsync();
        Directory.Delete(Lists, recursive: true);
    }
}
