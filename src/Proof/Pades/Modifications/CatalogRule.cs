using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>Trailer and catalog: what may change there, and what hangs below that shows nothing to a reader.</summary>
internal static class CatalogRule
{
    // Keys of the trailer that describe the save itself; those of a cross-reference stream among them.
    private static readonly HashSet<string> SaveKeys =
    [
        "Size", "Prev", "ID", "XRefStm", "Info", "Type", "W", "Index", "Filter", "DecodeParms", "Length",
    ];

    // Keys of the information dictionary that every program writes anew.
    private static readonly HashSet<string> ProgramKeys = ["CreationDate", "Creator", "ModDate", "Producer", "Trapped"];

    public static void Apply(RevisionStep step)
    {
        var trailer = new Place(0, "", step.Newer.Trailer);
        foreach (var key in step.ChangedKeys(step.Older.Trailer, step.Newer.Trailer))
        {
            if (!SaveKeys.Contains(key)
                && (key == "Root" || RefersToAny(step.Newer.Trailer[key])))
            {
                step.AddOther(0, "trailer, " + key);
            }
        }

        var information = step.Go(trailer, "Info");
        var catalog = step.Go(trailer, "Root");
        var isNew = step.Account(information, older: true);
        if (Describes(step, information.Dictionary))
        {
            step.Add(ModificationLevel.LtaUpdates, ModificationKind.Description, information.Holder, "Info");
        }
        else if (isNew)
        {
            step.Add(ModificationLevel.LtaUpdates, ModificationKind.Metadata, information.Holder, "Info");
        }

        Catalog(step, catalog);
    }

    private static void Catalog(RevisionStep step, Place catalog)
    {
        var older = step.Older.Catalog;
        if (step.Changed.ContainsKey(catalog.Holder))
        {
            step.Claim(catalog.Holder);
            foreach (var key in step.ChangedKeys(older, catalog.Dictionary))
            {
                if (key is not ("AcroForm" or "DSS" or "Extensions" or "MarkInfo" or "Metadata" or "Version"))
                {
                    step.AddOther(catalog.Holder, "catalog, " + key);
                }
            }
        }

        Inert(step, catalog, older, "DSS", ModificationKind.Evidence);
        Inert(step, catalog, older, "Extensions", ModificationKind.Metadata);
        Inert(step, catalog, older, "MarkInfo", ModificationKind.Metadata);
        Inert(step, catalog, older, "Metadata", ModificationKind.Description);
        FormRule.Apply(step, step.Go(catalog, "AcroForm"));
    }

    /// <summary>Whether the information dictionary says something else of the document than when it was last saved; of
    /// values that are objects of their own it may.</summary>
    private static bool Describes(RevisionStep step, PdfDictionary newer) =>
        (step.Older.Resolve(step.Older.Trailer["Info"] ?? PdfNull.Instance) as PdfDictionary ?? PdfDictionary.Empty)
            is var older
        && newer.Entries.Count > 0
        && (step.ChangedKeys(older, newer).Exists(key => !ProgramKeys.Contains(key))
            || newer.Entries.Any(entry => entry.Value is PdfReference value && step.Changed.ContainsKey(value.Number)));

    private static bool RefersToAny(PdfObject? value)
    {
        var targets = new List<uint>();
        References.Collect(value ?? PdfNull.Instance, targets);
        return targets.Count > 0;
    }

    private static void Inert(RevisionStep step, Place catalog, PdfDictionary older, string key, ModificationKind kind)
    {
        var place = step.Go(catalog, key);
        if (place.Value is PdfNull && older.Contains(key))
        {
            step.AddOther(catalog.Holder, "catalog, " + key);
        }
        else if (step.Account(place, older: true)
            || !step.AreEqual(older[key], catalog.Dictionary[key]))
        {
            step.Add(ModificationLevel.LtaUpdates, kind, place.Holder, key);
        }
    }
}
