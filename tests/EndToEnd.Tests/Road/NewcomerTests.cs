using EndToEnd.Tests.CommandLine;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Road;

/// <summary>What a first user stumbled over once.</summary>
[Collection(SharedSite.Name)]
public sealed class NewcomerTests(DevelopmentSite site)
{
    private readonly Papers _papers = new(site);

    [Theory]
    [InlineData("agency", Purpose.OwnRecords)]
    [InlineData("agency", Purpose.HolderRequest)]
    [InlineData("inspector", Purpose.Dossier)]
    public async Task A_role_does_not_read_for_another_role_s_purpose(string role, Purpose purpose)
    {
        var code = await StoredAsync(await _papers.RequestAsync());
        var context = new ReadContext
        {
            Purpose = purpose,
            Officer = "can-bo",
            DossierCode = "000.00.15.H99-260105-0001",
        };

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await site.Reuse.GetResultAsync(
            new GetResultRequest { Code = code, Context = context }, site.As(role)));

        var field = Assert.Single(Refusals.Of(refused).Fields);
        Assert.Equal("context.purpose", field.Path);
        Assert.EndsWith(
            role == "agency" ? "for: DOSSIER." : "for: INSPECTION, AUDIT.", field.SentenceEn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_lacks_a_role_is_told_which_ones_may_call()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await site.Lifecycle.ChangeResultAsync(
            new ChangeResultRequest(), site.As("inspector")));

        Assert.Equal(ErrorReason.NotAllowed, Refusals.Of(refused).Reason);
        Assert.Contains("ONE_STOP, AGENCY", Refusals.Of(refused).SentenceVi, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_cannot_shut_itself_out()
    {
        var administrator = site.As("administrator");

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await site.Administration.DisableClientAsync(
            new DisableClientRequest { Id = "administrator" }, administrator));

        Assert.Equal(ErrorReason.FieldsInvalid, Refusals.Of(refused).Reason);
        Assert.NotEmpty((await site.Administration.ListClientsAsync(new ListClientsRequest(), administrator)).Clients);
    }

    [Fact]
    public async Task A_paper_of_another_holder_cannot_stand_in_a_result_s_place()
    {
        var code = await StoredAsync(await _papers.RequestAsync());
        var other = await StoredAsync(await _papers.RequestAsync("giay-phep-xay-dung"));

        var refused = await Assert.ThrowsAsync<RpcException>(
            () => ChangeAsync(code, ResultChangeKind.Replace, "90/QĐ", other));
        var itself = await Assert.ThrowsAsync<RpcException>(
            () => ChangeAsync(code, ResultChangeKind.Replace, "90/QĐ", code));

        Assert.Equal(ErrorReason.SuccessorUnusable, Refusals.Of(refused).Reason);
        Assert.Contains("của chủ hồ sơ khác", Refusals.Of(refused).SentenceVi, StringComparison.Ordinal);
        Assert.Equal(ErrorReason.SuccessorUnusable, Refusals.Of(itself).Reason);
        Assert.Contains("chính nó", Refusals.Of(itself).SentenceVi, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_change_says_from_when_the_first_one_holds()
    {
        var code = await StoredAsync(await _papers.RequestAsync());
        var first = await ChangeAsync(code, ResultChangeKind.Revoke, "91/QĐ");
        await Task.Delay(20);

        var again = await ChangeAsync(code, ResultChangeKind.Revoke, "91/QĐ");

        Assert.Equal((true, first.EffectiveAtUnixMs), (again.Repeated, again.EffectiveAtUnixMs));
    }

    [Fact]
    public async Task The_public_sees_who_signed_by_name_and_not_by_number()
    {
        var signed = await _papers.SignedByOfficerAsync(Papers.Unsigned());

        var answer = await Documents.VerifyAsync(site, signed);

        var signer = Assert.Single(answer.Report.Signatures).Signer;
        Assert.Contains("Nguyễn Minh Châu", signer, StringComparison.Ordinal);
        Assert.DoesNotContain("CCCD", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_cut_off_in_a_message_is_told_as_such_at_every_door_and_a_forged_one_never()
    {
        var stored = await site.Intake.SubmitResultAsync(
            await _papers.RequestAsync(), site.As("one-stop"), DevelopmentSite.In(60));
        var link = stored.Receipt.Qr.Link;
        foreach (var (text, unreadable) in (IEnumerable<(string, bool)>)
            [(link[..^17], true), (link[..link.IndexOf('#', StringComparison.Ordinal)], true),
                (Papers.WithAnotherDigit(link), false)])
        {
            foreach (var door in (ResultVerification.ResultVerificationClient[])
                [site.Verification, site.StoreVerification])
            {
                var answer = await door.VerifyCodeAsync(
                    new VerifyCodeRequest { Link = text }, site.As("verifier"), DevelopmentSite.In(60));
                Assert.Equal(
                    (VerificationState.Altered, unreadable), (answer.State, answer.Genuineness.Unreadable));
            }

            var (exit, output, _) = await Tthc.SayAsync(
                "verify", text, "--verifier", $"http://{site.Addresses.VerifierGrpc}", "--lang", "vi");
            Assert.Equal(1, exit);
            Assert.Equal(unreadable, output.Contains("sao chép trọn đường dẫn", StringComparison.Ordinal));
            Assert.Equal(!unreadable, output.Contains("ĐÃ BỊ SỬA", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_file_too_large_for_one_message_is_refused_in_the_contract_s_words()
    {
        var request = new SubmitResultRequest
        {
            Metadata = Papers.Metadata(),
            Document = ByteString.CopyFrom(new byte[9 << 20]),
        };

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await site.Intake.SubmitResultAsync(
            request, site.As("one-stop"), DevelopmentSite.In(60)));

        Assert.Equal(ErrorReason.DocumentTooLarge, Refusals.Of(refused).Reason);
        Assert.Contains("8 MiB", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("up to 64 MiB use UploadResult", refused.Status.Detail, StringComparison.Ordinal);

        using var upload = site.Intake.UploadResult(site.As("one-stop"), DevelopmentSite.In(60));
        var piece = new UploadResultRequest { Chunk = ByteString.CopyFrom(new byte[1 << 20]) };
        refused = await Assert.ThrowsAsync<RpcException>(() => upload.AnswerAsync(
            [
                new UploadResultRequest { Header = new UploadHeader { Metadata = Papers.Metadata() } },
                .. Enumerable.Repeat(piece, 65),
            ]));
        Assert.Equal(ErrorReason.DocumentTooLarge, Refusals.Of(refused).Reason);
        Assert.Contains("larger than 64 MiB", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_announced_as_too_large_is_refused_before_any_of_it_is_sent()
    {
        using var upload = site.Intake.UploadResult(site.As("one-stop"), DevelopmentSite.In(60));
        var header = new UploadHeader { Metadata = Papers.Metadata(), DocumentLength = 70 << 20 };
        await upload.RequestStream.WriteAsync(new UploadResultRequest { Header = header });

        // Nothing more comes and the call is not ended by this side.
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await upload.ResponseAsync);

        var refusal = Refusals.Of(refused);
        var field = Assert.Single(refusal.Fields);
        Assert.Equal(
            (ErrorReason.DocumentTooLarge, "header.document_length", FieldReason.TooLong),
            (refusal.Reason, field.Path, field.Reason));
        Assert.Contains("larger than 64 MiB", refused.Status.Detail, StringComparison.Ordinal);
        Assert.StartsWith("70 MiB", field.SentenceEn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_piece_of_a_file_larger_than_the_contract_says_is_refused_alike_at_every_door()
    {
        var large = ByteString.CopyFrom(new byte[2 << 20]);
        using var upload = site.Intake.UploadResult(site.As("one-stop"), DevelopmentSite.In(60));
        await MustBeTooLargeAsync(() => upload.AnswerAsync(
            new UploadResultRequest { Header = new UploadHeader { Metadata = Papers.Metadata() } },
            new UploadResultRequest { Chunk = large }));

        foreach (var door in (ResultVerification.ResultVerificationClient[])
            [site.Verification, site.StoreVerification])
        {
            using var verify = door.VerifyDocument(site.As("verifier"), DevelopmentSite.In(60));
            await MustBeTooLargeAsync(() => verify.AnswerAsync(new VerifyDocumentRequest { Chunk = large }));
        }

        static async Task MustBeTooLargeAsync(Func<Task> answer)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(answer);
            Assert.Equal(
                (StatusCode.ResourceExhausted, ErrorReason.MessageTooLarge),
                (refused.StatusCode, Refusals.Of(refused).Reason));
            Assert.Contains("1 MiB", refused.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_digest_of_the_wrong_length_is_a_wrong_field_and_not_another_file()
    {
        var request = await _papers.RequestAsync();
        request.DocumentSha256 = ByteString.CopyFrom(1, 2, 3);

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await site.Intake.SubmitResultAsync(
            request, site.As("one-stop"), DevelopmentSite.In(60)));

        var refusal = Refusals.Of(refused);
        Assert.Equal(ErrorReason.FieldsInvalid, refusal.Reason);
        Assert.Equal(
            ("document_sha256", FieldReason.Malformed),
            (Assert.Single(refusal.Fields).Path, refusal.Fields[0].Reason));
    }

    [Fact]
    public async Task Another_agency_s_paper_is_refused_with_the_field_and_the_agency()
    {
        var request = await _papers.RequestAsync();
        request.Metadata.AgencyCode = "000.00.15.H17";

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await site.Intake.SubmitResultAsync(
            request, site.As("one-stop"), DevelopmentSite.In(60)));

        var refusal = Refusals.Of(refused);
        var field = Assert.Single(refusal.Fields);
        Assert.Equal((ErrorReason.NotAllowed, "metadata.agency_code"), (refusal.Reason, field.Path));
        Assert.Contains("H17.15", field.SentenceEn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_public_sees_names_for_codes_and_the_decision_a_result_stands_by()
    {
        await SampleCatalogue.ImportAsync(site);
        var request = await _papers.RequestAsync();
        var code = await StoredAsync(request);

        var valid = (await VerifyAsync(code)).Result;
        Assert.Equal("Ủy ban nhân dân phường Sơn Trà", valid.AgencyName);
        Assert.Equal(SampleCatalogue.TypeName(request.Metadata.ResultTypeCode), valid.ResultTypeName);
        Assert.NotEmpty(valid.ProcedureName);
        Assert.Null(valid.StandingChange);

        var revoked = await ChangeAsync(code, ResultChangeKind.Suspend, "92/QĐ");
        var standing = (await VerifyAsync(code)).Result.StandingChange;
        Assert.Equal(
            ("SUSPENDED", "92/QĐ", revoked.EffectiveAtUnixMs),
            (standing.Kind, standing.DecisionNumber, standing.EffectiveAtUnixMs));
        await ChangeAsync(code, ResultChangeKind.Resume, "93/QĐ");
        Assert.Null((await VerifyAsync(code)).Result.StandingChange);
    }

    [Fact]
    public async Task A_mistyped_code_is_refused_and_judges_no_paper()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => VerifyAsync("0000-0000-0000-0000-1"));

        Assert.Equal(ErrorReason.CodeMalformed, Refusals.Of(refused).Reason);
    }

    [Theory]
    [InlineData("xref")]
    [InlineData("appended")]
    [InlineData("header")]
    [InlineData("cut")]
    public async Task A_file_of_ours_that_was_damaged_or_continued_is_altered(string how)
    {
        var request = await _papers.RequestAsync();
        var code = await StoredAsync(request);
        var file = await Documents.FetchAsync(site, code, DocumentForm.Sealed);

        var changed = how switch
        {
            "xref" => Spoil(file, file.AsSpan().LastIndexOf("startxref"u8) + 10),
            "header" => Spoil(file, 1),
            "cut" => file[..^200],
            _ => [.. request.Document.Span, .. "\n% one line more\n%%EOF\n"u8],
        };
        var answer = await Documents.VerifyAsync(site, changed);

        Assert.Equal((VerificationState.Altered, false), (answer.State, answer.Genuineness.Genuine));
        Assert.Equal(how == "header" ? null : code, answer.Result?.Code);
    }

    [Fact]
    public async Task A_signature_that_was_never_filled_in_is_invalid_and_no_change_of_the_file()
    {
        var file = await _papers.SignedByOfficerAsync(Papers.Unsigned());
        var contents = file.AsSpan(file.AsSpan().LastIndexOf("/Contents<"u8) + "/Contents<"u8.Length);
        contents[..contents.IndexOf((byte)'>')].Fill((byte)'0');

        var answer = await Documents.VerifyAsync(site, file);

        Assert.Equal((VerificationState.NotOurs, false), (answer.State, answer.Genuineness.Genuine));
        Assert.Equal("TOTAL_FAILED", answer.Report.Verdict.Indication);
        using var scratch = new Scratch();
        var path = await scratch.KeepAsync("never.pdf", file);
        var (exit, output, _) = await Tthc.SayAsync(
            "verify", path, "--verifier", $"http://{site.Addresses.VerifierGrpc}");
        Assert.Equal(1, exit);
        Assert.Contains("its signature is not valid", output, StringComparison.Ordinal);
        Assert.DoesNotContain("ALTERED", output, StringComparison.Ordinal);
    }

    private static byte[] Spoil(byte[] file, int at)
    {
        file[at] = (byte)'9';
        return file;
    }

    private async Task<VerifyCodeResponse> VerifyAsync(string code) =>
        await site.Verification.VerifyCodeAsync(
            new VerifyCodeRequest { Code = code }, deadline: DevelopmentSite.In(30));

    private async Task<string> StoredAsync(SubmitResultRequest request) =>
        (await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60))).Receipt.Code;

    private async Task<ChangeResultResponse> ChangeAsync(
        string code,
        ResultChangeKind kind,
        string decision,
        string successor = "") => await site.Lifecycle.ChangeResultAsync(
        new ChangeResultRequest
        {
            Code = code,
            Change = new Change
            {
                Kind = kind,
                Reason = "Cấp sai",
                LegalBasis = "NĐ 61/2018/NĐ-CP",
                DecisionNumber = decision,
                Officer = "lanh-dao",
                SuccessorCode = successor,
            },
        },
        site.As("agency"),
        DevelopmentSite.In(60));
}
