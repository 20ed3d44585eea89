using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>
/// The fields of a form by name, and by the objects that say what they show; brought forward revision by revision. Most
/// revisions add a field to others, thousands perhaps, that stay what they are: those need not be looked at.
/// </summary>
internal sealed class FormIndex
{
    private const int StepsPerField = 32;
    private const int StepsPerState = 12;

    private readonly Dictionary<int, List<FormField>> _showing = [];
    private readonly HashSet<FormField> _unsure = new(ReferenceEqualityComparer.Instance);
    private Dictionary<string, FormField> _named = [];
    private List<FormField> _nameless = [];
    private IReadOnlyList<FormField>? _fields;

    /// <summary>Fields that share their name with two others, of the same object: nothing tells them apart.</summary>
    public IReadOnlyList<FormField> Nameless => _nameless;

    /// <summary>Goes on to the next revision's fields where those of the one before all stay, and stay first.</summary>
    /// <param name="added">The others.</param>
    /// <returns>Whether that is so; if not, all have to be compared by name.</returns>
    public bool TryAdvance(RevisionStep step, out List<FormField> added)
    {
        added = [];
        var older = FormFields.List(step.Older);
        var newer = FormFields.List(step.Newer);
        if (newer.Count < older.Count || !older.All(field => field.StandsAlone)
            || (!ReferenceEquals(older, newer) && !Enumerable.Range(0, older.Count).All(
                i => ReferenceEquals(older[i], newer[i]))))
        {
            return false;
        }

        if (!ReferenceEquals(_fields, older) && !TryRebuild(step, older))
        {
            return false;
        }

        for (var i = older.Count; i < newer.Count && step.TakeSteps(StepsPerField); i++)
        {
            if (Name(_named, _nameless, newer[i]))
            {
                added.Add(newer[i]);
            }

            Note(step.Newer, newer[i]);
        }

        _fields = newer;
        return true;
    }

    /// <summary>Fields that may show something else than before though their own object is the same.</summary>
    public IEnumerable<FormField> Touched(RevisionStep step)
    {
        if (_showing.Count == 0 && _unsure.Count == 0)
        {
            return [];
        }

        var touched = new HashSet<FormField>(_unsure, ReferenceEqualityComparer.Instance);
        foreach (var number in step.Changed.Keys)
        {
            touched.UnionWith(Showing(number));
        }

        foreach (var field in touched)
        {
            Note(step.Newer, field);
        }

        return touched;
    }

    /// <summary>Fields that refer to an object for what they show, or did.</summary>
    public IReadOnlyList<FormField> Showing(int number) => _showing.GetValueOrDefault(number) ?? [];

    /// <summary>By name; a second field of the same name counts by its object, so that neither hides the other.
    /// </summary>
    public static Dictionary<string, FormField> ByName(IReadOnlyList<FormField> fields, List<FormField> nameless)
    {
        var named = new Dictionary<string, FormField>(fields.Count, StringComparer.Ordinal);
        foreach (var field in fields)
        {
            Name(named, nameless, field);
        }

        return named;
    }

    private static bool Name(Dictionary<string, FormField> named, List<FormField> nameless, FormField field)
    {
        var isNamed = named.TryAdd(field.Name, field)
            || named.TryAdd(field.Name + "\0" + field.Reference?.Number, field);
        if (!isNamed)
        {
            nameless.Add(field);
        }

        return isNamed;
    }

    private bool TryRebuild(RevisionStep step, IReadOnlyList<FormField> fields)
    {
        _showing.Clear();
        _unsure.Clear();
        _nameless = [];
        if (!step.TakeSteps((long)StepsPerField * fields.Count))
        {
            return false;
        }

        _named = ByName(fields, _nameless);
        foreach (var field in fields)
        {
            Note(step.Older, field);
        }

        return true;
    }

    // What comparing a field that is its own and only widget looks at: its value, its appearances and their states.
    private void Note(PdfView view, FormField field)
    {
        Note(view, field, field.Dictionary["V"]);
        var looks = Note(view, field, field.Dictionary["AP"]);
        foreach (var (_, value) in Entries(view, looks))
        {
            foreach (var (_, state) in Entries(view, Note(view, field, value)))
            {
                Note(view, field, state);
            }
        }
    }

    private PdfObject? Note(PdfView view, FormField field, PdfObject? value)
    {
        if (value is not PdfReference { Number: var number })
        {
            return value;
        }

        if (!_showing.TryGetValue(number, out var fields))
        {
            _showing[number] = fields = [];
        }

        if (fields.Count == 0 || !ReferenceEquals(fields[^1], field))
        {
            fields.Add(field);
        }

        // Of a reference to a reference the second may change alone.
        var target = ReferenceIndex.ObjectOf(view, number);
        if (target is PdfReference)
        {
            _unsure.Add(field);
        }

        return target;
    }

    // Thousands of fields may share thousands of states.
    private static IEnumerable<KeyValuePair<string, PdfObject>> Entries(PdfView view, PdfObject? value) =>
        (value as PdfDictionary ?? (value as PdfStream)?.Dictionary ?? PdfDictionary.Empty).Entries
            .TakeWhile(_ => view.Document.Budget.Spend(StepsPerState));
}
