using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cli.Setup;
using EndToEnd.Tests.CommandLine;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Intake;

/// <summary>An old paper without a time-stamp, its signer's certificate run out: stored where a system may push such,
/// and shown as what it is at every door from then on.</summary>
[Collection(SharedSite.Name)]
public sealed class UnprovedTimeTests(DevelopmentSite site)
{
    private static readonly ReadContext Reading = new() { Purpose = Purpose.OwnRecords, Officer = "kiem-thu" };

    [Fact]
    public async Task What_is_accepted_without_proof_of_time_is_shown_as_such_at_every_door()
    {
        var request = await new Papers(site, RunOut()).RequestAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)));
        Assert.Equal(ErrorReason.SigningTimeUnproved, Refusals.Of(refused).Reason);

        var key = await RegisterAsync("old-files");
        var caller = new Metadata { { "authorization", $"Bearer {key}" } };
        var stored = await site.Intake.SubmitResultAsync(request, caller, DevelopmentSite.In(60));
        Assert.True(stored.Receipt.SigningTimeUnproved);
        var again = await site.Intake.SubmitResultAsync(request, caller, DevelopmentSite.In(60));
        Assert.Equal((true, true), (again.Receipt.Repeated, again.Receipt.SigningTimeUnproved));

        var code = stored.Receipt.Code;
        var got = await site.Reuse.GetResultAsync(
            new GetResultRequest { Code = code, Context = Reading }, caller, DevelopmentSite.In(60));
        Assert.True(got.Receipt.SigningTimeUnproved);
        await VerifiersSeeItAsync(stored.Receipt, request.Document.ToByteArray(), caller);
        await CommandLineSaysItAsync(code, key);

        var listed = await site.Reuse.FindResultsAsync(
            new FindResultsRequest
            {
                Holder = new DossierHolder { Kind = HolderKind.Person, Id = request.Metadata.Holders[0].Id },
                Context = new ReadContext
                {
                    Purpose = Purpose.Dossier,
                    DossierCode = request.Metadata.DossierCode,
                    Officer = "kiem-thu",
                },
            },
            site.As("agency"),
            DevelopmentSite.In(60));
        Assert.Equal([code], listed.Results.Where(each => each.SigningTimeUnproved).Select(each => each.Code));
    }

    [Fact]
    public async Task Beside_a_time_stamp_that_nobody_trusts_each_sender_is_told_what_stands_in_its_way()
    {
        var request = await new Papers(site, RunOut()).RequestAsync();
        request.Document = ByteString.CopyFrom(StrangersStamp.Append(request.Document.ToByteArray()));

        // Who may not leave the time open lacks proof of it; the time-stamp that is there is not passed over.
        var refusal = await RefusedAsync(request, site.As("one-stop"));
        Assert.Equal(ErrorReason.SigningTimeUnproved, refusal.Reason);
        var stamp = refusal.Report.Signatures[^1];
        Assert.EndsWith(
            $" The time-stamp {stamp.Field} on the document does not count: {stamp.Verdict.SentenceEn}",
            refusal.SentenceEn, StringComparison.Ordinal);
        Assert.Contains(
            $" Dấu thời gian {stamp.Field} trên văn bản không được tính: {stamp.Verdict.SentenceVi}",
            refusal.SentenceVi, StringComparison.Ordinal);

        // Of who may, nothing else is wanted than that the time-stamp be left out.
        var key = await RegisterAsync("old-files-stamped");
        refusal = await RefusedAsync(request, new Metadata { { "authorization", $"Bearer {key}" } });
        Assert.Equal(
            (ErrorReason.SignatureNotAccepted, "NO_POE"),
            (refusal.Reason, refusal.Report.Signatures[0].Verdict.SubIndication));
        Assert.StartsWith(
            $"The time-stamp {stamp.Field} on the document is not accepted. {stamp.Verdict.SentenceEn} The signatures "
                + "are not what it is refused for",
            refusal.SentenceEn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_officer_is_told_so_of_a_paper_that_covers_a_component()
    {
        await SampleCatalogue.ImportAsync(site);
        var caller = new Metadata { { "authorization", $"Bearer {await RegisterAsync("old-files-reuse")}" } };
        foreach (var signer in (Identity?[])[RunOut(), null])
        {
            var holder = "0794" + RandomNumberGenerator.GetString("0123456789", 8);
            var request = await new Papers(site, signer).RequestAsync("ho-kinh-doanh");
            request.Metadata.Holders[0].Id = holder;
            var pushed = await site.Intake.SubmitResultAsync(request, caller, DevelopmentSite.In(60));
            var question = new CheckReuseRequest
            {
                ProcedureCode = "2.001827",
                DueOn = "2099-12-31",
                Context = new ReadContext
                {
                    Purpose = Purpose.Dossier,
                    DossierCode = "000.18.41.H99-261122-0009",
                    Officer = "can-bo-1",
                },
                Holders =
                {
                    new DossierHolder { Kind = HolderKind.Person, Id = holder, Role = HolderRole.Applicant },
                },
            };
            var answer = await site.Reuse.CheckReuseAsync(question, site.As("agency"), DevelopmentSite.In(30));
            var component = answer.Components.Single(each => each.ComponentCode == "TP02");
            Assert.Equal(ReuseState.Covered, component.State);
            var covering = Assert.Single(component.Results);
            Assert.Equal(
                (pushed.Receipt.Code, signer is not null), (covering.Code, covering.SigningTimeUnproved));
        }
    }

    [Fact]
    public async Task Nothing_of_the_kind_is_said_of_a_paper_whose_signatures_hold_though_its_system_may_push_others()
    {
        var stored = await site.Intake.SubmitResultAsync(
            await new Papers(site).RequestAsync(), site.As("one-stop"), DevelopmentSite.In(60));

        Assert.False(stored.Receipt.SigningTimeUnproved);
        var seen = await site.Verification.VerifyCodeAsync(new VerifyCodeRequest { Code = stored.Receipt.Code });
        Assert.False(seen.Result.SigningTimeUnproved);
    }

    private async Task<Refusal> RefusedAsync(SubmitResultRequest request, Metadata caller) => Refusals.Of(
        await Assert.ThrowsAsync<RpcException>(
            async () => await site.Intake.SubmitResultAsync(request, caller, DevelopmentSite.In(60))));

    private async Task VerifiersSeeItAsync(Receipt receipt, byte[] submitted, Metadata caller)
    {
        foreach (var request in (VerifyCodeRequest[])[new() { Code = receipt.Code }, new() { Link = receipt.Qr.Link }])
        {
            var answer = await site.Verification.VerifyCodeAsync(request, deadline: DevelopmentSite.In(60));
            Assert.Equal((VerificationState.Valid, true), (answer.State, answer.Result.SigningTimeUnproved));
        }

        var sealedFile = await Documents.FetchAsync(site, receipt.Code, DocumentForm.Sealed, caller);
        foreach (var file in (byte[][])[submitted, sealedFile])
        {
            Assert.True((await Documents.VerifyAsync(site, file)).Result.SigningTimeUnproved);
        }

        using var http = new HttpClient();
        var page = new Uri($"{site.PageAddress}/api/v1/verify/{receipt.Code}");
        var answered = JsonNode.Parse(await http.GetStringAsync(page));
        Assert.True((bool)answered!["paper"]!["signingTimeUnproved"]!);
    }

    private async Task CommandLineSaysItAsync(string code, string key)
    {
        using var scratch = new Scratch();
        await File.WriteAllTextAsync(scratch["old-files.key"], key);
        string[] verify = ["verify", code, "--verifier", $"http://{site.Addresses.VerifierGrpc}"];
        string[] get =
        [
            "get", code, "--store", $"http://{site.Addresses.Store}", "--key-file", scratch["old-files.key"],
            "--purpose", "own-records", "--officer", "kiem-thu",
        ];
        string[] history = ["history", .. get[1..]];
        foreach (var (command, part) in (IEnumerable<(string[], string?)>)
            [(verify, "result"), (get, "receipt"), (history, null)])
        {
            var (exit, output, error) = await Tthc.SayAsync([.. command, "--lang", "en"]);
            Assert.True(exit == 0, output + error);
            Assert.Matches("Signed at: +not proved", output);
            var (_, answer, _) = await Tthc.RunAsync([.. command, "--json"]);
            Assert.True((bool)(part is null ? answer : answer[part]!)["signing_time_unproved"]!);
        }
    }

    private async Task<string> RegisterAsync(string id)
    {
        var added = await site.Administration.AddClientAsync(
            new AddClientRequest
            {
                Client = new Client
                {
                    Id = id,
                    Name = "Số hóa hồ sơ cũ",
                    Roles = { ClientRole.OneStop },
                    Agencies = { "*" },
                    AcceptsUnprovedTime = true,
                },
                WithApiKey = true,
            },
            site.As("administrator"),
            DevelopmentSite.In(30));
        return added.ApiKey;
    }

    /// <summary>An officer's certificate of the site's own authority that ended half a day ago.</summary>
    private Identity RunOut()
    {
        var made = TimeProvider.System.GetUtcNow().AddYears(-3).AddHours(12); // for 3 years, from a day before
        return new DevelopmentAuthorities(new Stopped(made)).Officer(
            DevelopmentStore.LoadSigner(site.Data, "ca"), "UBND", "Lê", "Văn Cũ", "012345678901");
    }

    private sealed class Stopped(DateTimeOffset at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => at;
    }
}
