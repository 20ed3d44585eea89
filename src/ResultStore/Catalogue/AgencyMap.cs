using System.Collections.Frozen;
using System.Globalization;
using ResultStore.Access;
using ResultStore.V1;

namespace ResultStore.Catalogue;

/// <summary>Agencies, their levels, and who has taken over whose work by one day.</summary>
internal sealed class AgencyMap
{
    private readonly FrozenDictionary<string, AgencyLevel> _levels;
    private readonly FrozenDictionary<string, string> _codes;
    private readonly FrozenDictionary<string, string[]> _successors;
    private readonly FrozenSet<string> _named;

    public AgencyMap(IEnumerable<Agency> agencies, IEnumerable<AgencySuccession> successions, DateOnly on)
    {
        var levels = new Dictionary<string, AgencyLevel>();
        var codes = new Dictionary<string, string>();
        var handovers = successions.ToList();
        foreach (var agency in agencies.OrderBy(agency => agency.Code, StringComparer.Ordinal))
        {
            levels[agency.Code] = agency.Level;
            foreach (var other in agency.OtherCodes)
            {
                codes.TryAdd(Canonical(other), agency.Code);
            }
        }

        _levels = levels.ToFrozenDictionary();
        _codes = codes.Where(pair => !levels.ContainsKey(pair.Key)).ToFrozenDictionary();
        _named = handovers.SelectMany(handover => (string[])[handover.FromCode, handover.ToCode]).Concat(levels.Keys)
            .ToFrozenSet();
        _successors = handovers
            .Where(succession => DateOnly.ParseExact(
                succession.EffectiveOn, "yyyy-MM-dd", CultureInfo.InvariantCulture) <= on)
            .GroupBy(succession => succession.FromCode)
            .ToFrozenDictionary(group => group.Key, group => group.Select(succession => succession.ToCode).ToArray());
    }

    public bool IsEmpty => _levels.Count == 0;

    /// <summary>Whether there is one by this code, or one that another took over or is to take over.</summary>
    public bool Has(string agency) => _named.Contains(Known(agency));

    /// <summary>Null: not said.</summary>
    public AgencyLevel? LevelOf(string agency) =>
        _levels.TryGetValue(Known(agency), out var level) && level != AgencyLevel.Unspecified ? level : null;

    /// <summary>The one code of an agency.</summary>
    public string Known(string code)
    {
        var canonical = Canonical(code);
        return _codes.GetValueOrDefault(canonical, canonical);
    }

    public bool CountsAs(string issuer, string accepted)
    {
        if (!AgencyCode.TryParse(Known(accepted), out var outer))
        {
            return false;
        }

        // Whoever holds the issuer's work now, step by step; a chain that turns back on itself ends.
        var (seen, waiting) = (new HashSet<string>(), new Queue<string>([Known(issuer)]));
        while (waiting.TryDequeue(out var holder))
        {
            if (!seen.Add(holder))
            {
                continue;
            }

            if (AgencyCode.TryParse(holder, out var inner) && outer.Covers(inner))
            {
                return true;
            }

            foreach (var successor in SuccessorsOf(holder))
            {
                waiting.Enqueue(Known(successor));
            }
        }

        return false;
    }

    /// <summary>Its own successors and those of every agency above it: units go with the whole.</summary>
    private IEnumerable<string> SuccessorsOf(string code)
    {
        for (var length = code.Length; length > 0; length = code.LastIndexOf('.', length - 1))
        {
            if (_successors.TryGetValue(code[..length], out var successors))
            {
                foreach (var successor in successors)
                {
                    yield return successor;
                }
            }
        }
    }

    private static string Canonical(string code) => AgencyCode.TryParse(code, out var agency) ? agency.Canonical : code;
}
