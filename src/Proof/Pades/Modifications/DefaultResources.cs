using System.Text;
using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>
/// The form's default resources and looks. Writers of visible signatures name the new picture here, too, most often by
/// the name that the one before had. It counts for nothing but fields that bring no resources of their own, and for
/// looks that a reader makes anew: as long as no field that was there depends on a name, the name may change.
/// </summary>
/// <remarks>ISO 32000-2, table 224.</remarks>
internal static class DefaultResources
{
    private const string Fonts = "Font";
    private const int StepsPerName = 8;
    private const long StepsPerCharacter = 4;
    private const int BytesPerStep = 128;

    /// <summary>Whether a change of a key of the form is one of its default looks that shows nowhere.</summary>
    public static bool Allows(RevisionStep step, Place form, PdfDictionary older, string key) => key switch
    {
        "DA" => older["DA"] is null && form.Dictionary["DA"] is PdfString
            && FormFields.List(step.Older).All(field => field.Type is "Sig" || HasLooks(step.Older, field)),
        "NeedAppearances" => IsFalse(older[key]) && IsFalse(form.Dictionary[key]),
        _ => false,
    };

    /// <summary>Compares the resources name by name, whatever objects they are made of, and accounts for what is new
    /// there.</summary>
    public static void Apply(RevisionStep step, Place form, PdfDictionary older)
    {
        var resources = step.Go(form, "DR");
        switch (Compare(step, form, older))
        {
            case true:
                step.Add(ModificationLevel.LtaUpdates, ModificationKind.Metadata, form.Holder, "AcroForm, DR");
                break;
            case false:
                step.AddOther(form.Holder, "AcroForm, DR");
                break;
            default:
                break;
        }

        Claim(step, resources);
        foreach (var (category, _) in resources.Dictionary.Entries)
        {
            var names = step.Go(resources, category);
            Claim(step, names);
            if (names.Value is PdfDictionary)
            {
                foreach (var (name, _) in names.Dictionary.Entries.TakeWhile(_ => !step.IsSpent))
                {
                    step.Account(step.Go(names, name));
                }
            }
        }
    }

    private static bool IsFalse(PdfObject? value) => value is null or PdfNull or PdfBoolean { Value: false };

    // What changes of the dictionaries themselves was looked at name by name.
    private static void Claim(RevisionStep step, Place place)
    {
        if (place is { IsObject: true, Value: PdfDictionary } && step.Changed.ContainsKey(place.Holder))
        {
            step.ClaimExclusively(place.Holder);
        }
    }

    /// <returns>Null where nothing changed; else whether what did shows nowhere.</returns>
    private static bool? Compare(RevisionStep step, Place form, PdfDictionary older)
    {
        var (was, become) = (step.Older.Resolve(older["DR"]), step.Newer.Resolve(form.Dictionary["DR"]));
        if (was is PdfNull && become is PdfNull)
        {
            return null;
        }

        return was is PdfNull or PdfDictionary && become is PdfDictionary now
            ? Compare(step, older, was as PdfDictionary ?? PdfDictionary.Empty, now)
            : step.AreEqual(was, become) ? null : false;
    }

    private static bool? Compare(RevisionStep step, PdfDictionary older, PdfDictionary before, PdfDictionary now)
    {
        string? looks = null;
        bool? depend = null;
        bool? changed = null;
        foreach (var category in Keys(step, before, now))
        {
            var (was, become) = (step.Older.Resolve(before[category]), step.Newer.Resolve(now[category]));
            if (step.AreEqual(was, become))
            {
                continue;
            }

            changed = true;
            if (category == "ProcSet")
            {
                continue;
            }

            if (was is not (PdfDictionary or PdfNull) || become is not PdfDictionary names)
            {
                return false;
            }

            var old = was as PdfDictionary ?? PdfDictionary.Empty;
            foreach (var name in Keys(step, old, names).Where(name => !step.AreEqual(old[name], names[name])))
            {
                // A font that was missing where a field asks for it would make another text of the same value.
                if (category == Fonts && (old.Contains(name) || (looks ??= Looks(step, older)).Contains(
                    "/" + name, StringComparison.Ordinal)))
                {
                    return false;
                }

                if (depend ??= FormFields.List(step.Older).Any(field => Depends(step, field)))
                {
                    return false;
                }
            }
        }

        return changed;
    }

    private static IEnumerable<string> Keys(RevisionStep step, PdfDictionary one, PdfDictionary other) =>
        step.TakeSteps(StepsPerName * ((long)one.Entries.Count + other.Entries.Count))
            ? one.Entries.Concat(other.Entries).Select(entry => entry.Key).Distinct() : [];

    private static bool HasLooks(PdfView view, FormField field) => field.Dictionary.Contains("DA")
        || field.Widgets.All(widget => view.Resolve(widget) is PdfDictionary own && own.Contains("DA"));

    // Every default look that the form, its fields and the annotations name, one after the other.
    private static string Looks(RevisionStep step, PdfDictionary form)
    {
        var view = step.Older;
        var annotations = view.Pages.SelectMany(page => view.Get<PdfArray>(page.Dictionary, "Annots")?.Items ?? []);
        var text = new StringBuilder();
        foreach (var holder in FormFields.List(view).Select(field => field.Dictionary)
            .Concat(annotations.TakeWhile(_ => step.TakeSteps(1)).Select(view.Resolve).OfType<PdfDictionary>())
            .Append(form))
        {
            // A string of a megabyte may be the look of thousands.
            if (view.Get<PdfString>(holder, "DA") is { } looks
                && step.TakeSteps(StepsPerName + (StepsPerCharacter * looks.Bytes.Length)))
            {
                text.Append(Encoding.Latin1.GetString(looks.Bytes.Span)).Append('\n');
            }
        }

        return text.ToString();
    }

    // A picture that names something and has no resources of its own.
    private static bool Depends(RevisionStep step, FormField field) => field.Widgets
        .Select(step.Older.Resolve).OfType<PdfDictionary>()
        .SelectMany(widget =>
            Streams(step, step.Older.Get<PdfDictionary>(widget, "AP") ?? PdfDictionary.Empty, deeper: true))
        .Any(picture => step.Older.Resolve(picture.Dictionary["Resources"]) is not PdfDictionary
            && (!step.Older.Document.TryDecode(picture, out var data, out _)
                || !step.TakeSteps(data.Length / BytesPerStep)
                || data.Span.Contains((byte)'/')));

    private static IEnumerable<PdfStream> Streams(RevisionStep step, PdfDictionary looks, bool deeper)
    {
        foreach (var (_, value) in looks.Entries.TakeWhile(_ => step.TakeSteps(StepsPerName)))
        {
            switch (step.Older.Resolve(value))
            {
                case PdfStream stream:
                    yield return stream;
                    break;
                case PdfDictionary states when deeper:
                    foreach (var stream in Streams(step, states, deeper: false))
                    {
                        yield return stream;
                    }

                    break;
                default:
                    break;
            }
        }
    }
}
