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
    public static (string Vi, string En) Of(ValidationReport report) =>
        report is { Detail: ValidationDetail.NoSignature, Signatures.Count: > 0 } ? OnlyTimestamps
        : report.Indication == Indication.TotalPassed && report.Signatures.Any(each => !each.IsDocumentTimestamp
            && each.TrustStore != ReportWriter.OwnSeal && LeavesRevocationOpen(each)) ?
            RevocationSentences.ValidButOpen
        : report.Indication != Indication.TotalPassed && Deciding(report) is { } signature ? Of(signature)
        : ReportSentences.Of(report.Detail);

    /// <summary>Of one signature or document time-stamp.</summary>
    public static (string Vi, string En) Of(SignatureReport signature) => LeavesRevocationOpen(signature)
        ? RevocationSentences.ValidButOpen
        : ReportSentences.Of(signature.Detail, signature.Algorithm);

    /// <summary>The signature whose verdict is the document's; null: none is.</summary>
    public static SignatureReport? Deciding(ValidationReport report) => report.Signatures.FirstOrDefault(
        each => each.Indication == report.Indication && each.SubIndication == report.SubIndication
            && each.Detail == report.Detail);

    /// <summary>Passed, though nobody knows whether its certificate is revoked: then "valid" alone says too much.
    /// </summary>
    private static bool LeavesRevocationOpen(SignatureReport signature) => signature is
    {
        Indication: Indication.TotalPassed,
        Detail: ValidationDetail.None,
        RevocationFinding: RevocationFinding.NotKnown,
    };
}
