using System.Collections.Concurrent;
using Proof.Qr;

namespace ResultStore.Sealing.Keys;

/// <summary>Which of several keys serves an agency at an instant: the one made for the agency before a general one,
/// the newer before the older. A choice is remembered until the next instant at which any key begins or ends.</summary>
/// <param name="keys">Those that can sign.</param>
internal sealed class KeyChoice<T>(IReadOnlyList<T> keys) where T : class, IScopedKey
{
    private const int MostRemembered = 10_000;

    private readonly long[] _turns = [.. keys
        .SelectMany(key => (long[])[key.ValidFrom.UtcTicks, (key.ValidTo?.UtcTicks + 1) ?? long.MaxValue])
        .Distinct().Order()];

    private readonly ConcurrentDictionary<string, Chosen> _chosen = new(StringComparer.Ordinal);

    /// <returns>Null: none serves the agency then.</returns>
    public T? For(string agency, DateTimeOffset at)
    {
        var now = at.UtcTicks;
        if (_chosen.TryGetValue(agency, out var known) && known.From <= now && now < known.Until)
        {
            return known.Key;
        }

        var key = keys
            .Where(key => key.ValidFrom.UtcTicks <= now && now <= (key.ValidTo?.UtcTicks ?? long.MaxValue))
            .Select(key => (Key: key, Fit: AgencyScope.Fit(key.Agencies, agency)))
            .Where(each => each.Fit >= 0)
            .OrderByDescending(each => each.Fit).ThenByDescending(each => each.Key.ValidFrom)
            .Select(each => each.Key)
            .FirstOrDefault();
        if (_chosen.Count < MostRemembered || _chosen.ContainsKey(agency))
        {
            var turn = Array.BinarySearch(_turns, now);
            var next = turn >= 0 ? turn + 1 : ~turn;
            _chosen[agency] = new Chosen(
                key,
                next == 0 ? long.MinValue : _turns[next - 1],
                next == _turns.Length ? long.MaxValue : _turns[next]);
        }

        return key;
    }

    private sealed record Chosen(T? Key, long From, long Until);
}

/// <summary>A key with those it serves and its time.</summary>
internal interface IScopedKey
{
    /// <summary>Agency codes, each with the units below it; <c>*</c>: all.</summary>
    IReadOnlyList<string> Agencies { get; }

    /// <summary>First instant.</summary>
    DateTimeOffset ValidFrom { get; }

    /// <summary>Last instant; null: no end set.</summary>
    DateTimeOffset? ValidTo { get; }
}
