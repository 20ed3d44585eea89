using System.Runtime.CompilerServices;
using System.Text;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>A form field with what it inherits.</summary>
/// <param name="Name">Fully qualified name.</param>
/// <param name="Type">Btn, Tx, Ch or Sig; empty where none is named.</param>
/// <param name="Widgets">The widget annotations: the field itself, or its nameless kids.</param>
internal sealed record FormField(
    string Name, string Type, PdfDictionary Dictionary, PdfReference? Reference, IReadOnlyList<PdfObject> Widgets)
{
    /// <summary>Made of its own object alone: it is the same wherever that object is the same.</summary>
    public bool StandsAlone { get; init; }
}

/// <summary>Walks the form of one revision.</summary>
/// <remarks>ISO 32000-2, 12.7.4. Bounded by depth, by number, and by visiting no object twice.</remarks>
internal static class FormFields
{
    private const int MaxFields = 100_000;

    // Every revision has a list of its own; most share all but the last of its fields with the one before.
    private const int StepsPerSharedField = 16;
    private const int StepsPerField = 48;
    private const int StepsPerKid = 16;
    private const int StepsPerCharacter = 2;

    // Finding signatures, planning a seal and comparing revisions all ask for the same lists.
    private static readonly ConditionalWeakTable<PdfView, IReadOnlyList<FormField>> Lists = [];

    public static IReadOnlyList<FormField> List(PdfView view) => Lists.GetValue(view, Read);

    private static IReadOnlyList<FormField> Read(PdfView view)
    {
        var fields = new List<FormField>();
        if (view.Get<PdfDictionary>(view.Catalog, "AcroForm") is not { } form)
        {
            return fields;
        }

        if (view.Get<PdfArray>(form, "Fields") is { } roots)
        {
            // True: still above the field looked at; false: done with. Some writers list a field twice, which is
            // harmless.
            var visited = new Dictionary<int, bool>(roots.Items.Count);

            // A file of many revisions has many lists, each most often the one before it and a field more.
            var older = view.Revision.Index == 0 ? null : view.Document.At(view.Revision.Index - 1);
            var before = older is not null && Lists.TryGetValue(older, out var list) ? list : [];
            foreach (var root in roots.Items)
            {
                if (fields.Count < before.Count && fields.Count < MaxFields
                    && IsSame(view, before[fields.Count], root, visited))
                {
                    fields.Add(before[fields.Count]);
                    if (view.Document.Budget.Spend(StepsPerSharedField))
                    {
                        continue;
                    }

                    break;
                }

                Visit(view, root, "", "", 0, visited, fields);
            }

            if (fields.Count == before.Count && before.SequenceEqual(fields, ReferenceEqualityComparer.Instance))
            {
                return before;
            }
        }

        return fields;
    }

    private static bool IsSame(PdfView view, FormField before, PdfObject root, Dictionary<int, bool> visited) =>
        before.StandsAlone && root is PdfReference reference && reference.Equals(before.Reference)
        && ReferenceEquals(view.Resolve(reference), before.Dictionary) && visited.TryAdd(reference.Number, false);

    private static void Visit(
        PdfView view, PdfObject node, string parent, string type, int depth, Dictionary<int, bool> visited,
            List<FormField> fields)
    {
        var reference = node as PdfReference;
        if (reference is not null && !visited.TryAdd(reference.Number, true))
        {
            if (visited[reference.Number])
            {
                Report(view, PdfFaultKind.Loop, "a form field stands below itself");
            }

            return;
        }

        if (depth > view.Document.Budget.Limits.MaxDepth || fields.Count >= MaxFields)
        {
            Report(view, PdfFaultKind.LimitExceeded, "the form is too deep or holds too many fields");
            return;
        }

        if (!view.Document.Budget.Spend(StepsPerField) || view.Resolve(node) is not PdfDictionary field)
        {
            return;
        }

        // Thousands of fields may share a name of a megabyte, or a list of as many kids.
        var kids = view.Get<PdfArray>(field, "Kids")?.Items ?? [];
        var partial = view.Get<PdfString>(field, "T");
        if (!view.Document.Budget.Spend(
            ((long)StepsPerKid * kids.Count)
            + ((long)StepsPerCharacter * (parent.Length + (partial?.Bytes.Length ?? 0)))))
        {
            return;
        }

        var name = partial is null ? parent : Join(parent, Text(partial));
        type = view.Get<PdfName>(field, "FT")?.Value ?? type;
        if (depth == 0 && reference is not null && !field.Contains("Kids")
            && field["T"] is not PdfReference && field["FT"] is not PdfReference)
        {
            fields.Add(new FormField(name, type, field, reference, [node]) { StandsAlone = true });
            visited[reference.Number] = false;
            return;
        }

        var named = kids.Where(kid =>
            view.Resolve(kid) is PdfDictionary dictionary && dictionary.Contains("T")).ToList();
        fields.Add(new FormField(name, type, field, reference, kids.Count == 0 ? [node] : Widgets(kids, named)));
        foreach (var kid in named)
        {
            Visit(view, kid, name, type, depth + 1, visited, fields);
        }

        if (reference is not null)
        {
            visited[reference.Number] = false;
        }
    }

    // By reference, not by value: what stands in the list itself may be large.
    private static PdfObject[] Widgets(IReadOnlyList<PdfObject> kids, List<PdfObject> named)
    {
        var others = new HashSet<PdfObject>(named, ReferenceEqualityComparer.Instance);
        var numbers = named.OfType<PdfReference>().Select(each => each.Number).ToHashSet();
        return [.. kids.Where(kid => kid is PdfReference(var number, _) ? numbers.Add(number) : others.Add(kid))];
    }

    private static string Join(string parent, string partial) => parent.Length == 0 ? partial : parent + "." + partial;

    /// <summary>A text string: UTF-16 or UTF-8 with its mark, else byte by byte.</summary>
    /// <remarks>ISO 32000-2, 7.9.2.2; PDFDocEncoding is read as Latin-1, which differs in a few punctuation
    /// marks.</remarks>
    public static string Text(PdfString value)
    {
        var bytes = value.Bytes.Span;
        return bytes switch
        {
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes[2..]),
            [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(bytes[2..]),
            [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(bytes[3..]),
            _ => Encoding.Latin1.GetString(bytes),
        };
    }

    private static void Report(PdfView view, PdfFaultKind kind, string detail) =>
        view.Document.Budget.Report(new PdfFault(kind, detail));
}
