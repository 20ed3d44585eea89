using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof;
using Proof.Cms;
using Proof.Pades;
using ResultStore.Validation;
using ErrorReason = ResultStore.V1.ErrorReason;

namespace ResultStore.Tests.Validation;

/// <summary>What a verdict says as a fact is proved, and it says of which certificate.</summary>
public sealed class VerdictSentencesTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Certificate Signer =
        Issued("CN=Trần Văn Bình, OID.0.9.2342.19200300.100.1.1=CCCD:048090001234");
    private static readonly Certificate Authority = Issued("CN=CA \u202Ethử");
    private static readonly RevocationSource Source =
        new(RevocationSourceKind.Ocsp, default, Now.AddDays(-1), Now.AddDays(1));

    [Fact]
    public void Claims_no_signing_after_an_end_that_nothing_proves()
    {
        var card = Card(SubIndication.OutOfBoundsNoPoe, ValidationDetail.Expired) with { Culprit = Authority };
        var (vi, en) = VerdictSentences.Of(card);
        Assert.Equal(
            "Không có gì chứng minh là ký trước khi chứng thư của tổ chức chứng thực CA thử hết hạn lúc "
                + "07:00 01/01/2030.", vi);
        Assert.Equal(
            "Nothing proves that it was signed before the certificate of the authority CA thử expired at "
                + "2030-01-01 07:00 +07:00.", en);
        Assert.Contains(
            "the signer's certificate", VerdictSentences.Of(card with { Culprit = Signer }).En,
            StringComparison.Ordinal);
        var proven = card with { Indication = Indication.TotalFailed, Culprit = Signer };
        Assert.StartsWith("It was signed after", VerdictSentences.Of(proven).En, StringComparison.Ordinal);

        var claimed = Card(SubIndication.OutOfBoundsNoPoe, ValidationDetail.NotYetValid) with { Culprit = Signer };
        Assert.StartsWith("By the signer's own word", VerdictSentences.Of(claimed).En, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_whose_trust_had_ended_and_of_a_documents_time_stamp_that_does_not_count()
    {
        var card = Card(SubIndication.NoCertificateChainFoundNoPoe, ValidationDetail.AnchorSunset) with
        {
            Culprit = Authority,
        };
        Assert.Equal(
            "Nothing proves that it was signed before trust in the certificate of the authority CA thử ended.",
            VerdictSentences.Of(card).En);

        var (vi, en) = VerdictSentences.Of(new ValidationReport(
            Indication.TotalPassed, SubIndication.None, ValidationDetail.None, 2, [], [],
            DocumentWarnings.DocumentTimestampUnusable));
        Assert.EndsWith("Có dấu thời gian trên văn bản không được tính: xem mục của dấu đó.", vi,
            StringComparison.Ordinal);
        Assert.EndsWith("A time-stamp on the document does not count: see its own entry.", en,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_which_certificate_is_revoked_and_since_when()
    {
        var at = Now.AddDays(-30);
        var card = Card(SubIndication.RevokedCaNoPoe, ValidationDetail.Revoked) with
        {
            Culprit = Authority,
            Revocation =
            [
                new RevocationStatus.Good(Source),
                new RevocationStatus.Revoked(at, RevocationReason.KeyCompromise, Source),
            ],
        };
        foreach (var (vi, en) in ((string, string)[])[VerdictSentences.Of(card), RevocationSentences.Of(card)])
        {
            Assert.Contains("của tổ chức chứng thực CA thử", vi, StringComparison.Ordinal);
            Assert.Contains("07:00 02/05/2026", vi, StringComparison.Ordinal);
            Assert.Contains("is revoked since 2026-05-02 07:00 +07:00", en, StringComparison.Ordinal);
            Assert.DoesNotContain("048090001234", vi + en, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(RevocationReason.KeyCompromise, "khóa có thể đã bị lộ từ 07:00 02/05", "may have been compromised")]
    [InlineData(RevocationReason.PrivilegeWithdrawn, "không còn đáng tin từ 07:00 02/05", "not to be relied on")]
    public void Does_not_call_a_signature_untouched_whose_key_its_authority_doubts_from_before(
        RevocationReason reason, string vi, string en)
    {
        var card = Card(SubIndication.None, ValidationDetail.None) with
        {
            Indication = Indication.TotalPassed,
            Revocation =
            [
                new RevocationStatus.Revoked(Now, reason, Source) { InvalidFrom = Now.AddDays(-30) },
                new RevocationStatus.Good(Source),
            ],
        };
        Assert.Contains("is not affected", RevocationSentences.Of(card).En, StringComparison.Ordinal);

        var doubted = card with { Warnings = SignatureWarnings.InvalidBeforeSignature };
        Assert.Contains(vi, RevocationSentences.Of(doubted).Vi, StringComparison.Ordinal);
        Assert.DoesNotContain("not affected", RevocationSentences.Of(doubted).En, StringComparison.Ordinal);
        var document = new ValidationReport(
            Indication.TotalPassed, SubIndication.None, ValidationDetail.None, 1, [doubted], [], DocumentWarnings.None);
        Assert.Contains(en, VerdictSentences.Of(doubted).En, StringComparison.Ordinal);
        Assert.Contains(en, VerdictSentences.Of(document).En, StringComparison.Ordinal);
        Assert.Equal(
            ErrorReason.SignerRevoked, RefusalReasons.Of(document, acceptsUnprovedTime: false)?.Reason);
    }

    [Theory]
    [InlineData(true, false, "only time-stamps and evidence")]
    [InlineData(false, false, "was saved again")]
    [InlineData(false, true, "description (title, author, dates) was written anew")]
    public void Says_of_added_evidence_only_where_there_is_some(bool evidence, bool description, string en)
    {
        var change = new ModificationReport(ModificationLevel.LtaUpdates, false, false, [])
        {
            AddsEvidence = evidence,
            ChangesDescription = description,
        };
        var card = Card(SubIndication.None, ValidationDetail.None) with
        {
            Modification = change,
            Revisions = 2,
        };
        var told = ReportSentences.OfChange(card).En;
        Assert.Contains(en, told, StringComparison.Ordinal);
        Assert.Equal(evidence, told.Contains("evidence", StringComparison.Ordinal));
    }

    [Fact]
    public void Tells_an_authority_that_does_not_know_a_certificate_from_one_that_said_nothing()
    {
        var card = Card(SubIndication.None, ValidationDetail.None) with { Indication = Indication.TotalPassed };
        string Told(RevocationGap gap)
        {
            var said = card with
            {
                Revocation = [new RevocationStatus.Unknown(gap), new RevocationStatus.Good(Source)],
            };
            return $"{VerdictSentences.Of(said).En} {RevocationSentences.Of(said).En}";
        }

        Assert.DoesNotContain("was not checked", Told(RevocationGap.ResponderDoesNotKnow), StringComparison.Ordinal);
        Assert.Contains("does not know", Told(RevocationGap.ResponderDoesNotKnow), StringComparison.Ordinal);
        Assert.Contains("was not checked", Told(RevocationGap.NoEvidence), StringComparison.Ordinal);
        Assert.Equal(
            Enum.GetValues<RevocationGap>().Length, Enum.GetValues<RevocationGap>().Select(Told).Distinct().Count());
    }

    [Fact]
    public void Tells_of_a_time_stamp_that_does_not_count_and_why()
    {
        var stamp = new TimestampReport(
            Now, Indication.Indeterminate, SubIndication.RevokedNoPoe, ValidationDetail.Revoked, "tsa")
        {
            Authority = Authority,
            Culprit = Authority,
            Chain = [Authority],
            Revocation = [new RevocationStatus.Revoked(Now, RevocationReason.KeyCompromise, Source)],
        };
        var card = Card(SubIndication.None, ValidationDetail.None) with
        {
            Indication = Indication.TotalPassed,
            Revocation = [new RevocationStatus.Good(Source), new RevocationStatus.Good(Source)],
            TimeSource = TimeSource.Claimed,
            Timestamps = [stamp],
        };
        var (vi, en) = VerdictSentences.Of(card);
        Assert.StartsWith(
            "Chữ ký số hợp lệ. Dấu thời gian kèm chữ ký không được tính: chứng thư của nơi cấp dấu thời gian "
                + "bị thu hồi từ 07:00 01/06/2026;", vi, StringComparison.Ordinal);
        Assert.EndsWith("Only the signer's own word says when it was signed.", en, StringComparison.Ordinal);
        var document = new ValidationReport(
            Indication.TotalPassed, SubIndication.None, ValidationDetail.None, 1, [card], [], DocumentWarnings.None);
        Assert.Contains("A time-stamp does not count", VerdictSentences.Of(document).En, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_of_a_claim_that_the_certificate_contradicts()
    {
        var card = Card(SubIndication.None, ValidationDetail.None) with
        {
            Indication = Indication.TotalPassed,
            Warnings = SignatureWarnings.ClaimedTimeBeforeCertificate,
        };
        Assert.EndsWith("the time-stamp counts.", VerdictSentences.Of(card).En, StringComparison.Ordinal);
        Assert.EndsWith("tính theo dấu thời gian.", VerdictSentences.Of(card).Vi, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_which_times_contradict_each_other()
    {
        var card = Card(SubIndication.TimestampOrderFailure, ValidationDetail.TimestampOrder);
        var sentences = Enum.GetValues<TimeConflictKind>()
            .Select(kind => VerdictSentences.Of(card with { Conflict = new TimeConflict(kind, Now.AddDays(1), Now) }))
            .ToList();
        Assert.All(sentences, each => Assert.Contains("07:00 02/06/2026", each.Vi, StringComparison.Ordinal));
        Assert.All(sentences, each => Assert.Contains("2026-06-01 07:00", each.En, StringComparison.Ordinal));
        Assert.Equal(sentences.Count, sentences.Distinct().Count());
    }

    [Fact]
    public void Does_not_say_of_a_file_with_more_at_its_end_that_all_of_it_is_signed()
    {
        var card = Card(SubIndication.None, ValidationDetail.None) with { Integrity = Integrity.Intact };
        Assert.Contains("covers the whole file;", ReportSentences.OfChange(card).En, StringComparison.Ordinal);
        Assert.Contains(
            "but for 1 blank byte at", ReportSentences.OfChange(card with { BytesBehind = 1 }).En,
            StringComparison.Ordinal);
    }

    private static SignatureReport Card(SubIndication why, ValidationDetail detail) =>
        new("Officer", 1, 1, "ETSI.CAdES.detached")
        {
            Indication = Indication.Indeterminate,
            SubIndication = why,
            Detail = detail,
            Signer = new SignerReport(Signer, SignerKind.Personal, null),
            Chain = [Signer, Authority],
        };

    private static Certificate Issued(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSelfSigned(
            new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return Certificate.TryParse(made.RawData, out var certificate)
            ? certificate
            : throw new InvalidOperationException();
    }
}
