using Proof;
using Proof.Pades;

namespace ResultStore.Validation;

/// <summary>A verdict as an officer reads it: the finding, and what it passed without.</summary>
internal static class VerdictSentences
{
    private static readonly (string Vi, string En) OnlyTimestamps = (
        "Văn bản chưa được ký số: chỉ có dấu thời gian, không phải chữ ký của ai.",
        "The document is not signed: there is only a time-stamp on it, which is nobody's signature.");

    /// <summary>Of a document.</summary>
    public static (string Vi, string En) Of(ValidationReport report)
    {
        if (report is { Detail: ValidationDetail.NoSignature, Signatures.Count: > 0 })
        {
            return OnlyTimestamps;
        }

        if (report.Indication != Indication.TotalPassed)
        {
            return Deciding(report) is { } signature ? Of(signature) : ReportSentences.Of(report.Detail);
        }

        var (vi, en) = report.Signatures
            .Where(each => !each.IsDocumentTimestamp && each.TrustStore != ReportWriter.OwnSeal)
            .Select(RevocationSentences.ValidBut).FirstOrDefault(each => each is not null)
            ?? ReportSentences.Of(report.Detail);
        if (report.Warnings.HasFlag(DocumentWarnings.DocumentTimestampUnusable))
        {
            return ($"{vi} Có dấu thời gian trên văn bản không được tính: xem mục của dấu đó.",
                $"{en} A time-stamp on the document does not count: see its own entry.");
        }

        return report.Signatures.Any(each => RefusedTimestamp(each) is not null)
            ? ($"{vi} Có dấu thời gian không được tính: xem chữ ký mang nó.",
                $"{en} A time-stamp does not count: see the signature that bears it.")
            : (vi, en);
    }

    /// <summary>Of one signature or document time-stamp.</summary>
    public static (string Vi, string En) Of(SignatureReport signature)
    {
        var (vi, en) = RevocationSentences.ValidBut(signature)
            ?? Of(JudgedCertificates.Of(signature), signature.Algorithm);
        if (signature.Warnings.HasFlag(SignatureWarnings.ClaimedTimeBeforeCertificate))
        {
            (vi, en) = (
                $"{vi} Thời điểm người ký khai là trước khi chứng thư có hiệu lực; tính theo dấu thời gian.",
                $"{en} The time that the signer claims is before the certificate became valid; the time-stamp counts.");
        }

        if (RefusedTimestamp(signature) is not { } refused)
        {
            return (vi, en);
        }

        var (why, whyEnglish) = Of(JudgedCertificates.Of(refused), null);
        var (claimed, claimedEnglish) = signature.TimeSource == TimeSource.Claimed
            ? (" Thời điểm ký chỉ theo lời người ký.", " Only the signer's own word says when it was signed.")
            : ("", "");
        return (
            $"{vi} Dấu thời gian kèm chữ ký không được tính: {char.ToLowerInvariant(why[0])}{why[1..]}{claimed}",
            $"{en} Its time-stamp does not count: {char.ToLowerInvariant(whyEnglish[0])}{whyEnglish[1..]}"
                + claimedEnglish);
    }

    private static (string Vi, string En) Of(JudgedCertificates judged, string? algorithm) =>
        CertificateSentences.Of(judged) ?? ReportSentences.Of(judged.Detail, algorithm);

    /// <summary>A time-stamp of a signature that was left out; null: none, or the verdict itself tells of it.</summary>
    private static TimestampReport? RefusedTimestamp(SignatureReport signature) => signature.Detail is
        ValidationDetail.TimestampOrder or ValidationDetail.TimestampImprintDiffers
        ? null
        : signature.Timestamps.FirstOrDefault(each => each.Indication != Indication.TotalPassed);

    /// <summary>The signature whose verdict is the document's; null: none is.</summary>
    public static SignatureReport? Deciding(ValidationReport report) => report.Signatures.FirstOrDefault(
        each => each.IsDecisive && each.Indication == report.Indication && each.SubIndication == report.SubIndication
            && each.Detail == report.Detail);
}
