using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>The form: fields filled in, signature fields signed or added, nothing else.</summary>
internal static class FormRule
{
    private const int StepsPerField = 64;
    private const int StepsPerChange = 192;

    // Whoever fills a field in draws it: the font and the side its text stands at show no more than that, nor does
    // where a list is scrolled to (iText says it of every choice).
    private static readonly HashSet<string> FillKeys = ["V", "AP", "AS", "I", "RV", "M", "DA", "Q", "TI"];

    // Whoever signs a field may draw what he likes in it: what decorates it, is typed or said of it shows no more.
    private static readonly HashSet<string> SignKeys =
        ["V", "AP", "AS", "M", "F", "MK", "BS", "Border", "H", "DA", "Q", "TU", "P"];

    // ISO 32000-2, table 227: read-only, required, not exported. They show nothing and bar only from filling in.
    private const long UseFlags = 0b111;

    public static void Apply(RevisionStep step, Place form)
    {
        var older = step.Older.Get<PdfDictionary>(step.Older.Catalog, "AcroForm");
        if (older is not null && form.Value is not PdfDictionary)
        {
            step.AddOther(form.Holder, "AcroForm");
            return;
        }

        if (form.IsObject && step.Changed.ContainsKey(form.Holder))
        {
            step.Claim(form.Holder);
        }

        foreach (var key in step.ChangedKeys(older ?? PdfDictionary.Empty, form.Dictionary))
        {
            if (key is "Fields" or "SigFlags" or "DR")
            {
                continue;
            }

            if (older is not null && DefaultResources.Allows(step, form, older, key))
            {
                step.Add(ModificationLevel.LtaUpdates, ModificationKind.Metadata, form.Holder, "AcroForm, " + key);
            }
            else
            {
                step.AddOther(form.Holder, "AcroForm, " + key);
            }
        }

        DefaultResources.Apply(step, form, older ?? PdfDictionary.Empty);

        var list = step.Go(form, "Fields");
        if (list.IsObject && step.Changed.ContainsKey(list.Holder))
        {
            step.ClaimExclusively(list.Holder);
        }

        // Here a new field may stand; wherever else the document names it, it named something that was missing.
        var roots = (list.Value as PdfArray)?.Items ?? [];
        for (var i = 0; i < roots.Count; i++)
        {
            if (roots[i] is PdfReference { Number: var number } && step.IsNew(number))
            {
                step.Go(list, i);
            }
        }

        Fields(step);
    }

    private static void Fields(RevisionStep step)
    {
        if (step.Form.TryAdvance(step, out var added))
        {
            var looked = new HashSet<FormField>(added, ReferenceEqualityComparer.Instance);
            foreach (var field in step.Form.Touched(step).Where(looked.Add))
            {
                Existing(step, field, field);
            }

            step.PassedOver = field => !looked.Contains(field);
            added.ForEach(field => NewFieldRule.Apply(step, field));
            foreach (var field in step.Form.Nameless)
            {
                step.AddOther(field.Reference?.Number ?? 0, field.Name);
            }

            return;
        }

        Compare(step, ByName(step, FormFields.List(step.Older)), ByName(step, FormFields.List(step.Newer)));
    }

    /// <summary>Follows a field's references to what it shows; for one of which nothing changed.</summary>
    public static void Follow(RevisionStep step, FormField field) => Existing(step, field, field);

    private static void Compare(
        RevisionStep step, Dictionary<string, FormField> older, Dictionary<string, FormField> newer)
    {
        foreach (var (name, field) in newer)
        {
            if (!older.TryGetValue(name, out var before))
            {
                NewFieldRule.Apply(step, field);
            }
            else if (ReferenceEquals(before, field))
            {
                // Made of its own object alone, which is the same: what it refers to may yet have changed.
                Existing(step, before, field);
            }
            else if (!step.TakeSteps(StepsPerChange))
            {
                return;
            }
            else if (!Equals(before.Reference, field.Reference)
                || !AreEqual(step, before.Widgets, field.Widgets))
            {
                if (before.Reference is null && field.Reference is null)
                {
                    // Both stand in the form itself; the comparison of the form's keys cannot tell, so nothing may
                    // differ.
                    step.AddOther(0, name);
                    continue;
                }

                step.AddOther(field.Reference?.Number ?? 0, name);
            }
            else if (field.Reference is not null)
            {
                Existing(step, before, field);
            }
            else if (!step.AreEqual(before.Dictionary, field.Dictionary))
            {
                step.AddOther(0, name);
            }
        }

        foreach (var (name, field) in older)
        {
            if (!newer.ContainsKey(name))
            {
                step.AddOther(field.Reference?.Number ?? 0, name);
            }
        }
    }

    private static bool AreEqual(
        RevisionStep step, IReadOnlyList<PdfObject> older, IReadOnlyList<PdfObject> newer) =>
        older.Count == newer.Count
        && older.Zip(newer).All(pair => step.AreEqual(pair.First, pair.Second));

    private static Dictionary<string, FormField> ByName(RevisionStep step, IReadOnlyList<FormField> fields)
    {
        if (!step.TakeSteps((long)StepsPerField * fields.Count))
        {
            return [];
        }

        List<FormField> nameless = [];
        var named = FormIndex.ByName(fields, nameless);
        nameless.ForEach(field => step.AddOther(field.Reference?.Number ?? 0, field.Name));
        return named;
    }

    private static void Existing(RevisionStep step, FormField before, FormField field)
    {
        var isSignature = field.Type == "Sig";
        var signed = isSignature && step.Older.Resolve(before.Dictionary["V"]) is not PdfNull;
        var touched = false;
        var place = step.Start(field.Reference!.Number);
        foreach (var widget in field.Widgets.OfType<PdfReference>().Select(each => each.Number)
            .Append(place.Holder).Distinct())
        {
            if (signed)
            {
                // Nothing of it may change any more; what does stays unclaimed.
                Guarded(step, widget, field.Name, isSignature);
            }
            else
            {
                touched |= Widget(step, widget, isSignature ? SignKeys : FillKeys, field.Name, isSignature);
            }
        }

        if (signed)
        {
            return;
        }

        var value = step.Go(place, "V");
        touched |= Value(step, before, value, field.Name);
        if (touched)
        {
            Report(step, field, value);
        }
    }

    // A signer that locks fields makes them read-only as well.
    private static bool Guarded(RevisionStep step, int number, string name, bool isSignature)
    {
        if (!step.Changed.TryGetValue(number, out var pair) || pair.Old is not PdfDictionary old
            || pair.New is not PdfDictionary current
            || !step.ChangedKeys(old, current).TrueForAll(key => Guards(key, old, current, isSignature)))
        {
            return false;
        }

        step.Claim(number);
        step.Add(ModificationLevel.LtaUpdates, ModificationKind.Metadata, number, name + ", flags");
        return true;
    }

    private static bool Guards(string key, PdfDictionary old, PdfDictionary current, bool isSignature) =>
        key == "Ff" && Flags(old[key]) is { } was && Flags(current[key]) is { } become
            && (isSignature || ((was ^ become) & ~UseFlags) == 0);

    private static long? Flags(PdfObject? value) => value switch
    {
        null => 0,
        PdfInteger(var flags) => flags,
        _ => null,
    };

    private static bool Widget(
        RevisionStep step, int number, HashSet<string> allowed, string name, bool isSignature)
    {
        var place = step.Start(number);
        var touched = Appearance.Account(step, place);
        if (!step.Changed.TryGetValue(number, out var pair) || Guarded(step, number, name, isSignature))
        {
            return touched;
        }

        if (pair.Old is not PdfDictionary old || pair.New is not PdfDictionary current)
        {
            return touched;
        }

        step.Claim(number);
        foreach (var key in step.ChangedKeys(old, current))
        {
            if (!Guards(key, old, current, isSignature)
                && (!allowed.Contains(key) || !IsOfAField(key, old[key]) || !IsOfAField(key, current[key])))
            {
                step.AddOther(number, name + ", " + key);
            }
        }

        return true;
    }

    // The same keys mean other things elsewhere, with values of other types: AS of a layer configuration is an array, I
    // of a transparency group a boolean. A field that is such a thing as well may not change it.
    private static bool IsOfAField(string key, PdfObject? value) => value is null or PdfNull || key switch
    {
        "AS" or "H" => value is PdfName,
        "I" or "Border" => value is PdfArray,
        "M" or "DA" or "TU" => value is PdfString,
        "F" or "Q" or "TI" => value is PdfInteger,
        "P" => value is PdfReference,
        "BS" => value is PdfDictionary,
        _ => true,
    };

    // A stream as a value could be drawn by whoever refers to it; no field needs one.
    private static bool Value(RevisionStep step, FormField before, Place value, string name)
    {
        var old = step.Older.Resolve(before.Dictionary["V"]);
        if (step.AreEqual(old, value.Value) && !(value.IsObject && step.Changed.ContainsKey(value.Holder)))
        {
            return false;
        }

        if (value.Value is PdfStream)
        {
            step.AddOther(value.Holder, name + ", V");
            return true;
        }

        step.Account(value, older: true);
        return true;
    }

    private static void Report(RevisionStep step, FormField field, Place value)
    {
        var number = field.Reference!.Number;
        if (field.Type != "Sig" || value.Value is not PdfDictionary signature)
        {
            step.Add(ModificationLevel.FormFilling, ModificationKind.FieldFilled, number, field.Name);
        }
        else if (!NewFieldRule.IsOfThisRevision(step, signature))
        {
            step.AddOther(number, field.Name + ", V");
        }
        else if (NewFieldRule.IsTimestamp(signature) && !NewFieldRule.IsVisible(step, field))
        {
            step.Add(ModificationLevel.LtaUpdates, ModificationKind.DocumentTimestamp, number, field.Name);
        }
        else
        {
            step.Add(ModificationLevel.FormFilling, ModificationKind.SignatureInExistingField, number, field.Name);
        }
    }
}
