using System.Collections.Concurrent;
using System.Collections.Frozen;
using Google.Protobuf;
using ResultStore.V1;

namespace ResultStore.Catalogue;

/// <summary>
/// Every text of every entry up to a version; never changes. A day's catalogue is made of the texts in force on it: of
/// each entry the one with the latest day not after it, and of those from the same day the one imported last.
/// </summary>
internal sealed class CatalogueSnapshot
{
    private const int DaysKept = 8;

    private readonly FrozenDictionary<(EntryKind Kind, string Code), CatalogueEntry[]> _entries;
    private readonly ConcurrentDictionary<DateOnly, CatalogueDay> _days = [];

    private CatalogueSnapshot(long version, IEnumerable<CatalogueEntry> entries)
    {
        Version = version;
        _entries = entries
            .GroupBy(entry => (entry.Kind, entry.Code))
            .ToFrozenDictionary(
                group => group.Key,
                group => group.OrderBy(entry => entry.ValidFrom).ThenBy(entry => entry.Version).ToArray());
    }

    /// <summary>Of a store whose catalogue was never filled.</summary>
    public static CatalogueSnapshot Empty { get; } = new(0, []);

    /// <summary>The newest import it holds; 0: none.</summary>
    public long Version { get; }

    public static CatalogueSnapshot Of(long version, IEnumerable<CatalogueEntry> entries) => new(version, entries);

    /// <summary>This one and what newer imports brought.</summary>
    public CatalogueSnapshot With(long version, IEnumerable<CatalogueEntry> more) =>
        new(version, _entries.Values.SelectMany(entries => entries).Concat(more));

    /// <summary>The catalogue in force on a day.</summary>
    public CatalogueDay On(DateOnly day)
    {
        if (_days.TryGetValue(day, out var known))
        {
            return known;
        }

        if (_days.Count >= DaysKept)
        {
            _days.Clear();
        }

        return _days.GetOrAdd(day, asked => new CatalogueDay(this, asked));
    }

    /// <summary>
    /// What an entry was called on a day; before its first text, what it was called then. Empty: there is none.
    /// </summary>
    public string NameOf(EntryKind kind, string code, DateOnly day)
    {
        return BodyOf(kind, code, day) is { } body ? CatalogueEntry.NameOf(body) : "";
    }

    /// <summary>What a kind of paper was on a day, also where it was removed since; before its first text, what it was
    /// then. Null: there is none.</summary>
    public ResultType? TypeOf(string code, DateOnly day) => BodyOf(EntryKind.ResultType, code, day) as ResultType;

    /// <summary>Whether there was an agency by its one code, also where it was removed since.</summary>
    public bool HasAgency(string code, DateOnly day) => BodyOf(EntryKind.Agency, code, day) is not null;

    /// <summary>The entries in force on a day; removed ones are not among them.</summary>
    public IEnumerable<CatalogueEntry> InForce(DateOnly day)
    {
        foreach (var texts in _entries.Values)
        {
            var current = Array.FindLast(texts, text => text.ValidFrom <= day);
            if (current?.Body is not null)
            {
                yield return current;
            }
        }
    }

    private IMessage? BodyOf(EntryKind kind, string code, DateOnly day)
    {
        if (!_entries.TryGetValue((kind, code), out var texts)
            || Array.Find(texts, each => each.Body is not null) is not { } first)
        {
            return null;
        }

        // Before the first day: as it was corrected for that day.
        var asOf = day < first.ValidFrom ? first.ValidFrom : day;
        return Array.FindLast(texts, each => each.Body is not null && each.ValidFrom <= asOf)?.Body;
    }
}
