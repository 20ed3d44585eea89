using System.Text.Json.Nodes;
using System.Xml.Linq;
using Cli.Setup;
using EndToEnd.Tests.CommandLine.Live;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using Proof.Cms;
using ResultStore.V1;

namespace EndToEnd.Tests.Intake;

/// <summary>Signatures that name an explicit policy: taken where the operator knows it, refused with what to do where
/// not, and proved again whatever the operator knows by then.</summary>
public sealed class SignaturePolicyTests : IAsyncLifetime, IDisposable
{
    private const string Oid = "1.3.6.1.4.1.99999.11.1";
    private const string Stranger = "1.3.6.1.4.1.99999.11.2";

    private static readonly byte[] Rules = "Quy chế ký số của tỉnh"u8.ToArray();

    private readonly Scratch _scratch = new();
    private readonly DevelopmentSite _site;

    public SignaturePolicyTests()
    {
        File.WriteAllBytes(_scratch["rules.txt"], Rules);
        _site = new DevelopmentSite
        {
            Settings = settings => settings["Trust"]!["SignaturePolicies"] = new JsonArray(
                new JsonObject { ["Oid"] = Oid, ["Name"] = "Quy chế ký số", ["File"] = _scratch["rules.txt"] }),
        };
    }

    public Task InitializeAsync() => _site.InitializeAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_known_policy_is_taken_and_proved_again_after_the_operator_forgot_it()
    {
        var request = await RequestAsync(Oid, Rules);
        var stored = await _site.Intake.SubmitResultAsync(request, _site.As("one-stop"), DevelopmentSite.In(60));
        Assert.All(stored.Report.Signatures, MustBeKnown);

        var unknown = await RefusedAsync(await RequestAsync(Stranger, Rules));
        MustSay(unknown, "SIGNATURE_POLICY_NOT_AVAILABLE", SignaturePolicyFinding.Unknown, Stranger);
        var other = await RefusedAsync(await RequestAsync(Oid, "Quy chế khác"u8.ToArray()));
        MustSay(other, "POLICY_PROCESSING_ERROR", SignaturePolicyFinding.DigestDiffers, Oid);
        await DoctorTellsAsync();

        // The operator takes it out again: what was accepted stays so, what comes now is refused.
        _site.Change(SettingsFiles.Store, settings => settings["Trust"]!.AsObject().Remove("SignaturePolicies"));
        await RestartAsync();
        var again = await _site.Reuse.RevalidateResultAsync(
            new RevalidateResultRequest
            {
                Code = stored.Receipt.Code,
                Context = new ReadContext { Purpose = Purpose.Audit, Officer = "kiem-thu" },
            },
            _site.As("inspector"),
            DevelopmentSite.In(60));
        Assert.Empty(again.Differences);
        Assert.Equal(RevalidationOutcome.Same, again.Outcome);
        Assert.All(again.Report.Signatures, MustBeKnown);
        await AnyoneIsToldAsync(stored.Receipt.Code, request.Document);
        MustSay(
            await RefusedAsync(await RequestAsync(Oid, Rules)), "SIGNATURE_POLICY_NOT_AVAILABLE",
            SignaturePolicyFinding.Unknown, Oid);

        // Or lets the store's own rules stand for whatever policy a signer names, which the report says.
        _site.Change(
            SettingsFiles.Store, settings => settings["Trust"]!["UnknownSignaturePolicies"] = "ApplyOwnRules");
        await RestartAsync();
        var taken = await _site.Intake.SubmitResultAsync(
            await RequestAsync(Stranger, Rules), _site.As("one-stop"), DevelopmentSite.In(60));
        Assert.All(taken.Report.Signatures, card =>
        {
            Assert.Equal(
                ("TOTAL_PASSED", SignaturePolicyFinding.Unknown),
                (card.Verdict.Indication, card.SignaturePolicy.Finding));
            Assert.Contains("SIGNATURE_POLICY_UNKNOWN", card.Warnings);
        });
    }

    /// <summary>Of the stored paper what it was accepted by, as it came and sealed; of one never stored what is known
    /// now.</summary>
    private async Task AnyoneIsToldAsync(string code, ByteString submitted)
    {
        foreach (var file in (byte[][])
            [submitted.ToByteArray(), await Documents.FetchAsync(_site, code, DocumentForm.Sealed)])
        {
            var known = await Documents.VerifyAsync(_site, file, withReport: true);
            Assert.Equal(VerificationState.Valid, known.State);
            Assert.All(known.Report.Signatures.Take(2), MustBeKnown);
            Assert.All(known.Report.Signatures.Skip(2), card => Assert.Null(card.SignaturePolicy));
            var xml = XDocument.Parse(known.EtsiReport.ToStringUtf8());
            XNamespace vr = "http://uri.etsi.org/19102/v1.4.1#";
            Assert.Equal(
                ["urn:oid:" + Oid, "urn:oid:" + Oid], xml.Descendants(vr + "SigPolicyId").Select(each => each.Value));
        }

        var stranger = await Documents.VerifyAsync(_site, (await RequestAsync(Oid, Rules)).Document.ToByteArray());
        Assert.Equal(
            ("INDETERMINATE", "SIGNATURE_POLICY_NOT_AVAILABLE"),
            (stranger.Report.Verdict.Indication, stranger.Report.Verdict.SubIndication));
    }

    private async Task DoctorTellsAsync()
    {
        var (_, output, _) = await InProcess.RunAsync(["doctor", "--data", _site.Data, "--lang", "en"]);
        Assert.Contains($"signature policy {Oid} Quy chế ký số", output, StringComparison.Ordinal);
        var (exit, told, error) = await InProcess.RunAsync(
        [
            "sign", Repository.PathTo("samples", "tro-cap-xa-hoi.pdf"), "--data", _site.Data, "--out",
            _scratch["signed.pdf"], "--policy", Oid, "--policy-file", _scratch["rules.txt"],
        ]);
        Assert.True(exit == 0, told + error);
        var verdict = await Documents.VerifyAsync(_site, await File.ReadAllBytesAsync(_scratch["signed.pdf"]));
        Assert.All(verdict.Report.Signatures, MustBeKnown);
    }

    private static void MustBeKnown(SignatureCard card)
    {
        Assert.Equal("TOTAL_PASSED", card.Verdict.Indication);
        Assert.Equal(
            (Oid, SignaturePolicyFinding.Known, "Quy chế ký số", "SHA256"),
            (card.SignaturePolicy.Oid, card.SignaturePolicy.Finding, card.SignaturePolicy.Name,
                card.SignaturePolicy.DigestAlgorithm));
    }

    private static void MustSay(Refusal refusal, string why, SignaturePolicyFinding finding, string oid)
    {
        Assert.Equal(ErrorReason.SignaturePolicyNotAccepted, refusal.Reason);
        Assert.False(refusal.RetryHelps);
        Assert.Equal(("INDETERMINATE", why), (refusal.Report.Verdict.Indication, refusal.Report.Verdict.SubIndication));
        Assert.All(refusal.Report.Signatures, card => Assert.Equal(finding, card.SignaturePolicy.Finding));
        Assert.All([refusal.SentenceVi, refusal.SentenceEn], sentence =>
        {
            Assert.Contains(oid, sentence, StringComparison.Ordinal);
            Assert.Contains("Trust:SignaturePolicies", sentence, StringComparison.Ordinal);
        });
    }

    private async Task<SubmitResultRequest> RequestAsync(string oid, byte[] document)
    {
        var digest = new SignaturePolicyDigest(DigestAlgorithm.Sha256.Oid, DigestAlgorithm.Sha256.Hash(document));
        return await new Papers(_site, policy: SignaturePolicyIdentifier.Encode(oid, digest)).RequestAsync();
    }

    private async Task<Refusal> RefusedAsync(SubmitResultRequest request) => Refusals.Of(
        await Assert.ThrowsAsync<RpcException>(async () =>
            await _site.Intake.SubmitResultAsync(request, _site.As("one-stop"), DevelopmentSite.In(60))));

    private async Task RestartAsync()
    {
        await _site.Store.EndAsync();
        _site.StartStore();
        await _site.UntilReadyAsync();
    }
}
