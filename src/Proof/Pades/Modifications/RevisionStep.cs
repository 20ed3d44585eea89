using Proof.Pdf;

namespace Proof.Pades.Modifications;

/// <summary>A place in the newer revision: a value, and the path to it within the object that holds it.</summary>
internal readonly record struct Place(int Holder, string Path, PdfObject Value)
{
    /// <summary>The value is an indirect object of its own.</summary>
    public bool IsObject => Path.Length == 0;

    public PdfDictionary Dictionary =>
        Value as PdfDictionary ?? (Value as PdfStream)?.Dictionary ?? PdfDictionary.Empty;
}

/// <summary>
/// One revision against the one before it. Rules walk the newer one along the ways a signer may allow, claim the
/// changed
/// objects they can account for and note every reference they followed. What nobody claims, or what is referred to from
/// elsewhere too, is a change of the document itself.
/// </summary>
internal sealed class RevisionStep
{
    private const int StepsPerHolder = 4;

    // Noting a way makes a text of it; the longest counts by its characters.
    private const int StepsPerWay = 12;
    private const int StepsPerKey = 4;
    private const int StepsPerFinding = 16;
    private const int CharactersPerStep = 4;
    private const int StepsPerChange = 32;

    private readonly Dictionary<int, (PdfObject Old, PdfObject New)> _changed = [];
    private readonly HashSet<int> _claimed = [];
    private readonly HashSet<int> _exclusive = [];
    private readonly HashSet<int> _annotations = [];
    private readonly HashSet<(int Holder, string Path, int Target)> _followed = [];
    private readonly HashSet<int> _lookedFor = [];
    private readonly List<Modification> _found = [];
    private readonly HashSet<Modification> _told = [];
    private readonly ReferenceIndex _index;
    private readonly RivalObjects _rivals;

    /// <param name="index">As of <paramref name="newer"/>.</param>
    /// <param name="form">As of <paramref name="older"/>.</param>
    public RevisionStep(PdfView older, PdfView newer, ReferenceIndex index, FormIndex form)
    {
        Form = form;
        Older = older;
        Newer = newer;
        _index = index;
        _rivals = new RivalObjects([newer.Revision]);
        foreach (var entry in newer.Revision.Entries)
        {
            Compare(entry);
        }
    }

    public PdfView Older { get; }

    public PdfView Newer { get; }

    /// <summary>Of both revisions' forms.</summary>
    public FormIndex Form { get; }

    /// <summary>Which fields no rule looked at, as nothing of them changed; null: they looked at each.</summary>
    public Func<FormField, bool>? PassedOver { get; set; }

    public IReadOnlyList<Modification> Found => _found;

    public bool Overlaps { get; set; }

    /// <summary>Changed objects with their older value (null object where there was none).</summary>
    public IReadOnlyDictionary<int, (PdfObject Old, PdfObject New)> Changed => _changed;

    public bool IsNew(int number) => _changed.TryGetValue(number, out var pair) && pair.Old is PdfNull;

    public bool IsClaimed(int number) => _claimed.Contains(number);

    /// <summary>Who refers to an object, each at its price: half a million may refer to a page.</summary>
    public IEnumerable<int> HoldersOf(int number) => _index.HoldersOf(number, () => TakeSteps(StepsPerHolder));

    /// <summary>Those of them that lend it looks, at the same price.</summary>
    public IEnumerable<int> LendersOf(int number) => _index.LendersOf(number, () => TakeSteps(StepsPerHolder));

    /// <summary>The same thing of the same object is told once.</summary>
    public void Add(ModificationLevel level, ModificationKind kind, int number, string subject)
    {
        if (!TakeSteps(StepsPerFinding + (subject.Length / CharactersPerStep)))
        {
            return;
        }

        var modification = new Modification(Newer.Revision.Index + 1, number, level, kind, subject);
        if (_told.Add(modification))
        {
            _found.Add(modification);
        }
    }

    public void AddOther(int number, string subject) =>
        Add(ModificationLevel.Other, ModificationKind.Structure, number, subject);

    /// <summary>Whether the document cannot be judged any more, so that nothing further need be looked at.</summary>
    public bool IsSpent => Newer.Document.Damage is not null;

    /// <summary>Takes from what comparing revisions may cost; where nothing is left, the document is too large to be
    /// judged.</summary>
    public bool TakeSteps(long count) => Newer.Document.Budget.Spend(count);

    /// <summary>Whether two values are equal, at the price of looking: many fields may show the same large one.
    /// </summary>
    public bool AreEqual(PdfObject? one, PdfObject? other)
    {
        var (first, second) = (one ?? PdfNull.Instance, other ?? PdfNull.Instance);
        return ReferenceEquals(first, second) || (TakeSteps(Measures.Weigh(first)) && first.Equals(second));
    }

    public Place Start(int number) => new(number, "", ReferenceIndex.ObjectOf(Newer, number));

    /// <summary>Goes on to a key's value, noting the reference if it is one.</summary>
    public Place Go(Place place, string key) =>
        Enter(place.Holder, References.Join(place.Path, key), place.Dictionary[key]);

    public Place Go(Place place, int index) =>
        Enter(place.Holder, References.Join(place.Path, index), ((PdfArray)place.Value).Items[index]);

    /// <summary>Accounts for an object that may well be referred to from elsewhere: a page, a field, the
    /// catalog.</summary>
    public void Claim(int number) => _claimed.Add(number);

    /// <summary>Accounts for an object that nothing but the followed references may use.</summary>
    public void ClaimExclusively(int number)
    {
        _claimed.Add(number);
        _exclusive.Add(number);
    }

    /// <summary>Accounts for an annotation of which anything may change, so that it may be nothing else.</summary>
    public void ClaimAnnotation(int number)
    {
        _claimed.Add(number);
        _annotations.Add(number);
    }

    /// <summary>An unchanged object on the way to a changed one: it too may be used from nowhere else.</summary>
    public void Restrict(int number) => _exclusive.Add(number);

    /// <summary>Claims a place and all new objects below it; changed older ones too if
    /// <paramref name="older"/>.</summary>
    /// <returns>Whether anything there is new or changed.</returns>
    public bool Account(Place place, bool older = false, params ReadOnlySpan<string> except)
    {
        if (place.IsObject ? !_changed.ContainsKey(place.Holder) : place.Value is not (PdfArray or PdfDictionary))
        {
            return false;
        }

        var pending = new Stack<Place>();
        var seen = new HashSet<int>();
        var found = false;
        pending.Push(place);
        while (pending.TryPop(out var next))
        {
            if (next.IsObject)
            {
                if (!_changed.TryGetValue(next.Holder, out var pair) || (pair.Old is not PdfNull && !older)
                    || !seen.Add(next.Holder))
                {
                    continue;
                }

                found = true;
                ClaimExclusively(next.Holder);
            }

            foreach (var child in Children(next, except))
            {
                pending.Push(child);
            }
        }

        return found;
    }

    /// <summary>Whether a rule went along a reference, or would have if it had looked at each field.</summary>
    public bool IsFollowed(int holder, string path, int target)
    {
        if (PassedOver is not null && _lookedFor.Add(target))
        {
            foreach (var field in Form.Showing(target).Where(PassedOver))
            {
                FormRule.Follow(this, field);
            }
        }

        return _followed.Contains((holder, path, target));
    }

    /// <summary>Keys whose values differ as written; references are compared by number.</summary>
    public List<string> ChangedKeys(PdfDictionary older, PdfDictionary newer) =>
        ReferenceEquals(older, newer)
        || !TakeSteps(StepsPerKey * ((long)older.Entries.Count + newer.Entries.Count)) ? [] :
        [
            .. older.Entries.Concat(newer.Entries).Select(entry => entry.Key).Distinct()
                .Where(key => !AreEqual(older[key], newer[key]) && !Measures.AreSame(key, older[key], newer[key])),
        ];

    /// <summary>Turns what no rule accounts for into findings. To be called last.</summary>
    public void Conclude()
    {
        var uses = new Uses(this, _index);
        foreach (var (number, (old, _)) in _changed)
        {
            if (!_claimed.Contains(number) && HoldersOf(number).Any() && uses.IsReachable(number))
            {
                AddOther(number, old is PdfNull ? "an object that was missing" : "an object in use");
            }
        }

        foreach (var number in _claimed.Union(_exclusive))
        {
            var stray = _exclusive.Contains(number) ? uses.OfExclusive(number)
                : IsNew(number) ? uses.OfNew(number)
                : _annotations.Contains(number) ? uses.OfAnnotation(number)
                : uses.OfOther(number);
            if (stray is not null)
            {
                AddOther(number, "also used at " + stray);
            }
        }
    }

    private List<Place> Children(Place place, ReadOnlySpan<string> except)
    {
        var children = new List<Place>();
        if (place.Value is PdfArray array)
        {
            for (var i = 0; i < array.Items.Count && !IsSpent; i++)
            {
                if (array.Items[i] is PdfReference or PdfArray or PdfDictionary)
                {
                    children.Add(Go(place, i));
                }
            }

            return children;
        }

        foreach (var (key, value) in place.Dictionary.Entries)
        {
            if (!IsSpent && value is PdfReference or PdfArray or PdfDictionary && !except.Contains(key))
            {
                children.Add(Go(place, key));
            }
        }

        return children;
    }

    private Place Enter(int holder, string path, PdfObject? value)
    {
        if (!TakeSteps(StepsPerWay + path.Length))
        {
            return new Place(holder, path, PdfNull.Instance);
        }

        if (value is not PdfReference reference)
        {
            return new Place(holder, path, value ?? PdfNull.Instance);
        }

        _followed.Add((holder, path, reference.Number));
        return new Place(reference.Number, "", Newer.Resolve(reference));
    }

    private void Compare(XrefEntry entry)
    {
        var before = Older.Entry(entry.Number);
        if ((before is { } same && same with { Revision = entry.Revision } == entry) || !TakeSteps(StepsPerChange))
        {
            return;
        }

        var old = ReferenceIndex.ObjectOf(Older, entry.Number);
        var current = ReferenceIndex.ObjectOf(Newer, entry.Number);
        if (before is { Kind: not XrefEntryKind.Free } used && old is not PdfNull && current is not PdfNull
            && used.Generation != entry.Generation)
        {
            // References name a generation too: to some readers they lead nowhere now, to others where they led before.
            AddOther(entry.Number, "another generation");
        }

        Rivals(entry, current);
        if (old.Equals(current))
        {
            return;
        }

        // Bytes that stood in the signed revision without being in use: prepared before, put into use now.
        var place = entry.Kind == XrefEntryKind.Compressed ? Newer.Entry(entry.Container) : entry;
        if (place is { Kind: XrefEntryKind.InUse } container && container.Offset < Newer.Revision.Start)
        {
            Add(ModificationLevel.Other, ModificationKind.OldBytesActivated, entry.Number,
                "bytes of an earlier revision");
        }

        // Of a repeated key readers take either value, so the comparison would be of one reading only. In a new object
        // the same twice is careless, no more.
        if (RepeatsKeys(current, old is PdfNull) || RepeatsKeys(old, mayAgree: false))
        {
            AddOther(entry.Number, "a key stands twice");
        }

        _changed[entry.Number] = (old, current);
    }

    // What a reader takes for the document's root, or for its objects, once it searches the file for them.
    private void Rivals(XrefEntry entry, PdfObject current)
    {
        var isRival = _rivals.Contains(Newer, entry, current)
            || (current is PdfDictionary dictionary
                && Newer.Get<PdfName>(dictionary, "Type") is { Value: "Catalog" }
                && (Newer.Trailer["Root"] is not PdfReference { Number: var root } || root != entry.Number));
        if (isRival)
        {
            AddOther(entry.Number, "a second catalog, or objects that no cross-reference names");
        }
    }

    private static bool RepeatsKeys(PdfObject value, bool mayAgree) => value switch
    {
        PdfDictionary dictionary => (mayAgree ? dictionary.ContradictsItself : dictionary.HasDuplicateKeys)
            || dictionary.Entries.Any(entry => RepeatsKeys(entry.Value, mayAgree)),
        PdfStream stream => RepeatsKeys(stream.Dictionary, mayAgree),
        PdfArray array => array.Items.Any(item => RepeatsKeys(item, mayAgree)),
        _ => false,
    };
}
