using Proof.Pdf;

namespace Proof.Pades;

/// <summary>A lock on form fields.</summary>
/// <param name="All">Every field.</param>
/// <param name="Excluding">The names are those left free.</param>
/// <remarks>ISO 32000-2, tables 236 and 259.</remarks>
internal sealed record FieldLock(bool All, bool Excluding, IReadOnlySet<string> Names)
{
    /// <summary>A named field locks the fields below it too.</summary>
    public bool Locks(string field) => All || IsNamed(field) != Excluding;

    // The names are thousands, the parts of one name a few.
    private bool IsNamed(string field)
    {
        var named = Names.Contains(field);
        for (var dot = field.IndexOf('.'); dot >= 0 && !named; dot = field.IndexOf('.', dot + 1))
        {
            named = Names.Contains(field[..dot]);
        }

        return named;
    }
}

/// <summary>What a signature forbids to happen to the document after it.</summary>
/// <param name="Level">1 nothing, 2 forms and signatures, 3 annotations too; null where nothing is said.</param>
internal sealed record Permissions(int? Level, IReadOnlyList<FieldLock> Locks)
{
    private const int MaxReferences = 32;
    private const int StepsPerName = 24;

    /// <summary>DocMDP, FieldMDP and the field's own lock, as of the signature's revision.</summary>
    public static Permissions Of(PdfView view, PdfSignature signature)
    {
        var level = CertificationLevel(view, signature);
        var locks = new List<FieldLock>();
        foreach (var (method, parameters) in References(view, signature))
        {
            if (method == "FieldMDP" && Lock(view, parameters) is { } mdp)
            {
                locks.Add(mdp);
            }
        }

        if (view.Get<PdfDictionary>(signature.Field, "Lock") is { } dictionary)
        {
            if (Lock(view, dictionary) is { } own)
            {
                locks.Add(own);
            }

            // ISO 32000-2, table 236: P of a lock restricts the document as a certification would.
            if (view.Get<PdfInteger>(dictionary, "P") is { Value: >= 1 and <= 3 } further)
            {
                level = Math.Min(level ?? 3, (int)further.Value);
            }
        }

        return new Permissions(level, locks);
    }

    /// <summary>P of the signature's DocMDP transform; null for an approval signature.</summary>
    public static int? CertificationLevel(PdfView view, PdfSignature signature)
    {
        foreach (var (method, parameters) in References(view, signature))
        {
            if (method == "DocMDP")
            {
                // Table 257: 2 where P is left out; what cannot be understood allows nothing.
                return view.Resolve(parameters["P"]) switch
                {
                    PdfNull => 2,
                    PdfInteger { Value: >= 1 and <= 3 } level => (int)level.Value,
                    _ => 1,
                };
            }
        }

        return null;
    }

    private static IEnumerable<(string Method, PdfDictionary Parameters)> References(PdfView view,
        PdfSignature signature)
    {
        var references = view.Get<PdfArray>(signature.Value, "Reference")?.Items ?? [];
        foreach (var item in references.Take(MaxReferences))
        {
            if (view.Resolve(item) is PdfDictionary reference
                && view.Get<PdfName>(reference, "TransformMethod") is { } method)
            {
                yield return (method.Value,
                    view.Get<PdfDictionary>(reference, "TransformParams") ?? PdfDictionary.Empty);
            }
        }
    }

    private static FieldLock? Lock(PdfView view, PdfDictionary dictionary)
    {
        var fields = view.Get<PdfArray>(dictionary, "Fields")?.Items ?? [];
        if (!view.Document.Budget.Spend((long)StepsPerName * fields.Count))
        {
            return null;
        }

        var names = fields.Select(view.Resolve).OfType<PdfString>().Select(FormFields.Text)
            .ToHashSet(StringComparer.Ordinal);
        return view.Get<PdfName>(dictionary, "Action")?.Value switch
        {
            "Include" => new FieldLock(false, false, names),
            "Exclude" => new FieldLock(false, true, names),
            null => null,
            _ => new FieldLock(true, false, names),
        };
    }
}
