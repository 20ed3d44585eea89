using Proof.Pades.Modifications;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>Step 11: what changed since each signature, held against the signature's own rules and the client's
/// policy.</summary>
internal static class ModificationStep
{
    public static void Judge(PdfDocument document, IReadOnlyList<SignatureCase> cases, ValidationContext context)
    {
        var placed = cases.Where(each => each.Range is not null).ToList();
        if (placed.Count == 0)
        {
            return;
        }

        var analysis = new ModificationAnalysis(document, placed.Min(each => each.Range!.Value.Revision));
        var overlaps = context.LooksForOverlaps ? new OverlapSearch(document) : null;
        foreach (var each in placed)
        {
            var revision = each.Range!.Value.Revision;
            var found = analysis.Since(revision, Permissions.Of(document.At(revision), each.Signature));
            each.Modification = found with { Overlaps = found.Overlaps || overlaps?.IsIn(found) == true };
            if (each.Modification.Forbidden || each.Modification.Level == ModificationLevel.Other)
            {
                each.Conclude(
                    Indication.TotalFailed,
                    SubIndication.FormatFailure,
                    each.Modification.Forbidden
                        ? ValidationDetail.ModificationForbidden
                        : ValidationDetail.ModifiedAfterSigning);
            }
            else if (!Allows(context.Policy.Modifications, each.Modification))
            {
                each.Conclude(
                    Indication.Indeterminate,
                    SubIndication.SigConstraintsFailure,
                    ValidationDetail.ModifiedAfterSigning);
            }
        }
    }

    /// <summary>Whether a policy allows what was found; rules of the signature itself stand apart.</summary>
    public static bool Allows(ModificationAllowance allowance, ModificationReport found) => allowance switch
    {
        ModificationAllowance.Evidence => found.Level <= ModificationLevel.LtaUpdates,
        ModificationAllowance.Signatures => found.IsSignaturesOnly,
        ModificationAllowance.FormFilling => found.Level <= ModificationLevel.FormFilling,
        _ => found.Level <= ModificationLevel.Annotations,
    };
}
