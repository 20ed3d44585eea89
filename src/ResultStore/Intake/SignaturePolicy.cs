using Proof;
using Proof.Pades;
using SignerKind = ResultStore.V1.SignerKind;

namespace ResultStore.Intake;

/// <summary>Step 3 of a result's life: does the verdict suffice for this kind of paper? By default at least one
/// personal and one agency signature, all of them passed (NĐ 30/2020, Đ.5); see
/// <see cref="IntakeOptions.RequiredSigners"/>.</summary>
internal static class SignaturePolicy
{
    /// <summary>Whether a document that may be stored is so by its sender's policy alone, as nothing proves when one of
    /// its signatures was made.</summary>
    public static bool LeavesTimeUnproved(ValidationReport report) =>
        report.Signatures.Any(signature => signature.SubIndication == SubIndication.NoPoe);

    /// <summary>The kinds of signature that lack.</summary>
    public static IReadOnlyList<SignerKind> Missing(ValidationReport report, IReadOnlyList<SignerKind> required)
    {
        var kinds = report.Signatures.Where(signature => !signature.IsDocumentTimestamp)
            .Select(signature => signature.Signer?.Kind).ToHashSet();
        var missing = new List<SignerKind>();
        if (required.Contains(SignerKind.Person) && !kinds.Contains(Proof.Pades.SignerKind.Personal))
        {
            missing.Add(SignerKind.Person);
        }

        if (required.Contains(SignerKind.Agency) && !kinds.Contains(Proof.Pades.SignerKind.Agency))
        {
            missing.Add(SignerKind.Agency);
        }

        return missing;
    }
}
