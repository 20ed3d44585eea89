using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>A field that the older revision did not have: only a signature's, made of new objects alone.</summary>
internal static class NewFieldRule
{
    public static void Apply(RevisionStep step, FormField field)
    {
        if (field.Type != "Sig" || field.Reference is not { } reference || !step.IsNew(reference.Number)
            || field.Widgets.Any(widget => widget is not PdfReference own || !step.IsNew(own.Number)))
        {
            step.AddOther(field.Reference?.Number ?? 0, field.Name);
            return;
        }

        foreach (var number in field.Widgets.OfType<PdfReference>().Select(each => each.Number)
            .Append(reference.Number).Distinct())
        {
            Claim(step, step.Start(number), field.Name);
        }

        Report(step, field, reference.Number);
    }

    /// <summary>Whether a widget of the field may show anything on a page, on screen or in print.</summary>
    /// <remarks>
    /// Where there is no picture, readers paint what <c>/MK</c> says. Flags are not asked: what is not to be viewed is
    /// printed, and an action of the document may show what is hidden.
    /// </remarks>
    public static bool IsVisible(RevisionStep step, FormField field) => field.Widgets.Any(widget =>
        step.Newer.Resolve(widget) is PdfDictionary dictionary
        && PdfRectangle.From(step.Newer, dictionary["Rect"]) is { Width: > 0, Height: > 0 }
        && (HasEntries(step, dictionary, "AP") || HasEntries(step, dictionary, "MK")));

    /// <summary>Whether a signature was written by this very revision. One that was there before may not be lent to
    /// another field: whoever adds that signs nothing.</summary>
    public static bool IsOfThisRevision(RevisionStep step, PdfDictionary signature) =>
        signature["Contents"] is PdfString { TokenStart: var start } && start >= step.Newer.Revision.Start;

    public static bool IsTimestamp(PdfDictionary signature) =>
        signature["Type"] is PdfName("DocTimeStamp") || signature["SubFilter"] is PdfName(SubFilters.DocumentTimestamp);

    private static void Claim(RevisionStep step, Place place, string name)
    {
        step.Claim(place.Holder);
        foreach (var (key, _) in place.Dictionary.Entries)
        {
            switch (key)
            {
                case "A" or "AA":
                    step.AddOther(place.Holder, name + ", " + key);
                    break;
                case "AP":
                    Appearance.Account(step, place);
                    break;
                case "Parent" or "P" or "Kids":
                    break;
                default:
                    step.Account(step.Go(place, key));
                    break;
            }
        }
    }

    private static bool HasEntries(RevisionStep step, PdfDictionary widget, string key) =>
        step.Newer.Get<PdfDictionary>(widget, key) is { Entries.Count: > 0 };

    private static void Report(RevisionStep step, FormField field, int number)
    {
        var visible = IsVisible(step, field);
        var signature = step.Newer.Get<PdfDictionary>(field.Dictionary, "V");
        if (signature is not null && !IsOfThisRevision(step, signature))
        {
            step.AddOther(number, field.Name + ", V");
        }
        else if (signature is not null && IsTimestamp(signature) && !visible)
        {
            step.Add(ModificationLevel.LtaUpdates, ModificationKind.DocumentTimestamp, number, field.Name);
        }
        else if (signature is null && visible)
        {
            // A picture without a signature behind it.
            step.Add(ModificationLevel.FormFilling, ModificationKind.FieldFilled, number, field.Name);
        }
        else
        {
            var kind = visible ? ModificationKind.SignatureInNewVisibleField : ModificationKind.SignatureInNewField;
            step.Add(ModificationLevel.FormFilling, kind, number, field.Name);
        }
    }
}
