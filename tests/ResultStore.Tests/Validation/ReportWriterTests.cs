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

    [Fact]
    public void Says_that_a_document_with_only_a_time_stamp_is_not_signed()
    {
        var stamp = new SignatureReport("Stamp", 1, 1, "ETSI.RFC3161")
        {
            Indication = Indication.TotalPassed,
            SubIndication = SubIndication.None,
            Detail = ValidationDetail.None,
            IsDocumentTimestamp = true,
        };
        var told = ReportWriter.Write(
            Of(stamp) with
            {
                Indication = Indication.Indeterminate,
                SubIndication = SubIndication.SignedDataNotFound,
                Detail = ValidationDetail.NoSignature,
            },
            Now).Verdict;
        Assert.Equal("NO_SIGNATURE", told.Detail);
        Assert.Contains("chỉ có dấu thời gian", told.SentenceVi, StringComparison.Ordinal);
        Assert.Contains("only a time-stamp", told.SentenceEn, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_until_when_an_algorithm_counted_why_a_certificate_is_revoked_and_when_more_is_to_be_known()
    {
        var card = new SignatureReport("Officer", 1, 1, "ETSI.CAdES.detached")
        {
            Indication = Indication.Indeterminate,
            SubIndication = SubIndication.TryLater,
            Detail = ValidationDetail.Suspended,
            AlgorithmUntil = Now.AddDays(-3),
            Revocation =
            [
                new Proof.Cms.RevocationStatus.Revoked(
                    Now.AddDays(-2), Proof.Cms.RevocationReason.CertificateHold,
                    new Proof.Cms.RevocationSource(
                        Proof.Cms.RevocationSourceKind.Crl, default, Now.AddDays(-1), Now.AddDays(6))),
            ],
        };
        var told = ReportWriter.Write(Of(card), Now);
        Assert.Equal(Now.AddDays(-3).ToUnixTimeMilliseconds(), told.Signatures[0].Verdict.AlgorithmUntilUnixMs);
        Assert.Equal(told.Signatures[0].Verdict.AlgorithmUntilUnixMs, told.Verdict.AlgorithmUntilUnixMs);
        Assert.Equal(Now.AddDays(6).ToUnixTimeMilliseconds(), told.Signatures[0].RevocationDueUnixMs);

        // What is due tells nothing where the verdict does not wait for it.
        var without = ReportWriter.Write(
            Of(card with { SubIndication = SubIndication.RevokedNoPoe, Revocation = [] }), Now).Signatures[0];
        Assert.Equal(("", 0L), (without.RevocationReason, without.RevocationDueUnixMs));
    }

    [Fact]
    public void Every_finding_has_a_sentence_of_its_own_in_both_languages()
    {
        var sentences = Enum.GetValues<ValidationDetail>().Select(ReportSentences.Of).ToList();
        Assert.Equal(sentences.Count, sentences.Select(each => each.Vi).Distinct().Count());
        Assert.Equal(sentences.Count, sentences.Select(each => each.En).Distinct().Count());
    }

    [Fact]
    public void Tells_the_named_policy_whole_and_to_the_public_without_the_signers_own_words()
    {
        var long_ = new string('x', 2_000);
        var card = new SignatureReport("Officer", 1, 1, "ETSI.CAdES.detached")
        {
            Indication = Indication.TotalPassed,
            SubIndication = SubIndication.None,
            Detail = ValidationDetail.None,
        };
        Assert.Null(ReportWriter.Write(Of(card), Now).Signatures[0].SignaturePolicy);

        var oids = new HashSet<string>();
        foreach (var finding in Enum.GetValues<SignaturePolicyFinding>())
        {
            var report = Of(card with { SignaturePolicy = new(Policy(long_), finding, "Quy chế ký số") });
            var whole = ReportWriter.Write(report, Now).Signatures[0].SignaturePolicy;
            Assert.Equal(finding.ToString(), whole.Finding.ToString());
            Assert.Equal(("1.2.3.4", "SHA256", 32), (whole.Oid, whole.DigestAlgorithm, whole.Digest.Length));
            Assert.Equal(300, Assert.Single(whole.Uris).Length);
            Assert.True(oids.Add(whole.SentenceVi) && oids.Add(whole.SentenceEn), whole.SentenceEn);
            var open = ReportWriter.WritePublic(report, Now).Signatures[0].SignaturePolicy;
            Assert.Empty(open.Uris);
            Assert.Equal(whole.SentenceVi, open.SentenceVi);
        }
    }

    private static Proof.Cms.SignaturePolicyIdentifier Policy(string uri)
    {
        var digest = new Proof.Cms.SignaturePolicyDigest(Proof.Cms.DigestAlgorithm.Sha256.Oid, new byte[32]);
        var encoded = Proof.Cms.SignaturePolicyIdentifier.Encode("1.2.3.4", digest, uri);
        return Proof.Cms.SignaturePolicyIdentifier.TryRead(encoded, out var policy)
            ? policy
            : throw new InvalidOperationException();
    }

    private static ValidationReport Of(SignatureReport card) => new(
        card.Indication, card.SubIndication, card.Detail, 1, [card], [], DocumentWarnings.None);
}
