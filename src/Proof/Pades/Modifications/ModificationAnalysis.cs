using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>Compares each revision with the one before it, once for all signatures that stand before both.</summary>
internal sealed class ModificationAnalysis
{
    private const int MaxReported = 64;

    private readonly List<RevisionStep> _steps = [];

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
            _steps.Add(step);
        }
    }

    /// <summary>Everything after <paramref name="revision"/>, held against what its signature forbids.</summary>
    public ModificationReport Since(int revision, Permissions permissions)
    {
        var changes = new List<Modification>();
        var (level, forbidden, overlaps) = (ModificationLevel.None, false, false);
        foreach (var step in _steps)
        {
            if (step.Newer.Revision.Index <= revision)
            {
                continue;
            }

            overlaps |= step.Overlaps;
            foreach (var change in step.Found)
            {
                changes.Add(change);
                level = change.Level > level ? change.Level : level;
                forbidden = forbidden || IsForbidden(change, permissions);
            }
        }

        return level == ModificationLevel.None && !overlaps
            ? ModificationReport.None
            : new ModificationReport(level, forbidden, overlaps, Worst(changes));
    }

    // Where not all can be named, a field filled in goes before the signatures of its level: policies ask for it.
    private static List<Modification> Worst(List<Modification> changes) =>
        changes.Count > MaxReported
            ? [.. changes.OrderByDescending(change => change.Level)
                .ThenByDescending(change => change.Kind == ModificationKind.FieldFilled).Take(MaxReported)]
            : changes.Exists(change => change.Level != changes[0].Level)
                ? [.. changes.OrderByDescending(change => change.Level)]
                : changes;

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
