using Proof;
using Proof.Pades;
using ResultStore.V1;
using SignatureReport = Proof.Pades.SignatureReport;

namespace ResultStore.Validation;

/// <summary>A verdict that does not suffice, as a reason that callers can act on: of a paper or a decision.</summary>
internal static class RefusalReasons
{
    /// <summary>Why a document is refused; null where its signatures passed. Of an encrypted one they may well have:
    /// what is kept has to be readable for ever, by any program and without a key. So is one whose signatures passed
    /// and a document time-stamp did not: it would stand in the sealed copy for ever, and every expert would
    /// ask.</summary>
    public static ErrorReason? Of(ValidationReport report) => report switch
    {
        { Checked: not null } or { Indication: Indication.TotalPassed } when IsDoubted(report) =>
            ErrorReason.SignerRevoked,
        { Checked: not null } => null,
        _ when report.Warnings.HasFlag(DocumentWarnings.Encrypted) => ErrorReason.DocumentEncrypted,
        { Indication: Indication.TotalPassed } when report.Signatures.FirstOrDefault(IsRefused) is { } stamp =>
            ReasonOf(stamp.Indication, stamp.SubIndication, stamp.Detail),
        _ => ReasonOf(report.Indication, report.SubIndication, report.Detail),
    };

    // The standard lets it pass; who pushes can still have it signed anew.
    private static bool IsDoubted(ValidationReport report) => report.Signatures.Any(
        signature => signature.Warnings.HasFlag(SignatureWarnings.InvalidBeforeSignature));

    private static bool IsRefused(SignatureReport signature) => signature.Indication != Indication.TotalPassed;

    private static ErrorReason ReasonOf(Indication worst, SubIndication sub, ValidationDetail detail) => detail switch
    {
        ValidationDetail.NotAPdf => ErrorReason.NotAPdf,
        ValidationDetail.NeedsRepair or ValidationDetail.BytesOutsideRevisions or ValidationDetail.DuplicateKeys =>
            ErrorReason.DocumentDamaged,
        ValidationDetail.Encrypted => ErrorReason.DocumentEncrypted,
        ValidationDetail.TooLarge or ValidationDetail.Loop => ErrorReason.DocumentExceedsLimits,
        ValidationDetail.NoSignature => ErrorReason.NotSigned,
        ValidationDetail.SignatureLost or ValidationDetail.ContentsMissing or ValidationDetail.ContentsMalformed =>
            ErrorReason.SignatureBroken,
        ValidationDetail.ByteRangeMalformed or ValidationDetail.ByteRangeGap or ValidationDetail.NotAtRevisionEnd
            or ValidationDetail.RevisionShared => ErrorReason.SignatureCoverage,
        ValidationDetail.ModifiedAfterSigning or ValidationDetail.ModificationForbidden =>
            ErrorReason.ModifiedAfterSigning,
        ValidationDetail.NoProofOfTime => ErrorReason.SigningTimeUnproved,
        ValidationDetail.Suspended => ErrorReason.SignerSuspended,
        ValidationDetail.RevocationUnknown => ErrorReason.RevocationUnknown,
        ValidationDetail.KeyUsage or ValidationDetail.ExtendedKeyUsage => ErrorReason.SignatureNotAccepted,
        _ => ReasonOf(worst, sub),
    };

    private static ErrorReason ReasonOf(Indication indication, SubIndication sub) => sub switch
    {
        SubIndication.HashFailure or SubIndication.SigCryptoFailure => ErrorReason.SignatureBroken,
        SubIndication.Revoked or SubIndication.RevokedNoPoe or SubIndication.RevokedCaNoPoe =>
            ErrorReason.SignerRevoked,
        SubIndication.Expired or SubIndication.NotYetValid or SubIndication.OutOfBoundsNoPoe
            or SubIndication.OutOfBoundsNotRevoked => ErrorReason.SignerExpired,
        SubIndication.NoCertificateChainFound or SubIndication.NoCertificateChainFoundNoPoe
            or SubIndication.NoSigningCertificateFound or SubIndication.CertificateChainGeneralFailure
            or SubIndication.ChainConstraintsFailure => ErrorReason.SignerUntrusted,
        SubIndication.CryptoConstraintsFailure or SubIndication.CryptoConstraintsFailureNoPoe =>
            ErrorReason.AlgorithmNotAccepted,
        SubIndication.NoPoe => ErrorReason.SigningTimeUnproved,
        SubIndication.TryLater => ErrorReason.RevocationUnknown,
        SubIndication.SignaturePolicyNotAvailable or SubIndication.PolicyProcessingError =>
            ErrorReason.SignaturePolicyNotAccepted,
        SubIndication.FormatFailure => ErrorReason.SignatureBroken,
        _ => indication == Indication.TotalFailed ? ErrorReason.SignatureBroken : ErrorReason.SignatureNotAccepted,
    };
}
