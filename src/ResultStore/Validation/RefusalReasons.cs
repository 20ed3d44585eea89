using Proof;
using Proof.Pades;
using ResultStore.V1;
using SignatureReport = Proof.Pades.SignatureReport;

namespace ResultStore.Validation;

/// <summary>A verdict that does not suffice, as a reason that callers can act on: of a paper or a decision.</summary>
internal static class RefusalReasons
{
    /// <summary>Why a document is refused; null where its signatures passed. Of an encrypted one they may well have:
    /// what is kept has to be readable for ever, by any program and without a key. So is one whose signatures suffice
    /// and a document time-stamp did not pass: it would stand in the sealed copy for ever, and every expert would
    /// ask.</summary>
    /// <param name="report">The verdict.</param>
    /// <param name="acceptsUnprovedTime">Whether signatures whose time nothing proves suffice, as they were judged.
    /// </param>
    public static DocumentFault? Of(ValidationReport report, bool acceptsUnprovedTime)
    {
        var isEnough = report.Indication == Indication.TotalPassed
            || (acceptsUnprovedTime && report.Signatures.Any(each => !each.IsDocumentTimestamp)
                && report.Lost.Count == 0
                && report.Signatures.Where(each => each.IsDecisive).All(each =>
                    each.Indication == Indication.TotalPassed || each.SubIndication == SubIndication.NoPoe));
        return report switch
        {
            { Checked: not null } or { Indication: Indication.TotalPassed } when Doubted(report) is { } doubted =>
                new DocumentFault(ErrorReason.SignerRevoked, PlaceOf(report, doubted)),
            { Checked: not null } => null,
            _ when report.Warnings.HasFlag(DocumentWarnings.Encrypted) =>
                new DocumentFault(ErrorReason.DocumentEncrypted, null),
            _ when isEnough && RefusedStamp(report, acceptsUnprovedTime) is { } stamp =>
                new DocumentFault(OfStamp(stamp), PlaceOf(report, stamp)),
            _ => new DocumentFault(
                ReasonOf(report.Indication, report.SubIndication, report.Detail),
                PlaceOf(report, VerdictSentences.Deciding(report))),
        };
    }

    // The standard lets it pass; who pushes can still have it signed anew.
    private static SignatureReport? Doubted(ValidationReport report) => report.Signatures.FirstOrDefault(
        signature => signature.Warnings.HasFlag(SignatureWarnings.InvalidBeforeSignature));

    private static SignatureReport? RefusedStamp(ValidationReport report, bool acceptsUnprovedTime) =>
        report.Signatures.FirstOrDefault(each => each.IsDocumentTimestamp
            && each.Indication != Indication.TotalPassed
            && !(acceptsUnprovedTime && each.SubIndication == SubIndication.NoPoe));

    /// <summary>Nobody signed with a time-stamp: none of the reasons that tell of a signer's certificate is
    /// one.</summary>
    private static ErrorReason OfStamp(SignatureReport stamp) =>
        ReasonOf(stamp.Indication, stamp.SubIndication, stamp.Detail) switch
        {
            ErrorReason.SignerUntrusted or ErrorReason.SignerExpired or ErrorReason.SignerRevoked
                or ErrorReason.SignerSuspended => ErrorReason.SignatureNotAccepted,
            var reason => reason,
        };

    private static int? PlaceOf(ValidationReport report, SignatureReport? signature)
    {
        for (var i = 0; i < report.Signatures.Count; i++)
        {
            if (ReferenceEquals(report.Signatures[i], signature))
            {
                return i;
            }
        }

        return null;
    }

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

/// <summary>Why a document is refused.</summary>
/// <param name="Reason">For the caller.</param>
/// <param name="Card">Which signature or document time-stamp of the report it lies with, from 0; null: with none.
/// </param>
internal readonly record struct DocumentFault(ErrorReason Reason, int? Card);
