using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>Compares each revision with the one before it, once for all signatures that stand before both.</summary>
internal sealed class ModificationAnalysis
{
    private const int MaxReported = 64;

    private readonly Dictionary<int, RevisionStep> _steps = [];

    /// <param name="first">Index of the first signed revision; what came before it nobody vouches for.</param>
    public ModificationAnalysis(PdfDocument document, int first)
    {
        if (first >= document.Revisions.Count - 1)
        {
            return;
        }

        var index = ReferenceIndex.Build(document.At(first));
        for (var revision = first + 1; revision < document.Revisions.Count && document.Damage is null; revision++)
        {
            var newer = document.At(revision);
            index.Advance(newer);
            var step = new RevisionStep(document.At(revision - 1), newer, index);
            CatalogRule.Apply(step);
            AnnotationRule.Apply(step);
            step.Conclude();
            _steps[revision] = step;
        }
    }

    /// <summary>Everything after <paramref name="revision"/>, held against what its signature forbids.</summary>
    public ModificationReport Since(int revision, Permissions permissions)
    {
        var steps = _steps.Where(step => step.Key > revision).Select(step => step.Value).ToList();
        if (steps.Count == 0)
        {
            return ModificationReport.None;
        }

        var changes = steps.SelectMany(step => step.Found).ToList();
        return new ModificationReport(
            changes.Count == 0 ? ModificationLevel.None : changes.Max(change => change.Level),
            changes.Exists(change => IsForbidden(change, permissions)),
            steps.Exists(step => step.Overlaps),
            [.. changes.OrderByDescending(change => change.Level).Take(MaxReported)]);
    }

    /// <remarks>ISO 32000-2, 12.8.2.2 and 12.8.2.4; evidence is allowed even where nothing else is
    /// (12.8.2.2.2).</remarks>
    private static bool IsForbidden(Modification change, Permissions permissions)
    {
        var highest = permissions.Level switch
        {
            null => ModificationLevel.Other,
            1 => ModificationLevel.LtaUpdates,
            2 => ModificationLevel.FormFilling,
            _ => ModificationLevel.Annotations,
        };
        if (change.Level > highest)
        {
            return true;
        }

        // A certified document lets its own fields be signed; a picture in a field that was not there could hide the
        // text.
        if (permissions.Level is not null && change.Kind == ModificationKind.SignatureInNewVisibleField)
        {
            return true;
        }

        return change.Kind is ModificationKind.FieldFilled or ModificationKind.SignatureInExistingField
                or ModificationKind.SignatureInNewField or ModificationKind.SignatureInNewVisibleField
            && permissions.Locks.Any(each => each.Locks(change.Subject));
    }
}
