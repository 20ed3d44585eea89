using Proof;
using Proof.Pades;
using ResultStore.Validation;

namespace ResultStore.Tests.Validation;

public sealed class ReportWriterTests
{
    private const string Md5 = "MD5 (1.2.840.113549.2.5)";

    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Names_the_algorithm_that_a_verdict_turned_on()
    {
        var card = new SignatureReport("Officer", 1, 1, "adbe.pkcs7.detached")
        {
            Indication = Indication.Indeterminate,
            SubIndication = SubIndication.CryptoConstraintsFailure,
            Detail = ValidationDetail.AlgorithmUnsupported,
            Algorithm = Md5,
        };
        var message = ReportWriter.Write(Of(card), Now);
        foreach (var verdict in (V1.SignatureVerdict[])[message.Verdict, message.Signatures[0].Verdict])
        {
            Assert.Equal(("INDETERMINATE", "CRYPTO_CONSTRAINTS_FAILURE"), (verdict.Indication, verdict.SubIndication));
            Assert.Equal(Md5, verdict.Algorithm);
            Assert.EndsWith($": {Md5}.", verdict.SentenceVi, StringComparison.Ordinal);
            Assert.EndsWith($": {Md5}.", verdict.SentenceEn, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Tells_what_was_laid_over_signed_content()
    {
        var card = new SignatureReport("Officer", 1, 2, "ETSI.CAdES.detached")
        {
            Indication = Indication.TotalPassed,
            SubIndication = SubIndication.None,
            Detail = ValidationDetail.None,
            Modification = new ModificationReport(ModificationLevel.Annotations, false, Overlaps: true, []),
        };
        var told = ReportWriter.Write(Of(card), Now).Signatures[0];
        Assert.Contains("OVERLAPS_SIGNED_CONTENT", told.Warnings);
        Assert.Contains("đè lên nội dung đã ký", told.ChangeSentenceVi, StringComparison.Ordinal);

        var stamp = card with { Modification = card.Modification with { Level = ModificationLevel.FormFilling } };
        told = ReportWriter.Write(Of(stamp), Now).Signatures[0];
        Assert.Contains("OVERLAPS_SIGNED_CONTENT", told.Warnings);
        Assert.DoesNotContain("đè lên", told.ChangeSentenceVi, StringComparison.Ordinal);

        var beside = card with { Modification = card.Modification with { Overlaps = false } };
        told = ReportWriter.Write(Of(beside), Now).Signatures[0];
        Assert.Empty(told.Warnings);
        Assert.DoesNotContain("đè lên", told.ChangeSentenceVi, StringComparison.Ordinal);
    }

    private static ValidationReport Of(SignatureReport card) => new(
        card.Indication, card.SubIndication, card.Detail, 1, [card], [], DocumentWarnings.None);
}
