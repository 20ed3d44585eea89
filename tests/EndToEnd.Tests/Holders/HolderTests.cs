using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EndToEnd.Tests.CommandLine;
using EndToEnd.Tests.Site;
using Grpc.Core;
using Proof.Qr;
using ResultStore.V1;

namespace EndToEnd.Tests.Holders;

/// <summary>A portal acting for a holder, through real processes.</summary>
[Collection(SharedSite.Name)]
public sealed class HolderTests(DevelopmentSite site)
{
    private static int _last = RandomNumberGenerator.GetInt32(100_000);

    private readonly Papers _papers = new(site);

    private HolderAccess.HolderAccessClient Portal => new(site.StoreCalls);

    [Fact]
    public async Task A_holder_finds_reads_and_downloads_what_is_theirs_and_nothing_else()
    {
        var (code, holder) = await PushAsync();
        var mine = Session(holder.Id);
        var theirs = Session(NewId());

        var listed = await Portal.ListOwnResultsAsync(new() { Session = mine }, site.As("portal"));
        var read = await Portal.GetOwnResultAsync(new() { Session = mine, Code = code }, site.As("portal"));
        using var call = Portal.DownloadOwnDocument(new() { Session = mine, Code = code }, site.As("portal"));
        Assert.True(await call.ResponseStream.MoveNext(default));
        var header = call.ResponseStream.Current.Header;
        var file = new List<byte>();
        while (await call.ResponseStream.MoveNext(default))
        {
            file.AddRange(call.ResponseStream.Current.Chunk);
        }

        Assert.Equal(code, Assert.Single(listed.Results).Code);
        Assert.Equal((holder.Name, ResultStatus.Valid), (read.Metadata.Holders[0].Name, read.Status));
        Assert.Equal(header.Sha256.ToByteArray(), SHA256.HashData([.. file]));
        Assert.Empty((await Portal.ListOwnResultsAsync(new() { Session = theirs }, site.As("portal"))).Results);
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await Portal.GetOwnResultAsync(new() { Session = theirs, Code = code }, site.As("portal")));
        Assert.Equal(ErrorReason.ResultUnknown, Refusals.Of(refused).Reason);
    }

    [Fact]
    public async Task A_holder_sees_who_read_what_for_which_dossier_and_auditors_see_the_portals_session()
    {
        var (code, holder) = await PushAsync();
        var dossier = "000.41.18.H99-250905-0077";
        await site.Reuse.GetResultAsync(
            new GetResultRequest
            {
                Code = code,
                Context = new ReadContext { Purpose = Purpose.Dossier, DossierCode = dossier, Officer = "can-bo-7" },
            },
            site.As("agency"));
        await Portal.GetOwnResultAsync(new() { Session = Session(holder.Id), Code = code }, site.As("portal"));

        var reads = (await Portal.ListReadsAsync(
            new() { Session = Session(holder.Id), Code = code }, site.As("portal"))).Reads;
        var all = (await Portal.ListReadsAsync(new() { Session = Session(holder.Id) }, site.As("portal"))).Reads;
        var audited = await site.Audit.SearchAccessAsync(
            new SearchAccessRequest
            {
                Filter = new AccessFilter { Holder = new AccessHolder { Kind = HolderKind.Person, Id = holder.Id } },
                Context = new ReadContext { Purpose = Purpose.Audit, Officer = "kiem-toan" },
            },
            site.As("administrator"));

        Assert.Equal(["GetOwnResult", "GetResult"], reads.Select(read => read.Operation));
        Assert.Equal(
            (Purpose.Dossier, dossier, "H99.18.41"), (reads[1].Purpose, reads[1].DossierCode, reads[1].AgencyCode));
        Assert.NotEmpty(reads[1].SystemName);
        Assert.Equal(reads, all);
        Assert.Equal(
            ["GetOwnResult", "GetResult"], audited.Records.Select(record => record.Operation));
        Assert.Contains("level 2", audited.Records[0].Session, StringComparison.Ordinal);
        Assert.Contains("phien-1", audited.Records[0].Session, StringComparison.Ordinal);
        Assert.Equal("can-bo-7", audited.Records[1].Officer);
    }

    [Fact]
    public async Task An_organisations_results_are_shown_to_whom_it_is_represented_by_with_the_evidence_on_record()
    {
        var (code, organisation) = await PushAsync(HolderKind.Organisation);
        var session = Session(NewId());
        var without = await Portal.ListOwnResultsAsync(new() { Session = session }, site.As("portal"));
        session.Represented = new RepresentedOrganisation
        {
            TaxCode = organisation.Id,
            Capacity = RepresentationCapacity.LegalRepresentative,
            EvidenceReference = "DKDN-2026-17",
        };
        var with = await Portal.ListOwnResultsAsync(new() { Session = session }, site.As("portal"));
        session.Represented.EvidenceReference = "";
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await Portal.ListOwnResultsAsync(new() { Session = session }, site.As("portal")));

        Assert.Empty(without.Results);
        Assert.Equal(code, Assert.Single(with.Results).Code);
        Assert.Equal(
            "session.represented.evidence_reference", Assert.Single(Refusals.Of(refused).Fields).Path);
        var record = (await site.Audit.SearchAccessAsync(
            new SearchAccessRequest
            {
                Filter = new AccessFilter { Code = code },
                Context = new ReadContext { Purpose = Purpose.Audit, Officer = "kiem-toan" },
            },
            site.As("administrator"))).Records[0];
        Assert.EndsWith("as LegalRepresentative by DKDN-2026-17", record.Session, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_presentation_is_green_for_its_minutes_and_a_picture_of_it_worth_nothing_after()
    {
        var (code, holder) = await PushAsync();
        var session = Session(holder.Id);
        var shown = await Portal.PresentResultAsync(new() { Session = session, Code = code }, site.As("portal"));

        var now = await site.Verification.VerifyCodeAsync(new VerifyCodeRequest { Link = shown.Qr.Link });
        var typed = await site.Verification.VerifyCodeAsync(
            new VerifyCodeRequest { Link = Papers.WithAnotherDigit(shown.Qr.Link) });
        var later = await site.Verification.VerifyCodeAsync(
            new VerifyCodeRequest { Link = QrLink.Build(new Uri(shown.Qr.Link).Authority, Old(code)) });
        var inStore = await site.StoreVerification.VerifyCodeAsync(
            new VerifyCodeRequest { Link = QrLink.Build(new Uri(shown.Qr.Link).Authority, Old(code)) },
            site.As("verifier"));

        Assert.Equal((VerificationState.Valid, code), (now.State, now.Result.Code));
        Assert.InRange(now.Presentation.RemainingMs, 1, 180_000);
        Assert.NotEqual(VerificationState.Valid, typed.State);
        Assert.All([later, inStore], answer =>
        {
            Assert.Equal((VerificationState.PresentationExpired, true), (answer.State, answer.Genuineness.Genuine));
            Assert.Null(answer.Result);
        });
        var (_, told, _) = await Tthc.SayAsync(
            "verify", QrLink.Build(new Uri(shown.Qr.Link).Authority, Old(code)), "--lang", "en",
            "--verifier", $"http://{site.Addresses.VerifierGrpc}");
        Assert.Contains($"(key {later.Genuineness.KeyId})", told, StringComparison.Ordinal);
        var counted = Assert.Single((await Portal.ListPresentationsAsync(
            new() { Session = session, Code = code }, site.As("portal"))).Presentations);
        Assert.Equal((shown.PresentationId, 1), (counted.PresentationId, counted.Reads));
    }

    [Fact]
    public async Task A_signed_presentation_that_the_store_never_made_shows_nothing()
    {
        var (code, _) = await PushAsync();
        var link = QrLink.Build(
            new Uri(site.PageAddress).Authority, Minted(code, TimeProvider.System.GetUtcNow()));

        var answer = await site.StoreVerification.VerifyCodeAsync(
            new VerifyCodeRequest { Link = link }, site.As("verifier"));

        Assert.Equal(VerificationState.Unknown, answer.State);
        Assert.Null(answer.Result);
    }

    [Fact]
    public async Task A_shared_link_shows_what_was_chosen_as_often_as_was_chosen()
    {
        var (code, holder) = await PushAsync();
        var session = Session(holder.Id);
        using var http = new HttpClient { BaseAddress = new Uri(site.PageAddress) };
        var status = await ShareAsync(session, code, ShareScope.Status);
        var document = await ShareAsync(session, code, ShareScope.Document, uses: 2);

        var masked = await OpenAsync(http, status.Link);
        var whole = await OpenAsync(http, document.Link);
        using var file = await http.PostAsJsonAsync(
            "/api/v1/shared/document", new { ticket = (string)whole["ticket"]! });
        var bytes = await file.Content.ReadAsByteArrayAsync();
        var again = await OpenAsync(http, document.Link);
        var none = await OpenAsync(http, document.Link);

        Assert.Equal(("OPEN", "VALID"), ((string)masked["state"]!, (string)masked["result"]!["state"]!));
        Assert.Null(masked["data"]);
        Assert.Null(masked["ticket"]);
        Assert.DoesNotContain(holder.Id, masked.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(
            (holder.Name, holder.Id),
            ((string)whole["data"]!["holders"]![0]!["name"]!, (string)whole["data"]!["holders"]![0]!["id"]!));
        Assert.DoesNotContain("\"\"", whole["data"]!.ToJsonString(), StringComparison.Ordinal); // left out: not said
        Assert.Null(whole["data"]!["validUntil"]);
        Assert.StartsWith("%PDF-", System.Text.Encoding.ASCII.GetString(bytes.AsSpan(0, 5)), StringComparison.Ordinal);
        Assert.Equal(1, (int)whole["usesLeft"]!);
        Assert.Equal(("OPEN", "USED_UP"), ((string)again["state"]!, (string)none["state"]!));

        var reads = (await Portal.ListReadsAsync(new() { Session = session, Code = code }, site.As("portal"))).Reads;
        Assert.Equal(
            ["SHARE_LINK_USED_UP", "OK", "OK", "OK"],
            reads.Where(read => read.Operation == "OpenShareLink").Select(read => read.Outcome));
    }

    [Fact]
    public async Task A_systems_own_reference_is_nobody_whom_a_portal_could_authenticate()
    {
        var session = new HolderSession
        {
            Kind = HolderKind.Other,
            Id = "HS-77",
            Level = AuthenticationLevel._3,
            AuthenticatedAtUnixMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            SessionReference = "phien-7",
        };

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await Portal.ListOwnResultsAsync(new() { Session = session }, site.As("portal")));

        Assert.Equal("session.id", Assert.Single(Refusals.Of(refused).Fields).Path);
    }

    [Fact]
    public async Task A_shared_link_tells_of_its_maker_alone_and_other_holders_do_not_know_of_it()
    {
        var request = await _papers.RequestAsync();
        var (one, other) = (request.Metadata.Holders[0], new Holder { Kind = HolderKind.Person });
        (one.Id, other.Id, other.Name) = (NewId(), NewId(), "Trần Thị Bình");
        request.Metadata.Holders.Add(other);
        var code = (await site.Intake.SubmitResultAsync(
            request, site.As("one-stop"), DevelopmentSite.In(60))).Receipt.Code;
        using var http = new HttpClient { BaseAddress = new Uri(site.PageAddress) };
        var (mine, theirs) = (Session(one.Id), Session(other.Id));
        var shared = await ShareAsync(mine, code, ShareScope.Data);
        var opened = (await OpenAsync(http, shared.Link))["data"]!["holders"]!.AsArray();

        var listed = await Portal.ListShareLinksAsync(new() { Session = theirs, Code = code }, site.As("portal"));
        var ended = await Assert.ThrowsAsync<RpcException>(async () => await Portal.RevokeShareLinkAsync(
            new() { Session = theirs, Code = code, Id = shared.Share.Id }, site.As("portal")));
        var reads = await Portal.ListReadsAsync(new() { Session = theirs, Code = code }, site.As("portal"));
        var own = await Portal.ListReadsAsync(new() { Session = mine, Code = code }, site.As("portal"));

        Assert.Equal((one.Name, one.Id), ((string)opened[0]!["name"]!, (string)opened[0]!["id"]!));
        Assert.DoesNotContain(other.Name, opened.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal($"***{other.Id[^3..]}", (string)opened[1]!["id"]!);
        Assert.Empty(listed.Shares);
        Assert.Equal(ErrorReason.ShareLinkUnknown, Refusals.Of(ended).Reason);
        Assert.Empty(reads.Reads);
        Assert.Equal(["OpenShareLink", "CreateShareLink"], own.Reads.Select(read => read.Operation));
    }

    [Fact]
    public async Task A_link_that_is_ended_opens_no_more_nor_does_its_file()
    {
        var (code, holder) = await PushAsync();
        var session = Session(holder.Id);
        using var http = new HttpClient { BaseAddress = new Uri(site.PageAddress) };
        var shared = await ShareAsync(session, code, ShareScope.Document, uses: 5);
        var opened = await OpenAsync(http, shared.Link);

        await Portal.RevokeShareLinkAsync(
            new() { Session = session, Code = code, Id = shared.Share.Id }, site.As("portal"));

        Assert.Equal("REVOKED", (string)(await OpenAsync(http, shared.Link))["state"]!);
        using var file = await http.PostAsJsonAsync(
            "/api/v1/shared/document", new { ticket = (string)opened["ticket"]! });
        Assert.Equal(System.Net.HttpStatusCode.NotFound, file.StatusCode);
        Assert.Equal("UNKNOWN", (string)(await OpenAsync(http, shared.Link + "x"))["state"]!);
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await Portal.RevokeShareLinkAsync(
            new() { Session = session, Code = code, Id = "x" }, site.As("portal")));
        Assert.Equal(ErrorReason.ShareLinkUnknown, Refusals.Of(unknown).Reason);
        Assert.NotEqual(
            0,
            Assert.Single((await Portal.ListShareLinksAsync(
                new() { Session = session, Code = code }, site.As("portal"))).Shares).RevokedAtUnixMs);
    }

    [Fact]
    public async Task A_stale_or_weak_session_and_one_that_gives_the_holder_away_are_refused()
    {
        var (code, holder) = await PushAsync();
        var stale = Session(holder.Id);
        stale.AuthenticatedAtUnixMs -= 2 * 3_600_000;
        var weak = Session(holder.Id);
        weak.Level = AuthenticationLevel._1;
        var open = Session(holder.Id);
        open.SessionReference = $"x-{holder.Id}";

        async Task<Refusal> RefusedAsync(Func<AsyncUnaryCall<PresentResultResponse>> call) =>
            Refusals.Of(await Assert.ThrowsAsync<RpcException>(async () => await call()));

        var tooOld = await RefusedAsync(() => Portal.PresentResultAsync(
            new() { Session = stale, Code = code }, site.As("portal")));
        var tooWeak = await RefusedAsync(() => Portal.PresentResultAsync(
            new() { Session = weak, Code = code }, site.As("portal")));
        var tooOpen = await RefusedAsync(() => Portal.PresentResultAsync(
            new() { Session = open, Code = code }, site.As("portal")));

        var early = Session(holder.Id);
        early.AuthenticatedAtUnixMs += 2 * 3_600_000;
        var tooEarly = await RefusedAsync(() => Portal.PresentResultAsync(
            new() { Session = early, Code = code }, site.As("portal")));

        Assert.Contains("too long ago", tooOld.SentenceEn, StringComparison.Ordinal);
        Assert.Contains("level 2", tooWeak.SentenceEn, StringComparison.Ordinal);
        Assert.Contains("future", tooEarly.SentenceEn, StringComparison.Ordinal);
        Assert.Equal(ErrorReason.AuthenticationTooWeak, tooOld.Reason);
        Assert.Equal(ErrorReason.AuthenticationTooWeak, tooWeak.Reason);
        Assert.Equal("session.session_reference", Assert.Single(tooOpen.Fields).Path);
        Assert.NotNull(await Portal.GetOwnResultAsync(new() { Session = weak, Code = code }, site.As("portal")));
    }

    private static string NewId() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"0480{Interlocked.Increment(ref _last):00000000}");

    private static HolderSession Session(string id) => new()
    {
        Kind = HolderKind.Person,
        Id = id,
        Level = AuthenticationLevel._2,
        AuthenticatedAtUnixMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
        SessionReference = "phien-1",
    };

    private static async Task<JsonNode> OpenAsync(HttpClient http, string link)
    {
        using var response = await http.PostAsJsonAsync(
            "/api/v1/shared", new { secret = link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..] });
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private byte[] Old(string code) => Minted(code, TimeProvider.System.GetUtcNow().AddMinutes(-4));

    /// <summary>As the store would have signed it, with the store's own key.</summary>
    private byte[] Minted(string code, DateTimeOffset at)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(site.Data, "keys", "token-1.key.pem")));
        Assert.True(ResultCode.TryParse(code, out var parsed));
        var seconds = DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
        return new PresentationToken(1, seconds, 180, parsed, RandomNumberGenerator.GetBytes(8)).Sign(key);
    }

    private async Task<CreateShareLinkResponse> ShareAsync(
        HolderSession session, string code, ShareScope scope, int uses = 1) => await Portal.CreateShareLinkAsync(
        new() { Session = session, Code = code, Scope = scope, LivesSeconds = 3_600, MostUses = uses },
        site.As("portal"));

    private async Task<(string Code, Holder Holder)> PushAsync(HolderKind kind = HolderKind.Person)
    {
        var request = await _papers.RequestAsync();
        var holder = request.Metadata.Holders[0];
        (holder.Kind, holder.Id) = (kind, kind == HolderKind.Person ? NewId() : NewId()[2..]);
        var stored = await site.Intake.SubmitResultAsync(
            request, site.As("one-stop"), DevelopmentSite.In(60));
        return (stored.Receipt.Code, holder);
    }
}
