using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Cli.Setup;
using Cli.Signing;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using Proof.Tests.Pades;
using ResultStore.V1;
using SignerKind = ResultStore.V1.SignerKind;

namespace EndToEnd.Tests.Intake;

/// <summary>Papers whose signatures are sound and that are not taken all the same: for what they are, or for what their
/// signers' certificates are for.</summary>
[Collection(SharedSite.Name)]
public sealed class RefusedPaperTests(DevelopmentSite site)
{
    [Fact]
    public async Task An_encrypted_paper_is_judged_for_anyone_and_never_stored()
    {
        var officer = DevelopmentStore.LoadSigner(site.Data, DevelopmentStore.Officer);
        var file = PdfFile.Base([], null, TestEncryption.AesOf256);
        SignedRevision.Append(file, new SignOptions { Time = TimeProvider.System.GetUtcNow() }, digest => Cms(
            officer, digest));

        var refusal = await MustBeRefusedAsync(
            file.ToArray(), StatusCode.InvalidArgument, ErrorReason.DocumentEncrypted);

        Assert.Equal("TOTAL_PASSED", refusal.Report.Signatures[0].Verdict.Indication);
        var seen = await Documents.VerifyAsync(site, file.ToArray(), withReport: true);
        Assert.Equal((false, true), (seen.Genuineness.Genuine, seen.Result is null));
        Assert.Equal("TOTAL_PASSED", seen.Report.Signatures[0].Verdict.Indication);
        var report = await AtThePageAsync(file.ToArray());
        Assert.Equal("TOTAL_PASSED", (string?)report["signatures"]![0]!["verdict"]!["indication"]);
        Assert.Equal("ENCRYPTED", (string?)report["warnings"]![0]);
    }

    [Fact]
    public async Task A_paper_with_a_time_stamp_and_no_signature_is_not_signed()
    {
        Assert.True(PdfDocument.TryOpen(Papers.Unsigned(), PdfLimits.Default, out var document, out _));
        var prepared = Assert.IsType<PrepareOutcome.Prepared>(PadesSigner.PrepareTimestamp(document)).Signature;
        using var stamps = new TimeStampClient(new Uri(site.TimeStampAddress));
        var token = await stamps.StampDigestAsync(prepared.DigestBy(DigestAlgorithm.Sha256), CancellationToken.None);

        var refusal = await MustBeRefusedAsync(
            prepared.Complete(token.Span).ToArray(), StatusCode.FailedPrecondition, ErrorReason.NotSigned);

        Assert.Equal(SignerKind.TimestampAuthority, Assert.Single(refusal.Report.Signatures).SignerKind);
        Assert.Equal("SIGNED_DATA_NOT_FOUND", refusal.Report.Verdict.SubIndication);
    }

    [Fact]
    public async Task A_time_stamp_that_nobody_trusts_is_what_a_paper_is_refused_for_though_its_signatures_pass()
    {
        var request = await new Papers(site).RequestAsync();
        var stamped = StrangersStamp.Append(request.Document.ToByteArray());

        var refusal = await MustBeRefusedAsync(
            stamped, StatusCode.FailedPrecondition, ErrorReason.SignatureNotAccepted);

        // Of who signed nothing is said: it is the time-stamp's authority that nobody trusts.
        var stamp = refusal.Report.Signatures[^1];
        Assert.Equal("TOTAL_PASSED", refusal.Report.Verdict.Indication);
        Assert.Contains("DOCUMENT_TIMESTAMP_UNUSABLE", refusal.Report.Warnings);
        Assert.StartsWith(
            $"The time-stamp {stamp.Field} on the document is not accepted. The time-stamp comes from no trusted "
                + "authority.",
            refusal.SentenceEn, StringComparison.Ordinal);
        Assert.StartsWith(
            $"Dấu thời gian {stamp.Field} trên văn bản không được chấp nhận. Dấu thời gian không do",
            refusal.SentenceVi, StringComparison.Ordinal);
        Assert.DoesNotContain("signer", refusal.SentenceEn, StringComparison.Ordinal);
        Assert.DoesNotContain("người ký", refusal.SentenceVi, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(X509KeyUsageFlags.DigitalSignature, "1.3.6.1.5.5.7.3.1", "máy chủ", "servers")]
    [InlineData(X509KeyUsageFlags.KeyEncipherment, "1.3.6.1.5.5.7.3.36", "để ký văn bản", "signing documents")]
    public async Task A_certificate_for_other_purposes_is_refused_in_words(
        X509KeyUsageFlags usage, string purpose, string vi, string en)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName("Lê Văn Máy Chủ");
        name.Add("2.5.4.42", "Máy Chủ");
        var signer = Issued.By(
            site, name, RSA.Create(2_048), usage,
            new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        var request = await new Papers(site, signer).RequestAsync();

        var refusal = await MustBeRefusedAsync(
            request.Document.ToByteArray(), StatusCode.FailedPrecondition, ErrorReason.SignatureNotAccepted);

        var verdict = refusal.Report.Signatures[0].Verdict;
        Assert.Equal(
            ("INDETERMINATE", "CHAIN_CONSTRAINTS_FAILURE"), (verdict.Indication, verdict.SubIndication));
        Assert.Contains(vi, verdict.SentenceVi, StringComparison.Ordinal);
        Assert.Contains(en, verdict.SentenceEn, StringComparison.Ordinal);
    }

    private static byte[] Cms(Identity signer, byte[] digest)
    {
        var chain = signer.Chain.Select(each =>
            Certificate.TryParse(each, out var certificate) ? certificate : throw new InvalidDataException()).ToList();
        var cms = UnsignedCms.Create(chain[0], chain[1..], SignatureScheme.For(chain[0]), digest);
        return cms.Sign(signer.Key).Encode();
    }

    private async Task<Refusal> MustBeRefusedAsync(byte[] document, StatusCode status, ErrorReason reason)
    {
        var request = new SubmitResultRequest
        {
            Metadata = Papers.Metadata(),
            Document = ByteString.CopyFrom(document),
        };
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60)));
        var refusal = Refusals.Of(refused);
        Assert.Equal((status, reason, false), (refused.StatusCode, refusal.Reason, refusal.RetryHelps));
        return refusal;
    }

    private async Task<JsonNode> AtThePageAsync(byte[] file)
    {
        using var http = new HttpClient();
        using var content = new ByteArrayContent(file);
        using var response = await http.PostAsync(new Uri($"{site.PageAddress}/api/v1/documents?report=1"), content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["document"]!["report"]!;
    }
}
