using System.Security.Cryptography;
using EndToEnd.Tests.Road;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Reuse;

/// <summary>Reuse in place of paper, through real processes: the sample catalogue and a business
/// registration.</summary>
[Collection(SharedSite.Name)]
public sealed class ReuseTests(DevelopmentSite site)
{
    private const string Shop = "ho-kinh-doanh";
    private const string FoodSafety = "2.001827";
    private const string Registration = "TP02";

    private readonly Papers _papers = new(site);

    [Fact]
    public async Task A_stored_registration_covers_the_paper_until_it_is_revoked()
    {
        await ImportSampleAsync();
        var (receipt, holder) = await PushAsync();

        var before = Registered(await AskAsync(holder));
        Assert.Equal((ReuseState.Covered, ReuseReason.ResultStands), (before.State, before.Reason));
        Assert.Equal(2, before.National.DuocTaiSuDung);
        Assert.Contains(receipt.Code, before.National.MaKetQuaThayThe, StringComparison.Ordinal);
        Assert.NotEmpty(before.LegalBasis);
        Assert.Contains("không yêu cầu nộp", before.SentenceVi, StringComparison.Ordinal);

        await RevokeAsync(receipt.Code);

        var after = await AskAsync(holder);
        var considered = Assert.Single(Registered(after).Considered, result => result.Code == receipt.Code);
        Assert.Equal(ReuseReason.Revoked, considered.Reason);
        Assert.Empty(Registered(after).Results);
    }

    [Fact]
    public async Task A_decided_amendment_that_shortens_validity_counts_before_its_time()
    {
        await ImportSampleAsync();
        var (receipt, holder) = await PushAsync();
        Assert.Equal(ReuseState.Covered, Registered(await AskAsync(holder)).State);
        var read = await site.Reuse.GetResultAsync(
            new GetResultRequest { Code = receipt.Code, Context = Context() }, site.As("agency"));
        var amendment = new Change
        {
            Kind = ResultChangeKind.Amend,
            Reason = "Rút ngắn thời hạn",
            LegalBasis = "NĐ 61/2018, Đ.21",
            DecisionNumber = "13/QĐ-UBND",
            Officer = "lanh-dao",
            EffectiveAtUnixMs = TimeProvider.System.GetUtcNow().AddDays(30).ToUnixTimeMilliseconds(),
            Metadata = read.Metadata.Clone(),
        };
        amendment.Metadata.ValidUntil = read.Metadata.IssuedOn;

        await site.Lifecycle.ChangeResultAsync(
            new ChangeResultRequest { Code = receipt.Code, Change = amendment }, site.As("agency"));

        var considered = Registered(await AskAsync(holder)).Considered;
        Assert.Equal(
            ReuseReason.Expired, Assert.Single(considered, result => result.Code == receipt.Code).Reason);
    }

    [Fact]
    public async Task Using_a_result_hands_out_data_and_file_in_one_go_and_is_known_to_its_issuer()
    {
        await ImportSampleAsync();
        var (receipt, holder) = await PushAsync();
        var request = new UseResultRequest
        {
            Code = receipt.Code,
            ProcedureCode = FoodSafety,
            ComponentCode = Registration,
            WithDocument = true,
            Context = Context(),
        };
        request.Holders.Add(holder);

        using var call = site.Reuse.UseResult(request, site.As("agency"), DevelopmentSite.In(60));
        Assert.True(await call.ResponseStream.MoveNext(default));
        var used = call.ResponseStream.Current.Used;
        var file = await RestAsync(call.ResponseStream, message => message.Chunk);
        var reliances = await site.Reuse.ListRelianceAsync(
            new ListRelianceRequest { Code = receipt.Code }, site.As("one-stop"), DevelopmentSite.In(30));

        Assert.Equal((ReuseState.Covered, false), (used.State, used.Repeated));
        Assert.Equal(holder.Id, Assert.Single(used.Result.Metadata.Holders).Id);
        Assert.Equal(used.Document.Sha256.ToByteArray(), SHA256.HashData(file));
        var reliance = Assert.Single(reliances.Reliances);
        Assert.Equal(
            (used.RelianceId, "H99.41.18", "agency"), (reliance.RelianceId, reliance.AgencyCode, reliance.ClientId));
    }

    [Fact]
    public async Task A_copy_has_a_QR_of_its_own_and_every_check_of_the_result()
    {
        using var scratch = new Scratch();
        var (receipt, _) = await PushAsync();
        var request = new IssueCopyRequest
        {
            Code = receipt.Code,
            Ground = CopyGround.Lost,
            RequestId = "cap-lai-1",
            Context = Context(),
        };

        var (copy, file) = await CopyAsync(request);
        var (again, sameFile) = await CopyAsync(request);
        var otherGround = request.Clone();
        otherGround.Ground = CopyGround.Damaged;
        var refused = await Assert.ThrowsAsync<RpcException>(() => CopyAsync(otherGround));
        request.RequestId = "cap-lai-2";
        var (third, _) = await CopyAsync(request);
        var scanned = await RoadTests.ScanAsync(await scratch.KeepAsync("copy.pdf", file), scratch);
        var byLink = await site.Verification.VerifyCodeAsync(
            new VerifyCodeRequest { Link = scanned }, deadline: DevelopmentSite.In(30));
        var byFile = await Documents.VerifyAsync(site, file);

        Assert.Equal("ground", Assert.Single(Refusals.Of(refused).Fields).Path);
        Assert.Equal((2, 2, 3), (copy.CopyNumber, again.CopyNumber, third.CopyNumber));
        Assert.Equal((false, true), (copy.Repeated, again.Repeated));
        Assert.Equal(file, sameFile);
        Assert.Equal(copy.Qr.Link, scanned);
        Assert.NotEqual(receipt.Qr.Link, scanned);
        Assert.Equal((VerificationState.Valid, receipt.Code), (byLink.State, byLink.Result.Code));
        Assert.Equal((VerificationState.Valid, receipt.Code), (byFile.State, byFile.Result.Code));
        Assert.Equal(3, await ForeignPdf.ValidSignaturesAsync(scratch["copy.pdf"], site));
    }

    [Fact]
    public async Task A_batch_answers_every_question_and_goes_on_after_a_wrong_one()
    {
        await ImportSampleAsync();
        var (_, holder) = await PushAsync();
        using var call = site.Reuse.CheckReuseBatch(site.As("agency"), DevelopmentSite.In(60));
        for (var i = 0; i < 20; i++)
        {
            var question = Question(holder);
            question.ProcedureCode = i == 7 ? "wrong" : question.ProcedureCode;
            await call.RequestStream.WriteAsync(new() { ItemId = $"item-{i}", Question = question });
        }

        await call.RequestStream.CompleteAsync();
        var answers = new Dictionary<string, CheckReuseBatchResponse>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync())
        {
            answers.Add(answer.ItemId, answer);
        }

        Assert.Equal(20, answers.Count);
        Assert.Equal("procedure_code", Assert.Single(answers["item-7"].Refusal.Fields).Path);
        Assert.All(answers.Values.Where(answer => answer.ItemId != "item-7"), answer =>
            Assert.Equal(ReuseState.Covered, Registered(answer.Answer).State));
    }

    [Fact]
    public async Task What_was_imported_comes_out_and_only_an_administrator_imports()
    {
        await ImportSampleAsync();
        var procedure = await site.Catalogue.GetProcedureAsync(
            new GetProcedureRequest { Code = $"{FoodSafety}.000.00.00.H99" }, site.As("agency"),
                DevelopmentSite.In(30));
        var listed = await site.Catalogue.ListProceduresAsync(
            new ListProceduresRequest { Text = "khai sinh", PageSize = 2 }, site.As("portal"), DevelopmentSite.In(30));
        var refused = await Assert.ThrowsAsync<RpcException>(() => ImportAsync("agency", dryRun: true));
        var again = await ImportAsync("administrator", dryRun: true);

        Assert.Equal(FoodSafety, procedure.Procedure.Code);
        Assert.Equal(2, listed.Procedures.Count);
        Assert.NotEmpty(listed.NextPageToken);
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        Assert.Equal((0, 0, 0), (again.Added, again.Changed, again.Removed));
    }

    [Fact]
    public async Task A_one_stop_system_without_the_agencys_role_gets_no_reuse_answer()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await site.Reuse.CheckReuseAsync(
                Question(new DossierHolder()), site.As("one-stop"), DevelopmentSite.In(30)));

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    private static ReadContext Context() => new()
    {
        Purpose = Purpose.Dossier,
        DossierCode = "000.18.41.H99-261122-0001",
        Officer = "can-bo-1",
    };

    private static CheckReuseRequest Question(DossierHolder holder)
    {
        var question = new CheckReuseRequest { ProcedureCode = FoodSafety, DueOn = "2099-12-31", Context = Context() };
        question.Holders.Add(holder);
        return question;
    }

    private static ComponentAnswer Registered(CheckReuseResponse response) =>
        response.Components.Single(component => component.ComponentCode == Registration);

    private static async Task<byte[]> RestAsync<T>(IAsyncStreamReader<T> stream, Func<T, ByteString> chunk)
    {
        var file = new MemoryStream();
        await foreach (var message in stream.ReadAllAsync())
        {
            chunk(message).WriteTo(file);
        }

        return file.ToArray();
    }

    /// <summary>A registration of a person no other test knows.</summary>
    private async Task<(Receipt Receipt, DossierHolder Holder)> PushAsync()
    {
        var request = await _papers.RequestAsync(Shop);
        var id = "0991900" + RandomNumberGenerator.GetString("0123456789", 5);
        request.Metadata.Holders[0].Id = id;
        var receipt = (await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)))
            .Receipt;
        return (receipt, new DossierHolder { Kind = HolderKind.Person, Id = id, Role = HolderRole.Applicant });
    }

    private async Task<CheckReuseResponse> AskAsync(DossierHolder holder) =>
        await site.Reuse.CheckReuseAsync(Question(holder), site.As("agency"), DevelopmentSite.In(30));

    private async Task RevokeAsync(string code) => await site.Lifecycle.ChangeResultAsync(
        new ChangeResultRequest
        {
            Code = code,
            Change = new Change
            {
                Kind = ResultChangeKind.Revoke,
                Reason = "Cấp không đúng đối tượng",
                LegalBasis = "NĐ 61/2018, Đ.21",
                DecisionNumber = "12/QĐ-UBND",
                Officer = "lanh-dao",
            },
        },
        site.As("one-stop"),
        DevelopmentSite.In(30));

    private async Task<(IssuedCopy Copy, byte[] File)> CopyAsync(IssueCopyRequest request)
    {
        using var call = site.Reuse.IssueCopy(request, site.As("agency"), DevelopmentSite.In(60));
        Assert.True(await call.ResponseStream.MoveNext(default));
        var copy = call.ResponseStream.Current.Copy;
        var file = await RestAsync(call.ResponseStream, message => message.Chunk);
        Assert.Equal(copy.Document.Sha256.ToByteArray(), SHA256.HashData(file));
        return (copy, file);
    }

    /// <summary>The first test to come imports it, the others find it there.</summary>
    private async Task ImportSampleAsync() => await SampleCatalogue.ImportAsync(site);

    private Task<ImportSummary> ImportAsync(string client, bool dryRun) =>
        SampleCatalogue.ImportAsync(site, client, dryRun);
}
