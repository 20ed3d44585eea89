using System.Security.Cryptography;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Intake;

/// <summary>The other roads in, and what is not taken.</summary>
[Collection(SharedSite.Name)]
public sealed class IntakeTests(DevelopmentSite site)
{
    private readonly Papers _papers = new(site);

    [Fact]
    public async Task A_reserved_code_is_the_result_s_code_and_can_be_used_once()
    {
        var request = await _papers.RequestAsync();
        var reserved = await site.Intake.ReserveCodeAsync(
            new ReserveCodeRequest { Metadata = request.Metadata }, site.As("one-stop"));
        Assert.Equal(VerificationState.Unknown, await StateAsync(reserved.Code));

        request.ReservedCode = reserved.Code;
        var stored = await site.Intake.SubmitResultAsync(request, site.As("one-stop"));

        Assert.Equal((reserved.Code, reserved.Qr.Link), (stored.Receipt.Code, stored.Receipt.Qr.Link));
        Assert.Equal(SealForm.InvisibleField, stored.Receipt.SealForm);
        Assert.Equal(VerificationState.Valid, await StateAsync(reserved.Code));
        var other = await _papers.RequestAsync();
        other.ReservedCode = reserved.Code;
        await MustRefuseAsync(other, StatusCode.FailedPrecondition, ErrorReason.ReservationUnusable);
    }

    [Fact]
    public async Task No_code_is_reserved_for_a_dossier_and_number_under_which_a_result_is_stored()
    {
        var request = await _papers.RequestAsync();
        var stored = await site.Intake.SubmitResultAsync(request, site.As("one-stop"));

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await site.Intake.ReserveCodeAsync(
            new ReserveCodeRequest { Metadata = request.Metadata }, site.As("one-stop")));

        var refusal = Refusals.Of(refused);
        Assert.Equal(
            (StatusCode.AlreadyExists, ErrorReason.DocumentDiffers, stored.Receipt.Code),
            (refused.StatusCode, refusal.Reason, refusal.ExistingCode));
        Assert.Contains("no other is reserved", refusal.SentenceEn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reserving_again_gives_the_same_code()
    {
        var request = new ReserveCodeRequest { Metadata = Papers.Metadata() };

        var first = await site.Intake.ReserveCodeAsync(request, site.As("one-stop"));
        var again = await site.Intake.ReserveCodeAsync(request, site.As("one-stop"));

        Assert.Equal(first.Code, again.Code);
    }

    [Fact]
    public async Task An_upload_in_pieces_is_stored_as_one_file()
    {
        var request = await _papers.RequestAsync();
        using var call = site.Intake.UploadResult(site.As("one-stop"), DevelopmentSite.In(60));
        await call.RequestStream.WriteAsync(new UploadResultRequest
        {
            Header = new UploadHeader
            {
                Metadata = request.Metadata,
                DocumentLength = request.Document.Length,
                DocumentSha256 = ByteString.CopyFrom(SHA256.HashData(request.Document.Span)),
            },
        });
        foreach (var piece in request.Document.ToByteArray().Chunk(10_000))
        {
            await call.RequestStream.WriteAsync(new UploadResultRequest { Chunk = ByteString.CopyFrom(piece) });
        }

        await call.RequestStream.CompleteAsync();
        var receipt = (await call.ResponseAsync).Receipt;

        await Documents.MustBeWholeAsync(site, receipt, request.Document.ToByteArray());
    }

    [Fact]
    public async Task An_upload_without_a_header_is_refused()
    {
        using var call = site.Intake.UploadResult(site.As("one-stop"), DevelopmentSite.In(60));
        var chunk = new UploadResultRequest { Chunk = ByteString.CopyFromUtf8("%PDF-1.7") };

        MustBe(await Assert.ThrowsAsync<RpcException>(() => call.AnswerAsync(chunk)), ErrorReason.StreamOrder);
    }

    [Fact]
    public async Task A_back_fill_answers_every_item_and_goes_on_after_a_refusal()
    {
        using var call = site.Intake.SubmitResults(site.As("one-stop"), DevelopmentSite.In(120));
        for (var i = 0; i < 6; i++)
        {
            var request = await _papers.RequestAsync();
            if (i % 3 == 1)
            {
                request.Document = ByteString.CopyFromUtf8("not a pdf");
            }

            await call.RequestStream.WriteAsync(new SubmitResultsRequest { ItemId = $"item-{i}", Result = request });
        }

        await call.RequestStream.CompleteAsync();
        var answers = new Dictionary<string, SubmitResultsResponse>();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            answers.Add(call.ResponseStream.Current.ItemId, call.ResponseStream.Current);
        }

        Assert.Equal(6, answers.Count);
        Assert.Equal(ErrorReason.NotAPdf, answers["item-1"].Refusal.Reason);
        Assert.Equal(ErrorReason.NotAPdf, answers["item-4"].Refusal.Reason);
        Assert.Equal(4, answers.Values.Count(answer => answer.Stored?.Receipt.Code.Length == 21));
        Assert.Equal("16", (await call.ResponseHeadersAsync).GetValue("resultstore-window"));
    }

    public static TheoryData<string, ErrorReason> BadDocuments => new()
    {
        { "text", ErrorReason.NotAPdf },
        { "empty", ErrorReason.NotAPdf },
        { "unsigned", ErrorReason.NotSigned },
        { "officer only", ErrorReason.SignatureMissing },
        { "truncated", ErrorReason.DocumentDamaged },
        { "altered", ErrorReason.SignatureBroken },
    };

    [Theory]
    [MemberData(nameof(BadDocuments))]
    public async Task A_document_that_is_not_in_order_is_refused_with_its_reason_and_nothing_is_stored(
        string kind,
        ErrorReason reason)
    {
        var request = await _papers.RequestAsync();
        request.Document = ByteString.CopyFrom(await BadAsync(kind, request.Document.ToByteArray()));

        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)));

        MustBe(refused, reason);
        Assert.Equal(kind == "empty", Refusals.Of(refused).SentenceVi.Contains("0 byte", StringComparison.Ordinal));
        var seen = await Documents.VerifyAsync(site, request.Document.ToByteArray());
        Assert.NotEqual(VerificationState.Valid, seen.State);
    }

    [Fact]
    public async Task A_stated_digest_that_does_not_fit_is_refused()
    {
        var request = await _papers.RequestAsync();
        request.DocumentSha256 = ByteString.CopyFrom(new byte[32]);

        await MustRefuseAsync(request, StatusCode.InvalidArgument, ErrorReason.DigestMismatch);
    }

    [Fact]
    public async Task The_same_push_sixteen_times_at_once_is_one_result()
    {
        var request = await _papers.RequestAsync();

        var receipts = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
            (await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(120))).Receipt));

        Assert.Single(receipts.Select(receipt => receipt.Code).Distinct());
        Assert.Single(receipts.Select(receipt => receipt.SealedSha256).Distinct());
        Assert.Single(receipts, receipt => !receipt.Repeated);
    }

    [Fact]
    public async Task A_one_stop_system_does_not_see_what_another_pushed()
    {
        var added = await site.Administration.AddClientAsync(
            new AddClientRequest
            {
                Client = new Client
                {
                    Id = "other-one-stop",
                    Name = "Khác",
                    Roles = { ClientRole.OneStop },
                    Agencies = { "*" },
                },
                WithApiKey = true,
            },
            site.As("administrator"));
        var other = new Metadata { { "authorization", $"Bearer {added.ApiKey}" } };
        var request = await _papers.RequestAsync();
        var code = (await site.Intake.SubmitResultAsync(request, site.As("one-stop"))).Receipt.Code;

        var read = await Assert.ThrowsAsync<RpcException>(
            async () => await site.Reuse.GetResultAsync(new GetResultRequest { Code = code }, other));
        Assert.Equal(StatusCode.NotFound, read.StatusCode);

        var pushed = await Assert.ThrowsAsync<RpcException>(
            async () => await site.Intake.SubmitResultAsync(request, other, DevelopmentSite.In(60)));
        Assert.Equal("", Refusals.Of(pushed).ExistingCode);
        Assert.Equal(ErrorReason.DocumentAlreadyStored, Refusals.Of(pushed).Reason);
    }

    [Fact]
    public async Task A_system_that_may_see_the_first_result_is_told_its_code()
    {
        var added = await site.Administration.AddClientAsync(
            new AddClientRequest
            {
                Client = new Client
                {
                    Id = "one-stop-and-agency",
                    Name = "Một cửa của cơ quan",
                    Roles = { ClientRole.OneStop, ClientRole.Agency },
                    Agencies = { "*" },
                },
                WithApiKey = true,
            },
            site.As("administrator"));
        var both = new Metadata { { "authorization", $"Bearer {added.ApiKey}" } };
        var request = await _papers.RequestAsync();
        var code = (await site.Intake.SubmitResultAsync(request, site.As("one-stop"))).Receipt.Code;

        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await site.Intake.SubmitResultAsync(request, both, DevelopmentSite.In(60)));

        Assert.Equal(
            (ErrorReason.DocumentAlreadyStored, code),
            (Refusals.Of(refused).Reason, Refusals.Of(refused).ExistingCode));
        Assert.Contains($"dùng mã đã cấp {code}", Refusals.Of(refused).SentenceVi, StringComparison.Ordinal);
    }

    private static void MustBe(RpcException refused, ErrorReason reason)
    {
        var refusal = Refusals.Of(refused);
        Assert.Equal(reason, refusal.Reason);
        Assert.True(refusal.SentenceVi.Length > 10 && refusal.SentenceEn.Length > 10);
    }

    private async Task<byte[]> BadAsync(string kind, byte[] signed)
    {
        switch (kind)
        {
            case "text":
                return "Đây không phải PDF"u8.ToArray();
            case "empty":
                return [];
            case "unsigned":
                return Papers.Unsigned();
            case "officer only":
                return await _papers.SignedByOfficerAsync(Papers.Unsigned());
            case "truncated":
                return signed[..(signed.Length - 500)];
            default:
                signed[signed.Length / 4] ^= 0x20;
                return signed;
        }
    }

    private async Task MustRefuseAsync(SubmitResultRequest request, StatusCode code, ErrorReason reason)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)));
        Assert.Equal(code, refused.StatusCode);
        MustBe(refused, reason);
    }

    private async Task<VerificationState> StateAsync(string code) =>
        (await site.Verification.VerifyCodeAsync(new VerifyCodeRequest { Code = code })).State;
}
