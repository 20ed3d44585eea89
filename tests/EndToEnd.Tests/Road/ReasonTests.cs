using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cli.Setup;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Road;

/// <summary>Reasons to refuse that no other test brings about through the real door.</summary>
[Collection(SharedSite.Name)]
public sealed class ReasonTests(DevelopmentSite site)
{
    private const string FoodSafety = "2.001827";
    private const string Registration = "TP02";

    private readonly Papers _papers = new(site);

    [Fact]
    public async Task What_nobody_has_by_that_name_is_not_found()
    {
        var administrator = site.As("administrator");
        var nobody = new RotateClientKeyRequest { Id = "nobody-at-all" };
        var never = new UndoHolderLinkRequest
        {
            Id = "0190a0b0-0000-7000-8000-000000000000",
            Reason = "Nhầm",
            LegalBasis = "NĐ 47/2020/NĐ-CP",
            Officer = "quan-tri",
        };

        await MustBeAsync(StatusCode.NotFound, ErrorReason.ClientUnknown, async () =>
            await site.Administration.DisableClientAsync(new() { Id = "nobody-at-all" }, administrator));
        await MustBeAsync(StatusCode.NotFound, ErrorReason.ClientUnknown, async () =>
            await site.Administration.RotateClientKeyAsync(nobody, administrator));
        await MustBeAsync(StatusCode.NotFound, ErrorReason.ProcedureUnknown, async () =>
            await site.Catalogue.GetProcedureAsync(new() { Code = "9.999999" }, site.As("portal")));
        await MustBeAsync(StatusCode.NotFound, ErrorReason.HolderLinkUnknown, async () =>
            await new HolderLinks.HolderLinksClient(site.StoreCalls).UndoHolderLinkAsync(never, administrator));
    }

    [Fact]
    public async Task A_catalogue_looked_at_before_it_changed_is_not_imported()
    {
        await SampleCatalogue.ImportAsync(site);
        using var call = site.Catalogue.ImportCatalogue(site.As("administrator"), DevelopmentSite.In(60));
        var json = """{ "result_types": [{ "code": "KQ.H99.990077", "name": "Giấy chưa ai thấy" }] }""";

        await MustBeAsync(StatusCode.Aborted, ErrorReason.CatalogueChanged, () => call.AnswersAsync(
            new ImportCatalogueRequest { Start = new ImportStart { ExpectedVersion = 1_000_000 } },
            new ImportCatalogueRequest { File = new ImportFileHeader { Name = "types.json" } },
            new ImportCatalogueRequest { Chunk = ByteString.CopyFromUtf8(json) }));
    }

    [Fact]
    public async Task A_paper_that_no_rule_lets_stand_is_not_handed_out_and_a_revoked_one_to_nobody()
    {
        await SampleCatalogue.ImportAsync(site);
        var other = await PushAsync("tro-cap-xa-hoi");
        var revoked = await PushAsync("ho-kinh-doanh");
        await RevokeAsync(revoked.Code);

        var unfit = await MustBeAsync(
            StatusCode.FailedPrecondition, ErrorReason.ReuseNotCovered, () => UseAsync(other.Code, other.Holder));
        await MustBeAsync(
            StatusCode.FailedPrecondition, ErrorReason.ResultNotInForce, () => UseAsync(revoked.Code, revoked.Holder));
        await MustBeAsync(StatusCode.FailedPrecondition, ErrorReason.ResultNotInForce, () => CopyAsync(revoked.Code));

        Assert.NotEmpty(unfit.ReuseReason);
    }

    [Fact]
    public async Task A_system_that_watches_as_many_streams_as_it_may_gets_no_further_one()
    {
        var added = await site.Administration.AddClientAsync(
            new AddClientRequest
            {
                Client = new Client { Id = "watches-much", Name = "Cổng", Roles = { ClientRole.Portal } },
                WithApiKey = true,
            },
            site.As("administrator"));
        var headers = new Metadata { { "authorization", $"Bearer {added.ApiKey}" } };
        var streams = new List<AsyncServerStreamingCall<WatchResponse>>();
        try
        {
            await MustBeAsync(StatusCode.ResourceExhausted, ErrorReason.TooManyWatches, async () =>
            {
                while (streams.Count < 60)
                {
                    streams.Add(site.Feed.Watch(new WatchRequest(), headers, DevelopmentSite.In(60)));
                    Assert.True(await streams[^1].ResponseStream.MoveNext(CancellationToken.None));
                }
            });
            Assert.Equal(51, streams.Count);
        }
        finally
        {
            streams.ForEach(stream => stream.Dispose());
        }
    }

    [Fact]
    public async Task A_signature_by_a_key_too_short_for_its_time_is_refused_by_name()
    {
        var request = await new Papers(site, OfficerWithAShortKey()).RequestAsync();

        var refusal = await MustBeAsync(
            StatusCode.FailedPrecondition,
            ErrorReason.AlgorithmNotAccepted,
            async () => await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)));

        Assert.Equal("INDETERMINATE", refusal.Report.Verdict.Indication);
    }

    private static async Task<Refusal> MustBeAsync(StatusCode status, ErrorReason reason, Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(call);
        var refusal = Refusals.Of(refused);
        Assert.Equal((status, reason), (refused.StatusCode, refusal.Reason));
        Assert.True(refusal.SentenceVi.Length > 10 && refusal.SentenceEn.Length > 10);
        return refusal;
    }

    private static ReadContext Context() => new()
    {
        Purpose = Purpose.Dossier,
        DossierCode = "000.18.41.H99-261122-0077",
        Officer = "can-bo-7",
    };

    private async Task<(string Code, DossierHolder Holder)> PushAsync(string sample)
    {
        var request = await _papers.RequestAsync(sample);
        request.Metadata.Holders[0].Id = "0991907" + RandomNumberGenerator.GetString("0123456789", 5);
        var stored = await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60));
        var holder = new DossierHolder
        {
            Kind = request.Metadata.Holders[0].Kind,
            Id = request.Metadata.Holders[0].Id,
            Role = HolderRole.Applicant,
        };
        return (stored.Receipt.Code, holder);
    }

    private async Task RevokeAsync(string code) => await site.Lifecycle.ChangeResultAsync(
        new ChangeResultRequest
        {
            Code = code,
            Change = new Change
            {
                Kind = ResultChangeKind.Revoke,
                Reason = "Cấp sai",
                LegalBasis = "NĐ 61/2018/NĐ-CP",
                DecisionNumber = "177/QĐ-UBND",
                Officer = "lanh-dao",
            },
        },
        site.As("agency"),
        DevelopmentSite.In(30));

    private async Task UseAsync(string code, DossierHolder holder)
    {
        var request = new UseResultRequest
        {
            Code = code,
            ProcedureCode = FoodSafety,
            ComponentCode = Registration,
            Holders = { holder },
            Context = Context(),
        };
        using var call = site.Reuse.UseResult(request, site.As("agency"), DevelopmentSite.In(60));
        await call.ResponseStream.MoveNext(CancellationToken.None);
    }

    private async Task CopyAsync(string code)
    {
        var request = new IssueCopyRequest
        {
            Code = code,
            Ground = CopyGround.Lost,
            RequestId = "cap-lai-7",
            Context = Context(),
        };
        using var call = site.Reuse.IssueCopy(request, site.As("agency"), DevelopmentSite.In(60));
        await call.ResponseStream.MoveNext(CancellationToken.None);
    }

    /// <summary>Vouched for by the site's authority, with RSA of 1024 bits.</summary>
    private Identity OfficerWithAShortKey()
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName("Khóa Ngắn");
        name.Add("2.5.4.42", "Ngắn");
        return Issued.By(site, name, RSA.Create(1_024));
    }
}
