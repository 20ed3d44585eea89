using Proof;
using Proof.Pades;

namespace ResultStore.Validation;

/// <summary>
/// Tells a document that was changed from one whose signatures were never right: a certificate that was revoked or not
/// yet valid, an empty signature or one in no known form says nothing about the bytes. Only the first is to be called
/// altered; to say so of a file that nobody touched would accuse whoever brings it.
/// </summary>
internal static class Alterations
{
    public static bool AreIn(ValidationReport report) =>
        report.Lost.Count > 0
        || report is { Indication: Indication.TotalFailed, Detail: ValidationDetail.BytesOutsideRevisions }
        || report.Signatures.Any(IsOver);

    // Held against every finding, not the first alone: who changes a file whose signer is revoked has changed it too.
    private static bool IsOver(SignatureReport signature) =>
        signature.Modification is { Forbidden: true } or { Level: ModificationLevel.Other }
        || (signature.Indication == Indication.TotalFailed && Shows(signature.Detail));

    /// <summary>The signed bytes are others now, or something stands around them that nobody signed.</summary>
    private static bool Shows(ValidationDetail detail) => detail is ValidationDetail.DigestDiffers
        or ValidationDetail.SignatureInvalid or ValidationDetail.ModifiedAfterSigning
        or ValidationDetail.ModificationForbidden or ValidationDetail.ByteRangeGap
        or ValidationDetail.NotAtRevisionEnd or ValidationDetail.RevisionShared;
}
