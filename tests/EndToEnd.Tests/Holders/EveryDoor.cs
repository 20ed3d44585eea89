using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Holders;

/// <summary>Goes through every call of the contract once so that it does its work, with a holder's name, ids and an
/// officer's words in every place that is for such.</summary>
/// <param name="site">Whose doors.</param>
/// <param name="name">Of the holder.</param>
/// <param name="id">Of the holder.</param>
/// <param name="oldId">That the holder had before.</param>
/// <param name="words">Of an officer.</param>
internal sealed class EveryDoor(DevelopmentSite site, string name, string id, string oldId, string words)
{
    private const string OneStop = "one-stop";
    private const string Agency = "agency";
    private const string Portal = "portal";
    private const string Verifier = "verifier";
    private const string Administrator = "administrator";
    private const string Procedure = "9.999999"; // in no catalogue: the officer's judgement

    private readonly Papers _papers = new(site);
    private readonly Dictionary<string, string> _gone = [];

    /// <summary>The calls that were made, each with who made it.</summary>
    public IReadOnlyDictionary<string, string> Gone => _gone;

    private ReadContext Why => new()
    {
        Purpose = Purpose.Dossier,
        DossierCode = "000.41.18.H99-250905-0002",
        Officer = "nva",
        Note = words,
    };

    private ReadContext Audit => new() { Purpose = Purpose.Audit, Officer = "kiem-toan", Note = words };

    private DossierHolder Who => new() { Kind = HolderKind.Person, Id = id, Role = HolderRole.Applicant };

    private AccessHolder Holder => new() { Kind = HolderKind.Person, Id = id };

    private AccessHolder Earlier => new() { Kind = HolderKind.Person, Id = oldId };

    private HolderSession Session => new()
    {
        Kind = HolderKind.Person,
        Id = id,
        Level = AuthenticationLevel._2,
        AuthenticatedAtUnixMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
        SessionReference = "phien-3",
    };

    public async Task GoAsync()
    {
        var code = await PushAsync();
        await AskAsync(code);
        await ChangeAsync(code);
        await ShowAsync(code);
        await LookIntoAsync(code);
        await AdministerAsync();
    }

    private async Task<string> PushAsync()
    {
        var request = await PaperAsync(id);
        var stored = (SubmitResultResponse)await CallAsync(OneStop, request);

        // Refused, with the reasons that a refusal has.
        var wrong = request.Clone();
        wrong.Metadata.IssuedOn = "x";
        await RefusedAsync(OneStop, wrong);
        wrong = request.Clone();
        wrong.Metadata.Summary = $"Khác: {name}";
        await RefusedAsync(OneStop, wrong);

        await CallAsync(OneStop, new ReserveCodeRequest { Metadata = (await PaperAsync(oldId)).Metadata });
        var large = await PaperAsync(id);
        await CallAsync(
            OneStop,
            new UploadResultRequest { Header = new UploadHeader { Metadata = large.Metadata } },
            new UploadResultRequest { Chunk = large.Document });
        var many = (SubmitResultsResponse)await CallAsync(
            OneStop, new SubmitResultsRequest { ItemId = words, Result = await PaperAsync(id) });
        Assert.NotNull(many.Stored);
        return stored.Receipt.Code;
    }

    private async Task AskAsync(string code)
    {
        var question = new CheckReuseRequest { ProcedureCode = "1.004194", Holders = { Who }, Context = Why };
        await CallAsync(Agency, new GetResultRequest { Code = code, Context = Why });
        await CallAsync(Agency, new DownloadDocumentRequest { Code = code, Context = Why });
        await CallAsync(Agency, new RevalidateResultRequest { Code = code, Context = Why });
        await CallAsync(Agency, new GetSignatureReportRequest { Code = code, Context = Why });
        await CallAsync(Agency, question);
        await CallAsync(Agency, new CheckReuseBatchRequest { ItemId = words, Question = question });
        await CallAsync(Agency, new FindResultsRequest { Holder = Who, Context = Why });
        await CallAsync(Agency, new DeclineReuseRequest
        {
            Code = code,
            ProcedureCode = Procedure,
            ComponentCode = "TP01",
            Fault = QualityFault.Other,
            Context = Why,
        });
        await CallAsync(Agency, new UseResultRequest
        {
            Code = code,
            ProcedureCode = Procedure,
            ComponentCode = "TP02",
            Holders = { Who },
            Context = Why,
        });
        await CallAsync(Agency, new ListRelianceRequest { Code = code, Context = Why });
        await CallAsync(Agency, new IssueCopyRequest
        {
            Code = code,
            Ground = CopyGround.Lost,
            RequestId = "cap-lai-1",
            Context = Why,
        });
    }

    private async Task ChangeAsync(string code)
    {
        var read = (GetResultResponse)await CallAsync(Agency, new GetResultRequest { Code = code, Context = Why });
        var change = Lifecycle.ChangeSteps.ChangeOf(ResultChangeKind.Correct, "8/QĐ");
        (change.Reason, change.Metadata) = ($"{name}: {words}", read.Metadata.Clone());
        change.Metadata.Holders[0].Name = $"{name} B";
        await CallAsync(Agency, new ChangeResultRequest { Code = code, Change = change });
        var many = Lifecycle.ChangeSteps.ChangeOf(ResultChangeKind.Suspend, "9/QĐ");
        many.Reason = $"{name}: {words}";
        await CallAsync(Agency, new ChangeResultsRequest
        {
            Selector = new ResultSelector { AgencyCode = read.Metadata.AgencyCode, StoredFromUnixMs = 1 },
            Change = many,
            DryRun = true,
        });
        await CallAsync(Agency, new RecordDisputeRequest
        {
            Code = code,
            Text = $"{name}: {words}",
            Officer = "nva",
        });
        await CallAsync(Agency, new GetHistoryRequest { Code = code, Context = Why });
        await BeToldAsync();
    }

    private async Task BeToldAsync()
    {
        await CallAsync(Agency, new WatchRequest { FromNumber = 1 });
        await CallAsync(Agency, new ListEventsRequest());
        var noticed = new ListNoticesResponse();
        while (noticed.Notices.Count == 0)
        {
            noticed = (ListNoticesResponse)await CallAsync(Agency, new ListNoticesRequest());
            await Task.Delay(100);
        }

        await CallAsync(Agency, new AcknowledgeNoticesRequest
        {
            NoticeIds = { noticed.Notices[0].NoticeId },
            Officer = "nva",
        });
    }

    private async Task ShowAsync(string code)
    {
        await CallAsync(Portal, new ListOwnResultsRequest { Session = Session });
        await CallAsync(Portal, new GetOwnResultRequest { Session = Session, Code = code });
        await CallAsync(Portal, new DownloadOwnDocumentRequest { Session = Session, Code = code });
        await CallAsync(Portal, new ListReadsRequest { Session = Session });
        var shown = (PresentResultResponse)await CallAsync(
            Portal, new PresentResultRequest { Session = Session, Code = code });
        await CallAsync(Portal, new ListPresentationsRequest { Session = Session, Code = code });
        var shared = (CreateShareLinkResponse)await CallAsync(Portal, new CreateShareLinkRequest
        {
            Session = Session,
            Code = code,
            Scope = ShareScope.Document,
            LivesSeconds = 60,
            MostUses = 1,
        });
        var secret = shared.Link[(shared.Link.IndexOf('#', StringComparison.Ordinal) + 1)..];
        await CallAsync(Portal, new ListShareLinksRequest { Session = Session, Code = code });
        var opened = (OpenShareLinkResponse)await CallAsync(
            Verifier, new OpenShareLinkRequest { Secret = secret });
        await CallAsync(Verifier, new DownloadSharedRequest { Ticket = opened.DownloadTicket });
        await CallAsync(Portal, new RevokeShareLinkRequest { Session = Session, Code = code, Id = shared.Share.Id });

        await CallAsync(Verifier, new VerifyCodeRequest { Link = shown.Qr.Link });
        await CallAsync(Verifier, new VerifyDocumentRequest
        {
            Chunk = ByteString.CopyFrom(await Documents.FetchAsync(site, code, DocumentForm.Sealed)),
            WithReport = true,
        });
        await CallAsync(Verifier, new GetTrustBundleRequest());
        await site.Verification.VerifyCodeAsync(new VerifyCodeRequest { Link = shown.Qr.Link });
        await site.Verification.VerifyCodeAsync(new VerifyCodeRequest { Code = code });
    }

    private async Task LookIntoAsync(string code)
    {
        await CallAsync(Administrator, new SearchAccessRequest
        {
            Filter = new AccessFilter { Holder = Holder },
            Context = Audit,
        });
        await CallAsync(Administrator, new ExportAccessRequest
        {
            Filter = new AccessFilter { Code = code },
            Context = Audit,
        });
        await CallAsync(Administrator, new ListAlertsRequest());
        var linked = (LinkHolderIdsResponse)await CallAsync(Administrator, new LinkHolderIdsRequest
        {
            Holder = Holder,
            Earlier = Earlier,
            Kind = HolderLinkKind.Same,
            EvidenceReference = $"Căn cước của {name}",
            LegalBasis = "Luật Căn cước",
            Officer = "nva",
        });
        await CallAsync(Administrator, new ListHolderLinksRequest { Holder = Holder, Context = Audit });
        await CallAsync(Administrator, new UndoHolderLinkRequest
        {
            Id = linked.Link.Id,
            Reason = $"{name}: {words}",
            LegalBasis = "Luật Căn cước",
            Officer = "nva",
        });
        await CallAsync(Administrator, new EraseHolderRequest
        {
            Holder = Earlier,
            OrderReference = "1/QĐ",
            LegalBasis = "Luật 91/2025/QH15",
            Officer = "nva",
            CarryOut = true,
        });
        await CallAsync(Administrator, new ListErasuresRequest());
    }

    private async Task AdministerAsync()
    {
        await CallAsync(Administrator, new GetRotationsRequest());
        await CallAsync(Administrator, new RotateDataKeyRequest { Kind = DataKeyKind.Data });
        await CallAsync(
            Administrator,
            new ImportCatalogueRequest { Start = new ImportStart() },
            new ImportCatalogueRequest { File = new ImportFileHeader { Name = "types.json" } },
            new ImportCatalogueRequest
            {
                Chunk = ByteString.CopyFromUtf8(
                    """{ "procedures": [{ "code": "1.009999", "name": "Thủ tục của kiểm thử này" }] }"""),
            });
        await CallAsync(Administrator, new ExportCatalogueRequest());
        await CallAsync(Administrator, new ListCatalogueVersionsRequest());
        await CallAsync(Portal, new ListProceduresRequest { Text = name });
        await CallAsync(Portal, new GetProcedureRequest { Code = "1.009999" });
        await CallAsync(Administrator, new AddClientRequest
        {
            Client = new Client { Id = "moi-den", Name = "Hệ thống mới", Roles = { ClientRole.Inspector } },
            WithApiKey = true,
        });
        await CallAsync(Administrator, new ListClientsRequest());
        await CallAsync(Administrator, new RotateClientKeyRequest { Id = "moi-den" });
        await CallAsync(Administrator, new DisableClientRequest { Id = "moi-den" });
        await CallAsync(Administrator, new ListDueSealsRequest());
    }

    /// <summary>A paper whose metadata say everything that is personal.</summary>
    private async Task<SubmitResultRequest> PaperAsync(string holder)
    {
        var request = await _papers.RequestAsync();
        (request.Metadata.Holders[0].Name, request.Metadata.Holders[0].Id) = (name, holder);
        request.Metadata.Summary = $"Cấp cho {name}";
        request.Metadata.Attributes["ghi chú"] = words;
        return request;
    }

    /// <returns>The first message of the answer; an empty one where there is none.</returns>
    private async Task<IMessage> CallAsync(string client, params IMessage[] requests)
    {
        // Each call has a request of its own.
        var (method, description) = Contract.Methods.Single(
            call => call.Value.InputType == requests[0].Descriptor);
        _gone[method] = client;
        var answers = await Contract.CallAsync(
            site.StoreCalls, method, site.As(client), toTheEnd: method != "ResultFeed/Watch",
            requests.Select(request => request.ToByteArray()));
        return description.OutputType.Parser.ParseFrom(answers.Count == 0 ? [] : answers[0]);
    }

    private Task<RpcException> RefusedAsync(string client, IMessage request) =>
        Assert.ThrowsAsync<RpcException>(() => CallAsync(client, request));
}
