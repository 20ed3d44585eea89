using Google.Protobuf;
using ResultStore.V1;

namespace ResultStore.Catalogue.Import;

/// <summary>
/// The catalogue as it would be after an import. Only <see cref="Make"/> makes one, and only where no entry is at fault
/// and none names a kind of paper that would not be there.
/// </summary>
internal sealed class CatalogueDraft
{
    private CatalogueDraft(int read, IReadOnlyList<CatalogueChange> changes, IReadOnlyList<CatalogueEntry> texts)
    {
        Read = read;
        Changes = changes;
        Texts = texts;
    }

    /// <summary>Entries in the files.</summary>
    public int Read { get; }

    /// <summary>By kind, then code.</summary>
    public IReadOnlyList<CatalogueChange> Changes { get; }

    /// <summary>What is to be stored, one for each change; without a version yet.</summary>
    public IReadOnlyList<CatalogueEntry> Texts { get; }

    /// <param name="catalogue">In force on the day from which on the import is.</param>
    /// <param name="files">What was read; codes are made canonical in place.</param>
    /// <param name="replace">Whether entries that are not named go.</param>
    /// <param name="faults">Gets everything that is wrong.</param>
    /// <returns>Null where anything is.</returns>
    public static CatalogueDraft? Make(
        CatalogueDay catalogue, IEnumerable<CatalogueFile> files, bool replace, ImportFaults faults)
    {
        // 1. Every entry by itself, none twice.
        var named = new Dictionary<(EntryKind Kind, string Code), IMessage>();
        foreach (var body in files.SelectMany(Bodies))
        {
            CheckAlone(body, new EntryCheck(faults));
            var key = (CatalogueEntry.KindOf(body), CatalogueEntry.KeyOf(body));
            if (!named.TryAdd(key, body) && key.Item2.Length > 0)
            {
                faults.Add(body, CodeField(body), FieldReason.Contradicts, "Mã bị lặp lại.",
                    "The code stands here twice.");
            }
        }

        if (faults.Count > 0)
        {
            return null;
        }

        // 2. On top of what is in force.
        var before = catalogue.Entries.ToDictionary(entry => (entry.Kind, entry.Code), entry => entry.Body!);
        var kinds = named.Keys.Select(key => key.Kind).ToHashSet();
        var removed = replace
            ? before.Keys.Where(key => kinds.Contains(key.Kind) && !named.ContainsKey(key)).ToList()
            : [];
        var after = new Dictionary<(EntryKind Kind, string Code), IMessage>(before);
        foreach (var (key, body) in named)
        {
            after[key] = body;
        }

        removed.ForEach(key => after.Remove(key));

        // 3. The whole, as it would be.
        new WholeCheck(after.Values, faults).Check();
        return faults.Count > 0 ? null : Compare(catalogue.On, named, before, removed);
    }

    private static CatalogueDraft Compare(
        DateOnly from,
        Dictionary<(EntryKind Kind, string Code), IMessage> named,
        Dictionary<(EntryKind Kind, string Code), IMessage> before,
        List<(EntryKind Kind, string Code)> removed)
    {
        var changes = new List<(CatalogueChange Change, IMessage? Body)>();
        foreach (var ((kind, code), body) in named)
        {
            var known = before.GetValueOrDefault((kind, code));
            if (!body.Equals(known))
            {
                changes.Add((CatalogueDifference.Of(kind, code, known, body), body));
            }
        }

        changes.AddRange(removed.Select(key =>
            (CatalogueDifference.Of(key.Kind, key.Code, before[key], null), (IMessage?)null)));
        changes.Sort((one, other) =>
            (one.Change.Entry, one.Change.Code).CompareTo((other.Change.Entry, other.Change.Code)));
        return new CatalogueDraft(
            named.Count,
            [.. changes.Select(change => change.Change)],
            [.. changes.Select(change =>
                new CatalogueEntry(change.Change.Entry, change.Change.Code, 0, from, change.Body))]);
    }

    private static IEnumerable<IMessage> Bodies(CatalogueFile file) =>
        [.. file.Procedures, .. file.ResultTypes, .. file.Agencies, .. file.Successions];

    private static void CheckAlone(IMessage body, EntryCheck check)
    {
        switch (body)
        {
            case V1.Procedure procedure:
                check.Check(procedure);
                break;
            case ResultType type:
                check.Check(type);
                break;
            case Agency agency:
                check.Check(agency);
                break;
            case AgencySuccession succession:
                check.Check(succession);
                break;
        }
    }

    private static string CodeField(IMessage body) => body is AgencySuccession ? "from_code" : "code";
}
