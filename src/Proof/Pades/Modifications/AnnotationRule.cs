using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>Pages: their lists of annotations may grow by widgets of new signature fields; other annotations are
/// told.</summary>
internal static class AnnotationRule
{
    // An annotation's way back to where it stands; following it would account for the page.
    private static readonly string[] BackReferences = ["P", "Parent", "Popup", "IRT", "Dest", "A", "AA"];

    // Looking an item up and noting the way to it costs about as much as so many steps of a sweep.
    private const int StepsPerItem = 16;

    /// <summary>To be applied after the form's rule, which claims the widgets of new fields.</summary>
    public static void Apply(RevisionStep step)
    {
        var pages = new HashSet<int>();
        foreach (var (number, (old, current)) in step.Changed)
        {
            if (IsPage(old))
            {
                pages.Add(number);
                Page(step, number, (PdfDictionary)old, current);
            }
            else if (current is PdfArray || old is PdfArray)
            {
                pages.UnionWith(step.HoldersOf(number).Where(holder => ListsAnnotations(step, holder, number)));
            }
            else if (IsAnnotation(old) && !step.IsClaimed(number))
            {
                Annotation(step, number, (PdfDictionary)old, current);
            }
        }

        foreach (var page in pages)
        {
            List(step, page);
        }
    }

    private static bool IsPage(PdfObject value) =>
        value is PdfDictionary dictionary && dictionary["Type"] is PdfName("Page");

    private static bool IsAnnotation(PdfObject value) =>
        value is PdfDictionary dictionary && dictionary.Contains("Subtype") && dictionary.Contains("Rect");

    private static bool ListsAnnotations(RevisionStep step, int holder, int array) =>
        step.Start(holder).Value is PdfDictionary page && IsPage(page)
        && page["Annots"] is PdfReference { Number: var number } && number == array;

    private static void Page(RevisionStep step, int number, PdfDictionary old, PdfObject current)
    {
        if (current is not PdfDictionary page)
        {
            return;
        }

        step.Claim(number);
        foreach (var key in step.ChangedKeys(old, page))
        {
            if (key != "Annots")
            {
                step.AddOther(number, "page, " + key);
            }
        }
    }

    private static void Annotation(RevisionStep step, int number, PdfDictionary old, PdfObject current)
    {
        if (current is not PdfDictionary annotation || old["Subtype"] is PdfName("Widget")
            || !old["Subtype"]!.Equals(annotation["Subtype"]))
        {
            return;
        }

        step.ClaimAnnotation(number);
        Below(step, step.Start(number));
        step.Add(ModificationLevel.Annotations, ModificationKind.AnnotationChanged, number, "page annotation");
    }

    private static void List(RevisionStep step, int page)
    {
        var list = step.Go(step.Start(page), "Annots");
        if (list.IsObject && step.Changed.ContainsKey(list.Holder))
        {
            step.ClaimExclusively(list.Holder);
        }

        var older = ReferenceIndex.ObjectOf(step.Older, page) as PdfDictionary ?? PdfDictionary.Empty;
        var was = step.Older.Get<PdfArray>(older, "Annots");
        if (was is not null && ReferenceEquals(was, list.Value))
        {
            return;
        }

        // Pages may share a list, against the standard: it is then compared for each of them.
        var before = was?.Items ?? [];
        var now = (list.Value as PdfArray)?.Items ?? [];
        if (step.TakeSteps(StepsPerItem * ((long)before.Count + now.Count)))
        {
            Items(step, page, list, before, now);
        }
    }

    private static void Items(
        RevisionStep step, int page, Place list, IReadOnlyList<PdfObject> before, IReadOnlyList<PdfObject> now)
    {
        var added = new List<PdfRectangle>();
        var kept = 0;
        for (var i = 0; i < now.Count; i++)
        {
            if (kept < before.Count && step.AreEqual(now[i], before[kept]))
            {
                kept++;
                continue;
            }

            var place = step.Go(list, i);
            if (PdfRectangle.From(step.Newer, place.Dictionary["Rect"]) is { } area)
            {
                added.Add(area);
            }

            Added(step, place);
        }

        Overlap(step, before, added);
        if (kept < before.Count && step.TakeSteps(before.Concat(now).Sum(Measures.Weigh)))
        {
            var still = now.ToHashSet();
            foreach (var lost in before.Skip(kept).Where(item => !still.Contains(item)))
            {
                Removed(step, page, lost);
            }
        }
    }

    private static void Added(RevisionStep step, Place place)
    {
        if (place.IsObject && step.IsClaimed(place.Holder) && step.IsNew(place.Holder))
        {
            return;
        }

        if (!place.IsObject || !step.IsNew(place.Holder) || place.Dictionary["Subtype"] is PdfName("Widget"))
        {
            step.AddOther(place.Holder, "page annotation");
            return;
        }

        step.Claim(place.Holder);
        Below(step, place);

        // A pop-up need not stand on the page itself.
        var popup = step.Go(place, "Popup");
        if (popup.IsObject && step.IsNew(popup.Holder) && popup.Dictionary["Subtype"] is PdfName("Popup"))
        {
            step.Claim(popup.Holder);
            Below(step, popup);
        }

        step.Add(ModificationLevel.Annotations, ModificationKind.AnnotationAdded, place.Holder, "page annotation");
    }

    private static void Removed(RevisionStep step, int page, PdfObject item)
    {
        var widget = step.Older.Resolve(item) is PdfDictionary old && old["Subtype"] is PdfName("Widget");
        step.Add(
            widget ? ModificationLevel.Other : ModificationLevel.Annotations,
            ModificationKind.AnnotationChanged,
            page,
            widget ? "page, a form field's place" : "page annotation");
    }

    private static void Below(RevisionStep step, Place place)
    {
        foreach (var (key, _) in place.Dictionary.Entries)
        {
            if (!BackReferences.Contains(key))
            {
                step.Account(step.Go(place, key), older: false, BackReferences);
            }
        }
    }

    // Laid over another annotation or field that was there: the reader no longer sees what was signed.
    private static void Overlap(RevisionStep step, IReadOnlyList<PdfObject> before, List<PdfRectangle> added)
    {
        if (step.Overlaps || added.Count == 0)
        {
            return;
        }

        // What stands outside of the box around all that was added overlaps none of it.
        var box = added[0];
        foreach (var area in added)
        {
            box = new PdfRectangle(
                Math.Min(box.Left, area.Left), Math.Min(box.Bottom, area.Bottom),
                Math.Max(box.Right, area.Right), Math.Max(box.Top, area.Top));
        }

        if (box is not { Width: > 0, Height: > 0 })
        {
            return;
        }

        var covered = new List<PdfRectangle>();
        foreach (var item in before)
        {
            if (step.Older.Resolve(item) is PdfDictionary old
                && PdfRectangle.From(step.Older, old["Rect"]) is { } area && area.Intersect(box) is not null)
            {
                covered.Add(area);
            }
        }

        var sweep = new AreaSweep(covered, added);
        step.Overlaps = sweep.FindsOverlap();
        step.TakeSteps(sweep.Steps);
    }
}
