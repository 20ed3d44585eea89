using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using ResultStore.Sealing;
using ResultStore.Validation;
using ResultStore.Validation.Revocation;
using SealForm = ResultStore.Storage.SealForm;

namespace ResultStore.Tests.Sealing;

/// <summary>What is sealed is judged before it is stored.</summary>
public sealed class SealProofTests
{
    [Theory]
    [InlineData(RevocationMode.IfPresent)]
    [InlineData(RevocationMode.Required)] // of the time-stamp's authority nobody has asked
    public async Task A_trusted_time_stamp_stands_whatever_the_policy_asks_about_signers(RevocationMode policy)
    {
        await using var site = new SealSite();
        var (file, before) = await SealedAsync(site, policy, isTrusted: true);

        site.Get<SealProof>().Check(file, before, SealForm.Revision);
    }

    [Theory]
    [InlineData(RevocationMode.IfPresent)]
    [InlineData(RevocationMode.Required)]
    public async Task A_stranger_s_time_stamp_is_not_stored(RevocationMode policy)
    {
        await using var site = new SealSite();
        var (file, before) = await SealedAsync(site, policy, isTrusted: false);

        var fault = Assert.Throws<InvalidDataException>(
            () => site.Get<SealProof>().Check(file, before, SealForm.Revision));

        Assert.Contains(nameof(ValidationDetail.TimestampUntrusted), fault.Message, StringComparison.Ordinal);
    }

    private static async Task<(byte[] File, Judgement Before)> SealedAsync(
        SealSite site, RevocationMode policy, bool isTrusted)
    {
        var sample = SealSite.Sample();
        Assert.True(PdfDocument.TryOpen(sample, PdfLimits.Default, out var document, out _));
        var (prepared, cms) = site.Seal(document);
        cms = cms.WithSignatureTimestamp(isTrusted
            ? (await site.Get<TimestampClient>().StampAsync(cms.SignatureValue, default)).Token.Encoded
            : site.StrangersStamp(cms.SignatureValue).Encoded);
        var judge = site.Get<DocumentJudge>();
        var before = judge.JudgeForReport(
            sample, site.Clock.Now, [], ModificationAllowance.Signatures, null, judge.Trust, GatheredEvidence.None);
        var context = before.Context with { Policy = before.Context.Policy with { Revocation = policy } };
        return (
            prepared.Complete(cms.Encode()).ToArray(),
            new Judgement(PadesValidator.Validate(sample, context), context, GatheredEvidence.None));
    }
}
