using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>Compares each revision with the one before it, once for all signatures that stand before both.</summary>
internal sealed class ModificationAnalysis
{
    private const int MaxReported = 64;

    // Of changes held against the locks of a signature; reports of all signatures name each of them.
    private const int StepsPerLock = 16;
    private const int CharactersPerStep = 16;

    private readonly PdfDocument _document;
    private readonly List<Outcome> _steps = [];
    private readonly List<Tail> _tails = [];

    /// <param name="first">Index of the first signed revision; what came before it nobody vouches for.</param>
    public ModificationAnalysis(PdfDocument document, int first)
    {
        _document = document;
        if (first >= document.Revisions.Count - 1)
        {
            return;
        }

        var form = new FormIndex();
        var index = ReferenceIndex.Build(document.At(first));
        for (var revision = first + 1; revision < document.Revisions.Count && document.Damage is null; revision++)
        {
            var newer = document.At(revision);
            index.Advance(newer);
            var step = new RevisionStep(document.At(revision - 1), newer, index, form);
            CatalogRule.Apply(step);
            AnnotationRule.Apply(step);
            step.Conclude();
            _steps.Add(new Outcome(revision, step.Overlaps, step.Found));
        }

        var tail = new Tail(ModificationLevel.None, false, 0, 0, []);
        for (var i = _steps.Count - 1; i >= 0; i--)
        {
            _tails.Insert(0, tail = tail.Before(_steps[i]));
        }
    }

    /// <summary>Everything after <paramref name="revision"/>, held against what its signature forbids.</summary>
    public ModificationReport Since(int revision, Permissions permissions)
    {
        var first = _steps.FindIndex(step => step.Revision > revision);
        if (first < 0 || _tails[first] is { Level: ModificationLevel.None, Overlaps: false })
        {
            return ModificationReport.None;
        }

        var tail = _tails[first];
        return new ModificationReport(
            tail.Level, IsForbidden(tail, permissions) || IsLocked(first, permissions), tail.Overlaps,
            tail.Count > MaxReported ? tail.Worst : InOrder(first))
        {
            ChangesDescription = tail.Has(ModificationKind.Description),
            AddsEvidence = tail.Has(ModificationKind.Evidence) || tail.Has(ModificationKind.DocumentTimestamp),
        };
    }

    private List<Modification> InOrder(int first)
    {
        List<Modification> changes = [.. _steps.Skip(first).SelectMany(step => step.Found)];
        return changes.Exists(change => change.Level != changes[0].Level)
            ? [.. changes.OrderByDescending(change => change.Level)]
            : changes;
    }

    /// <remarks>ISO 32000-2, 12.8.2.2 and 12.8.2.4; evidence is allowed even where nothing else is
    /// (12.8.2.2.2).</remarks>
    private static bool IsForbidden(Tail tail, Permissions permissions)
    {
        var highest = permissions.Level switch
        {
            null => ModificationLevel.Other,
            1 => ModificationLevel.LtaUpdates,
            2 => ModificationLevel.FormFilling,
            _ => ModificationLevel.Annotations,
        };

        // A certified document lets its own fields be signed; a picture in a field that was not there could hide the
        // text.
        return tail.Level > highest
            || (permissions.Level is not null && tail.Has(ModificationKind.SignatureInNewVisibleField));
    }

    private bool IsLocked(int first, Permissions permissions) => permissions.Locks.Count > 0
        && _steps.Skip(first).SelectMany(step => step.Found).Any(change =>
            change.Kind is ModificationKind.FieldFilled or ModificationKind.SignatureInExistingField
                or ModificationKind.SignatureInNewField or ModificationKind.SignatureInNewVisibleField
            && permissions.Locks.Any(each => _document.Budget.Spend(CostOf(change)) && each.Locks(change.Subject)));

    // A lock is asked for the name and for each of its parts.
    private static long CostOf(Modification change) => StepsPerLock
        + ((long)change.Subject.Length * (1 + change.Subject.AsSpan().Count('.')) / CharactersPerStep);

    /// <summary>What is left of one step; all that it compared would fill the memory of a machine.</summary>
    private sealed record Outcome(int Revision, bool Overlaps, IReadOnlyList<Modification> Found);

    /// <summary>What one revision and all after it did.</summary>
    /// <param name="Kinds">Of all changes, a bit each.</param>
    /// <param name="Count">Of all changes.</param>
    /// <param name="Worst">The first so many, from the worst on. Where not all can be named, a field filled in goes
    /// before the signatures of its level: policies ask for it.</param>
    private sealed record Tail(
        ModificationLevel Level, bool Overlaps, int Kinds, long Count, List<Modification> Worst)
    {
        public bool Has(ModificationKind kind) => (Kinds & Bit(kind)) != 0;

        public Tail Before(Outcome step) => new(
            step.Found.Select(change => change.Level).Append(Level).Max(),
            Overlaps || step.Overlaps,
            step.Found.Aggregate(Kinds, (kinds, change) => kinds | Bit(change.Kind)),
            Count + step.Found.Count,
            step.Found.Count == 0 ? Worst :
            [
                .. step.Found.Concat(Worst).OrderByDescending(change => change.Level)
                    .ThenByDescending(change => change.Kind == ModificationKind.FieldFilled).Take(MaxReported),
            ]);

        private static int Bit(ModificationKind kind) => 1 << (int)kind;
    }
}
