using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Access;

/// <summary>Every call of the contract that tells of a result or a holder is in the access log before it
/// answers.</summary>
[Collection(SharedSite.Name)]
public sealed class ReadingTests(DevelopmentSite site)
{
    private const string OneStop = "one-stop";
    private const string Agency = "agency";
    private const string Portal = "portal";
    private const string Verifier = "verifier";
    private const string Administrator = "administrator";
    private const string Dossier = "000.41.18.H99-250905-0311";

    /// <summary>Calls that read nothing of one result or holder, and why not.</summary>
    private static readonly Dictionary<string, string> NoReading = new()
    {
        ["ResultIntake/ReserveCode"] = "writes what the caller sent",
        ["ResultIntake/SubmitResult"] = "writes what the caller sent",
        ["ResultIntake/UploadResult"] = "writes what the caller sent",
        ["ResultIntake/SubmitResults"] = "writes what the caller sent",
        ["ResultReuse/DeclineReuse"] = "tells when it was recorded",
        ["ResultLifecycle/ChangeResult"] = "an event of its own; tells the status",
        ["ResultLifecycle/ChangeResults"] = "events of their own; tells codes of the caller's results",
        ["ResultLifecycle/RecordDispute"] = "an event of its own",
        ["ResultVerification/VerifyCode"] = "masked; counted, not written one by one",
        ["ResultVerification/VerifyDocument"] = "masked; counted, not written one by one",
        ["ResultVerification/GetTrustBundle"] = "keys and authorities",
        ["ProcedureCatalogue/ImportCatalogue"] = "the catalogue is public",
        ["ProcedureCatalogue/ExportCatalogue"] = "the catalogue is public",
        ["ProcedureCatalogue/GetProcedure"] = "the catalogue is public",
        ["ProcedureCatalogue/ListProcedures"] = "the catalogue is public",
        ["ProcedureCatalogue/ListCatalogueVersions"] = "the catalogue is public",
        ["HolderLinks/LinkHolderIds"] = "tells what the caller said",
        ["HolderLinks/UndoHolderLink"] = "a record of its own, for whoever made the link",
        ["DataKeys/RotateDataKey"] = "keys",
        ["DataKeys/GetRotations"] = "keys",
        ["Erasures/ListErasures"] = "says how much was erased, never of whom",
        ["AccessAudit/ListAlerts"] = "systems and counts",
        ["ResultFeed/Watch"] = "nothing personal is in the feed",
        ["ResultFeed/ListEvents"] = "nothing personal is in the feed",
        ["ResultFeed/ListNotices"] = "the caller's own dossiers, and events without persons",
        ["ResultFeed/AcknowledgeNotices"] = "a record of its own",
        ["Administration/AddClient"] = "systems",
        ["Administration/ListClients"] = "systems",
        ["Administration/DisableClient"] = "systems",
        ["Administration/RotateClientKey"] = "systems",
        ["Administration/ListDueSeals"] = "codes and seals",
    };

    private readonly Papers _papers = new(site);

    [Fact]
    public async Task No_system_reads_in_the_name_of_an_agency_that_it_does_not_act_for()
    {
        var (code, _) = await PushAsync();
        var request = new GetResultRequest
        {
            Code = code,
            Context = new ReadContext
            {
                Purpose = Purpose.Dossier,
                DossierCode = "000.00.15.H17-260105-0001",
                Officer = " nva ",
            },
        };

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await site.Reuse.GetResultAsync(request, site.As(Agency)));
        Assert.Equal("context.dossier_code", Assert.Single(Refusals.Of(refused).Fields).Path);

        // An inspection's subject is not whoever inspects.
        request.Context.Purpose = Purpose.Inspection;
        await site.Reuse.GetResultAsync(request, site.As("inspector"));
        var read = Assert.Single((await site.Audit.SearchAccessAsync(
            new SearchAccessRequest
            {
                Filter = new AccessFilter { Code = code, Officer = "nva " },
                Context = new ReadContext { Purpose = Purpose.Audit, Officer = "kiem-toan" },
            },
            site.As(Administrator))).Records);
        Assert.Equal(("H99", "nva"), (read.AgencyCode, read.Officer));
    }

    [Fact]
    public async Task Every_call_that_tells_of_a_result_or_a_holder_is_on_record_and_the_others_say_why_not()
    {
        await SampleCatalogue.ImportAsync(site);
        var (code, holder) = await PushAsync();
        var shared = await new HolderAccess.HolderAccessClient(site.StoreCalls).CreateShareLinkAsync(
            new()
            {
                Session = Session(holder.Id),
                Code = code,
                Scope = ShareScope.Document,
                LivesSeconds = 60,
                MostUses = 2,
            },
            site.As(Portal));
        var secret = shared.Link[(shared.Link.IndexOf('#', StringComparison.Ordinal) + 1)..];
        var opened = await new HolderAccess.HolderAccessClient(site.StoreCalls).OpenShareLinkAsync(
            new() { Secret = secret }, site.As(Verifier));
        var readings = Readings(code, holder.Id, shared.Share.Id, secret, opened.DownloadTicket);

        Assert.Equal(
            Contract.Methods.Keys.Order(),
            readings.Select(reading => reading.Method).Concat(NoReading.Keys).Order());

        foreach (var (method, client, request) in readings)
        {
            var name = method[(method.IndexOf('/', StringComparison.Ordinal) + 1)..]
                .Replace("CheckReuseBatch", "CheckReuse", StringComparison.Ordinal); // each question for itself
            var before = await RecordedAsync(client, name);
            await Contract.CallAsync(
                site.StoreCalls, method, site.As(client), toTheEnd: true, request.ToByteArray());
            var after = await RecordedAsync(client, name);
            Assert.True(after > before, $"{method} is not on record");
        }
    }

    [Fact]
    public async Task A_history_is_read_for_a_purpose_and_tells_officers_and_disputes_to_those_concerned()
    {
        var (code, _) = await PushAsync();
        await site.Lifecycle.RecordDisputeAsync(
            new() { Code = code, Text = "Ghi sai năm sinh của con", Officer = "can-bo-kn" }, site.As(Agency));
        var stranger = await RegisterAsync("H98");

        var mute = await Assert.ThrowsAsync<RpcException>(async () =>
            await site.Lifecycle.GetHistoryAsync(new() { Code = code }, stranger));
        var seen = await site.Lifecycle.GetHistoryAsync(new() { Code = code, Context = For("H98") }, stranger);
        var own = await site.Lifecycle.GetHistoryAsync(new() { Code = code }, site.As(OneStop));
        var issuers = await site.Lifecycle.GetHistoryAsync(
            new() { Code = code, Context = For("H99.18.41") }, site.As(Agency));

        Assert.Contains("context.officer", Refusals.Of(mute).Fields.Select(fault => fault.Path));
        var masked = Assert.Single(seen.Entries, entry => entry.Kind == "DISPUTED");
        Assert.Equal(("", "", true), (masked.Officer, masked.Reason, masked.Withheld));
        Assert.True(seen.Disputed);
        Assert.All([own, issuers], history =>
        {
            var whole = Assert.Single(history.Entries, entry => entry.Kind == "DISPUTED");
            Assert.Equal(
                ("can-bo-kn", "Ghi sai năm sinh của con", false), (whole.Officer, whole.Reason, whole.Withheld));
        });
    }

    [Fact]
    public async Task An_agency_that_relies_on_a_result_reads_what_is_disputed_but_not_by_whom()
    {
        await SampleCatalogue.ImportAsync(site);
        var (code, holder) = await PushAsync();
        var stranger = await RegisterAsync("H97");
        var use = new UseResultRequest
        {
            Code = code,
            ProcedureCode = "2.001827",
            ComponentCode = "TP02",
            Context = For("H97"),
        };
        use.Holders.Add(new DossierHolder { Kind = HolderKind.Person, Id = holder.Id, Role = HolderRole.Applicant });
        using (var call = site.Reuse.UseResult(use, stranger, DevelopmentSite.In(60)))
        {
            Assert.True(await call.ResponseStream.MoveNext(default));
        }

        await site.Lifecycle.RecordDisputeAsync(
            new() { Code = code, Text = "Ghi sai địa chỉ", Officer = "can-bo-kn" }, site.As(Agency));
        var seen = await site.Lifecycle.GetHistoryAsync(new() { Code = code, Context = For("H97") }, stranger);

        var entry = Assert.Single(seen.Entries, entry => entry.Kind == "DISPUTED");
        Assert.Equal(("", "Ghi sai địa chỉ", true), (entry.Officer, entry.Reason, entry.Withheld));
    }

    private static ReadContext For(string agency) => new()
    {
        Purpose = Purpose.Dossier,
        DossierCode = $"{agency}-250905-0311",
        Officer = "can-bo-7",
    };

    private static ReadContext Audit() => new() { Purpose = Purpose.Audit, Officer = "kiem-toan" };

    private static HolderSession Session(string id) => new()
    {
        Kind = HolderKind.Person,
        Id = id,
        Level = AuthenticationLevel._2,
        AuthenticatedAtUnixMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
        SessionReference = "phien-3",
    };

    private static List<(string Method, string Client, IMessage Request)> Readings(
        string code, string holder, string share, string secret, string ticket)
    {
        var context = new ReadContext { Purpose = Purpose.Dossier, DossierCode = Dossier, Officer = "can-bo-7" };
        var session = Session(holder);
        var who = new DossierHolder { Kind = HolderKind.Person, Id = holder, Role = HolderRole.Applicant };
        var question = new CheckReuseRequest
        {
            ProcedureCode = "2.001827",
            DueOn = "2099-12-31",
            Context = context,
            Holders = { who },
        };
        var use = new UseResultRequest
        {
            Code = code,
            ProcedureCode = "2.001827",
            ComponentCode = "TP02",
            Context = context,
            Holders = { who },
        };
        var id = new AccessHolder { Kind = HolderKind.Person, Id = holder };
        return
        [
            ("ResultReuse/GetResult", Agency, new GetResultRequest { Code = code, Context = context }),
            ("ResultReuse/DownloadDocument", Agency, new DownloadDocumentRequest { Code = code, Context = context }),
            ("ResultReuse/RevalidateResult", Agency, new RevalidateResultRequest { Code = code, Context = context }),
            ("ResultReuse/GetSignatureReport", Agency,
                new GetSignatureReportRequest { Code = code, Context = context }),
            ("ResultReuse/CheckReuse", Agency, question),
            ("ResultReuse/CheckReuseBatch", Agency, new CheckReuseBatchRequest { ItemId = "1", Question = question }),
            ("ResultReuse/FindResults", Agency, new FindResultsRequest { Holder = who, Context = context }),
            ("ResultReuse/UseResult", Agency, use),
            ("ResultReuse/ListReliance", Agency, new ListRelianceRequest { Code = code, Context = context }),
            ("ResultReuse/IssueCopy", Agency, new IssueCopyRequest
            {
                Code = code, Ground = CopyGround.Lost, RequestId = "on-record", Context = context,
            }),
            ("ResultLifecycle/GetHistory", Agency, new GetHistoryRequest { Code = code, Context = context }),
            ("HolderLinks/ListHolderLinks", Agency, new ListHolderLinksRequest { Holder = id, Context = context }),
            ("HolderAccess/ListOwnResults", Portal, new ListOwnResultsRequest { Session = session }),
            ("HolderAccess/GetOwnResult", Portal, new GetOwnResultRequest { Session = session, Code = code }),
            ("HolderAccess/DownloadOwnDocument", Portal,
                new DownloadOwnDocumentRequest { Session = session, Code = code }),
            ("HolderAccess/ListReads", Portal, new ListReadsRequest { Session = session, Code = code }),
            ("HolderAccess/PresentResult", Portal, new PresentResultRequest { Session = session, Code = code }),
            ("HolderAccess/ListPresentations", Portal, new ListPresentationsRequest { Session = session, Code = code }),
            ("HolderAccess/CreateShareLink", Portal, new CreateShareLinkRequest
            {
                Session = session, Code = code, Scope = ShareScope.Status, LivesSeconds = 60, MostUses = 1,
            }),
            ("HolderAccess/OpenShareLink", Verifier, new OpenShareLinkRequest { Secret = secret }),
            ("HolderAccess/DownloadShared", Verifier, new DownloadSharedRequest { Ticket = ticket }),
            ("HolderAccess/ListShareLinks", Portal, new ListShareLinksRequest { Session = session, Code = code }),
            ("HolderAccess/RevokeShareLink", Portal,
                new RevokeShareLinkRequest { Session = session, Code = code, Id = share }),
            ("AccessAudit/SearchAccess", Administrator, new SearchAccessRequest { Context = Audit() }),
            ("AccessAudit/ExportAccess", Administrator, new ExportAccessRequest
            {
                Context = Audit(), Filter = new AccessFilter { Code = code },
            }),
            ("Erasures/EraseHolder", Administrator, new EraseHolderRequest
            {
                Holder = id, OrderReference = "3/QĐ", LegalBasis = "Luật 91/2025/QH15", Officer = "quan-tri",
            }),
        ];
    }

    private async Task<int> RecordedAsync(string client, string operation)
    {
        var found = await site.Audit.SearchAccessAsync(
            new SearchAccessRequest
            {
                Filter = new AccessFilter { ClientId = client },
                PageSize = 1_000,
                Context = Audit(),
            },
            site.As(Administrator));
        return found.Records.Count(record => record.Operation == operation);
    }

    private async Task<Metadata> RegisterAsync(string agency)
    {
        var added = await site.Administration.AddClientAsync(
            new AddClientRequest
            {
                Client = new Client
                {
                    Id = $"reader-{agency}".ToLowerInvariant(),
                    Name = "Thử",
                    Roles = { ClientRole.Agency },
                    Agencies = { agency },
                },
                WithApiKey = true,
            },
            site.As(Administrator));
        return new Metadata { { "authorization", $"Bearer {added.ApiKey}" } };
    }

    private async Task<(string Code, Holder Holder)> PushAsync()
    {
        var request = await _papers.RequestAsync("ho-kinh-doanh");
        var holder = request.Metadata.Holders[0];
        holder.Id = "0771900" + System.Security.Cryptography.RandomNumberGenerator.GetString("0123456789", 5);
        var stored = await site.Intake.SubmitResultAsync(request, site.As(OneStop), DevelopmentSite.In(60));
        return (stored.Receipt.Code, holder);
    }
}
