namespace Proof.Pdf;

/// <summary>A dictionary: entries in the order they were written, keys unique unless flagged.</summary>
/// <remarks>ISO 32000-2, 7.3.7. Null values count as absent entries.</remarks>
#pragma warning disable CA1711 // the standard's own word
public sealed record PdfDictionary : PdfObject
{
    public static readonly PdfDictionary Empty = new([]);

    private const int IndexedFrom = 12;

    private readonly KeyValuePair<string, PdfObject>[] _entries;
    private readonly Dictionary<string, PdfObject>? _index;

    /// <summary>Takes the entries in order; of a repeated key the last value counts.</summary>
    public PdfDictionary(IReadOnlyList<KeyValuePair<string, PdfObject>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        _entries = [.. entries];
        if (_entries.Length >= IndexedFrom)
        {
            _index = new Dictionary<string, PdfObject>(_entries.Length, StringComparer.Ordinal);
            foreach (var (key, value) in _entries)
            {
                HasDuplicateKeys |= !_index.TryAdd(key, value);
                _index[key] = value;
            }
        }
        else
        {
            HasDuplicateKeys = RepeatsAKey(_entries);
        }
    }

    /// <summary>In the order they were written, repeated keys included.</summary>
    public IReadOnlyList<KeyValuePair<string, PdfObject>> Entries => _entries;

    /// <summary>A key stands twice: readers disagree about such a dictionary, so signed ones are refused.</summary>
    public bool HasDuplicateKeys { get; }

    /// <summary>A key stands twice with different values. The same twice is careless, no more: it reads the same
    /// whichever counts.</summary>
    public bool ContradictsItself => HasDuplicateKeys
        && Array.Exists(_entries, entry => !entry.Value.Equals(this[entry.Key]));

    /// <summary>The value as written (perhaps a reference), or <see langword="null"/>.</summary>
    public PdfObject? this[string key]
    {
        get
        {
            if (_index is not null)
            {
                return _index.GetValueOrDefault(key);
            }

            for (var i = _entries.Length - 1; i >= 0; i--)
            {
                if (_entries[i].Key == key)
                {
                    return _entries[i].Value;
                }
            }

            return null;
        }
    }

    public bool Contains(string key) => this[key] is not null and not PdfNull;

    /// <summary>A copy with <paramref name="key"/> set, or removed where <paramref name="value"/> is null.</summary>
    public PdfDictionary With(string key, PdfObject? value)
    {
        var entries = new List<KeyValuePair<string, PdfObject>>(_entries.Length + 1);
        var placed = false;
        foreach (var entry in _entries)
        {
            if (entry.Key != key)
            {
                entries.Add(entry);
            }
            else if (!placed && value is not null)
            {
                entries.Add(KeyValuePair.Create(key, value));
                placed = true;
            }
        }

        if (!placed && value is not null)
        {
            entries.Add(KeyValuePair.Create(key, value));
        }

        return new PdfDictionary(entries);
    }

    /// <summary>Same keys with equal values; the order does not matter, unless a key is repeated.</summary>
    public bool Equals(PdfDictionary? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || _entries.Length != other._entries.Length)
        {
            return false;
        }

        // By keys alone, one that stands twice here would pass for another that stands only there.
        var inOrder = HasDuplicateKeys || other.HasDuplicateKeys;
        for (var i = 0; i < _entries.Length; i++)
        {
            var (key, value) = _entries[i];
            var found = !inOrder ? other[key] : other._entries[i].Key == key ? other._entries[i].Value : null;
            if (!value.Equals(found))
            {
                return false;
            }
        }

        return true;
    }

    /// <remarks>Of all that it holds: files that list thousands of like dictionaries would make sets of them
    /// slow.</remarks>
    public override int GetHashCode()
    {
        var sum = _entries.Length;
        foreach (var (key, value) in _entries)
        {
            sum = unchecked(sum + HashCode.Combine(key, value));
        }

        return sum;
    }

    private static bool RepeatsAKey(KeyValuePair<string, PdfObject>[] entries)
    {
        for (var i = 1; i < entries.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (entries[i].Key == entries[j].Key)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
