using System.Security.Cryptography;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Access;

/// <summary>What stands in the access log of a read that was refused: the very word that the reader heard.</summary>
[Collection(SharedSite.Name)]
public sealed class OutcomeTests(DevelopmentSite site)
{
    private const string Agency = "agency";
    private const string Portal = "portal";
    private const string Verifier = "verifier";
    private const string Stranger = "outcome-stranger";
    private const string NoSuchCode = "0000-0000-0000-0000-0";
    private const string NoSuchResult = "RESULT_UNKNOWN";

    private readonly Papers _papers = new(site);
    private Metadata _stranger = [];

    [Fact]
    public async Task Every_refused_read_stands_in_the_log_in_the_word_that_the_reader_heard()
    {
        await SampleCatalogue.ImportAsync(site);
        _stranger = await RegisterAsync();
        var paper = await PushAsync("ho-kinh-doanh");
        var revoked = await PushAsync("ho-kinh-doanh");
        var other = await PushAsync("tro-cap-xa-hoi");
        await RevokeAsync(revoked.Code);

        foreach (var (method, client, request, outcome, code) in
            OfAgencies(paper, revoked, other).Concat(OfHolders(paper, other)))
        {
            await MustStandAsync(method, client, request, outcome, code);
        }
    }

    [Fact]
    public async Task What_became_of_a_link_stands_in_the_log_and_is_told_to_the_holder_whose_it_was()
    {
        var paper = await PushAsync("ho-kinh-doanh");
        var (once, used) = await ShareAsync(paper);
        var opened = await OpenAsync(once);
        var (ended, share) = await ShareAsync(paper);
        await Holders.RevokeShareLinkAsync(
            new() { Session = paper.Session, Code = paper.Code, Id = share }, site.As(Portal));

        await MustStandAsync(
            "HolderAccess/OpenShareLink", Verifier, new OpenShareLinkRequest { Secret = once },
            "SHARE_LINK_USED_UP", paper.Code);
        await MustStandAsync(
            "HolderAccess/OpenShareLink", Verifier, new OpenShareLinkRequest { Secret = ended },
            "SHARE_LINK_REVOKED", paper.Code);
        await Holders.RevokeShareLinkAsync(
            new() { Session = paper.Session, Code = paper.Code, Id = used }, site.As(Portal));
        await MustStandAsync(
            "HolderAccess/DownloadShared", Verifier, new DownloadSharedRequest { Ticket = opened.DownloadTicket },
            "SHARE_LINK_UNKNOWN", paper.Code);

        var told = await Holders.ListReadsAsync(
            new() { Session = paper.Session, Code = paper.Code }, site.As(Portal));
        Assert.Equal(
            ["SHARE_LINK_UNKNOWN", "SHARE_LINK_REVOKED", "SHARE_LINK_USED_UP", "OK"],
            told.Reads.Where(read => read.Operation is "OpenShareLink" or "DownloadShared")
                .Select(read => read.Outcome));
    }

    [Fact]
    public async Task Nobody_is_said_to_have_read_a_file_that_is_lost_and_nobody_relies_on_it()
    {
        await SampleCatalogue.ImportAsync(site);
        var paper = await PushAsync("ho-kinh-doanh");
        var path = Path.Combine(site.Data, "documents", paper.Submitted[..2], paper.Submitted);
        File.Move(path, $"{path}.away");
        try
        {
            var use = Use(paper);
            (use.WithDocument, use.Form) = (true, DocumentForm.Submitted);
            (string Method, string Client, IMessage Request)[] lost =
            [
                ("ResultReuse/DownloadDocument", Agency,
                    new DownloadDocumentRequest { Code = paper.Code, Context = Dossier(), Form = use.Form }),
                ("ResultReuse/UseResult", Agency, use),
                ("HolderAccess/DownloadOwnDocument", Portal, new DownloadOwnDocumentRequest
                {
                    Session = paper.Session, Code = paper.Code, Form = use.Form,
                }),
            ];
            foreach (var (method, client, request) in lost)
            {
                await MustStandAsync(method, client, request, "DOCUMENT_LOST", paper.Code);
            }
        }
        finally
        {
            File.Move($"{path}.away", path);
        }

        var relied = await site.Reuse.ListRelianceAsync(
            new ListRelianceRequest { Code = paper.Code, Context = Dossier() }, site.As(Agency));
        Assert.Empty(relied.Reliances);
    }

    private HolderAccess.HolderAccessClient Holders => new(site.StoreCalls);

    private static List<(string Method, string Client, IMessage Request, string Outcome, string Code)> OfAgencies(
        Paper paper, Paper revoked, Paper other)
    {
        var (unfit, noComponent, void_) = (Use(other), Use(paper), Use(revoked));
        noComponent.ComponentCode = "TP99";
        var nobody = new DossierHolder { Kind = HolderKind.Person, Id = "099190700001" };
        return
        [
            ("ResultReuse/GetResult", Agency, new GetResultRequest { Code = NoSuchCode, Context = Dossier() },
                NoSuchResult, ""),
            ("ResultReuse/DownloadDocument", Agency,
                new DownloadDocumentRequest { Code = NoSuchCode, Context = Dossier() }, NoSuchResult, ""),
            ("ResultReuse/RevalidateResult", Agency,
                new RevalidateResultRequest { Code = NoSuchCode, Context = Dossier() }, NoSuchResult, ""),
            ("ResultReuse/GetSignatureReport", Agency,
                new GetSignatureReportRequest { Code = NoSuchCode, Context = Dossier() }, NoSuchResult, ""),
            ("ResultLifecycle/GetHistory", Agency, new GetHistoryRequest { Code = NoSuchCode, Context = Dossier() },
                NoSuchResult, ""),
            ("ResultReuse/ListReliance", Agency, new ListRelianceRequest { Code = NoSuchCode, Context = Dossier() },
                NoSuchResult, ""),
            ("ResultReuse/ListReliance", Stranger,
                new ListRelianceRequest { Code = paper.Code, Context = Dossier("H96") }, "NOT_ALLOWED", paper.Code),
            ("ResultReuse/ListReliance", Agency,
                new ListRelianceRequest { Code = paper.Code, Context = Dossier(), PageToken = "AAAA" },
                "FIELDS_INVALID", paper.Code),
            ("ResultReuse/IssueCopy", Agency, Copy(NoSuchCode, "1"), NoSuchResult, ""),
            ("ResultReuse/IssueCopy", Stranger, Copy(paper.Code, "2", "H96"), "NOT_ALLOWED", paper.Code),
            ("ResultReuse/IssueCopy", Agency, Copy(revoked.Code, "3"), "RESULT_NOT_IN_FORCE", revoked.Code),
            ("ResultReuse/UseResult", Agency, new UseResultRequest(Use(paper)) { Code = NoSuchCode }, NoSuchResult, ""),
            ("ResultReuse/UseResult", Agency, unfit, "REUSE_NOT_COVERED", other.Code),
            ("ResultReuse/UseResult", Agency, void_, "RESULT_NOT_IN_FORCE", revoked.Code),
            ("ResultReuse/UseResult", Agency, noComponent, "FIELDS_INVALID", paper.Code),
            ("ResultReuse/FindResults", Agency, new FindResultsRequest { Holder = nobody, Context = Dossier() },
                "NOTHING_FOUND", ""),
            ("ResultReuse/CheckReuse", Agency,
                new CheckReuseRequest { ProcedureCode = "2.001827", Context = Dossier(), Holders = { nobody } },
                "NOTHING_FOUND", ""),
        ];
    }

    private static List<(string Method, string Client, IMessage Request, string Outcome, string Code)> OfHolders(
        Paper paper, Paper other)
    {
        var (session, code) = (other.Session, paper.Code);
        return
        [
            ("HolderAccess/GetOwnResult", Portal, new GetOwnResultRequest { Session = session, Code = code },
                NoSuchResult, ""),
            ("HolderAccess/DownloadOwnDocument", Portal,
                new DownloadOwnDocumentRequest { Session = session, Code = code }, NoSuchResult, ""),
            ("HolderAccess/ListReads", Portal, new ListReadsRequest { Session = session, Code = code },
                NoSuchResult, ""),
            ("HolderAccess/PresentResult", Portal, new PresentResultRequest { Session = session, Code = code },
                NoSuchResult, ""),
            ("HolderAccess/ListPresentations", Portal,
                new ListPresentationsRequest { Session = session, Code = code }, NoSuchResult, ""),
            ("HolderAccess/CreateShareLink", Portal,
                new CreateShareLinkRequest
                {
                    Session = session, Code = code, Scope = ShareScope.Status, LivesSeconds = 60, MostUses = 1,
                },
                NoSuchResult, ""),
            ("HolderAccess/ListShareLinks", Portal, new ListShareLinksRequest { Session = session, Code = code },
                NoSuchResult, ""),
            ("HolderAccess/RevokeShareLink", Portal,
                new RevokeShareLinkRequest { Session = session, Code = code, Id = "x" }, NoSuchResult, ""),
            ("HolderAccess/RevokeShareLink", Portal,
                new RevokeShareLinkRequest { Session = paper.Session, Code = code, Id = "x" },
                "SHARE_LINK_UNKNOWN", code),
            ("ResultLifecycle/RecordDispute", Portal,
                new RecordDisputeRequest
                {
                    Session = session, Code = code, Text = "Sai năm sinh", Officer = "cong-dich-vu",
                },
                NoSuchResult, ""),
        ];
    }

    private async Task MustStandAsync(
        string method, string client, IMessage request, string outcome, string code)
    {
        var headers = client == Stranger ? _stranger : site.As(client);
        try
        {
            await Contract.CallAsync(site.StoreCalls, method, headers, toTheEnd: true, request.ToByteArray());
            Assert.True(
                outcome == "NOTHING_FOUND" || method == "HolderAccess/OpenShareLink", $"{method} was not refused");
        }
        catch (RpcException refused)
        {
            var reason = Refusals.Of(refused).Reason.ToString();
            Assert.True(
                reason.Equals(outcome.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase),
                $"{method}: {reason}, {Refusals.Of(refused).Fields}");
        }

        var found = await site.Audit.SearchAccessAsync(
            new SearchAccessRequest
            {
                Filter = new AccessFilter { ClientId = client },
                PageSize = 20,
                Context = new ReadContext { Purpose = Purpose.Audit, Officer = "kiem-toan" },
            },
            site.As("administrator"));
        var operation = method[(method.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var read = found.Records.First(record => record.Operation == operation);
        Assert.Equal((method, outcome, code, ""), (method, read.Outcome, read.Code, read.Items));
    }

    private static ReadContext Dossier(string agency = "000.41.18.H99") => new()
    {
        Purpose = Purpose.Dossier,
        DossierCode = $"{agency}-261122-0611",
        Officer = "can-bo-7",
    };

    private static IssueCopyRequest Copy(string code, string id, string agency = "000.41.18.H99") => new()
    {
        Code = code,
        Ground = CopyGround.Lost,
        RequestId = $"outcome-{id}",
        Context = Dossier(agency),
    };

    private static UseResultRequest Use(Paper paper) => new()
    {
        Code = paper.Code,
        ProcedureCode = "2.001827",
        ComponentCode = "TP02",
        Context = Dossier(),
        Holders = { paper.Applicant },
    };

    private async Task<(string Secret, string Id)> ShareAsync(Paper paper)
    {
        var made = await Holders.CreateShareLinkAsync(
            new CreateShareLinkRequest
            {
                Session = paper.Session,
                Code = paper.Code,
                Scope = ShareScope.Document,
                LivesSeconds = 60,
                MostUses = 1,
            },
            site.As(Portal));
        return (made.Link[(made.Link.IndexOf('#', StringComparison.Ordinal) + 1)..], made.Share.Id);
    }

    private async Task<OpenShareLinkResponse> OpenAsync(string secret) =>
        await Holders.OpenShareLinkAsync(new() { Secret = secret }, site.As(Verifier));

    private async Task RevokeAsync(string code) => await site.Lifecycle.ChangeResultAsync(
        new ChangeResultRequest
        {
            Code = code,
            Change = new Change
            {
                Kind = ResultChangeKind.Revoke,
                Reason = "Cấp sai",
                LegalBasis = "NĐ 61/2018/NĐ-CP",
                DecisionNumber = "611/QĐ-UBND",
                Officer = "lanh-dao",
            },
        },
        site.As(Agency),
        DevelopmentSite.In(30));

    private async Task<Metadata> RegisterAsync()
    {
        var added = await site.Administration.AddClientAsync(
            new AddClientRequest
            {
                Client = new Client
                {
                    Id = Stranger,
                    Name = "Thử",
                    Roles = { ClientRole.Agency },
                    Agencies = { "H96" },
                },
                WithApiKey = true,
            },
            site.As("administrator"));
        return new Metadata { { "authorization", $"Bearer {added.ApiKey}" } };
    }

    private async Task<Paper> PushAsync(string sample)
    {
        var request = await _papers.RequestAsync(sample);
        var holder = request.Metadata.Holders[0];
        holder.Id = "0991911" + RandomNumberGenerator.GetString("0123456789", 5);
        var stored = await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60));
        return new Paper(
            stored.Receipt.Code,
            Convert.ToHexStringLower(stored.Receipt.SubmittedSha256.Span),
            new DossierHolder { Kind = holder.Kind, Id = holder.Id, Role = HolderRole.Applicant },
            new HolderSession
            {
                Kind = holder.Kind,
                Id = holder.Id,
                Level = AuthenticationLevel._2,
                AuthenticatedAtUnixMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
                SessionReference = "phien-6",
            });
    }

    private sealed record Paper(string Code, string Submitted, DossierHolder Applicant, HolderSession Session);
}
