using ResultStore.Catalogue;
using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>
/// Which results stand for which parts of a rule: as many parts as can be, each by another result (a largest matching,
/// found by augmenting paths). The better result is tried first: valid longest, then issued last.
/// </summary>
internal sealed class RuleMatching
{
    private readonly List<PartVerdict> _misses = [];

    private RuleMatching()
    {
    }

    /// <summary>Parts with a result that certainly stands, in the rule's order.</summary>
    public IReadOnlyList<PartVerdict> Certain { get; private set; } = [];

    /// <summary>
    /// Set where the rule does not certainly hold but might, were every open condition to turn out well: the first open
    /// one.
    /// </summary>
    public ReuseReason? Doubt { get; private set; }

    public static RuleMatching Of(
        CatalogueDay catalogue, ReuseQuestion question, Substitution rule, IReadOnlyList<Candidate> candidates)
    {
        var matching = new RuleMatching();
        var verdicts = rule.Parts
            .Select(part => candidates
                .Select(candidate => PartVerdict.Judge(catalogue, question, part, candidate))
                .OfType<PartVerdict>()
                .ToList())
            .ToList();
        matching.Certain = Largest([.. verdicts.Select(part => Ranked(part, Fit.Yes))]);
        if (matching.Certain.Count < rule.Parts.Count)
        {
            var possible = Largest([.. verdicts.Select(part => Ranked(part, Fit.CannotTell))]);
            matching.Doubt = possible.Count == rule.Parts.Count
                ? possible.First(pick => pick.Fit == Fit.CannotTell).Reason
                : null;
        }

        var used = matching.Certain.Select(pick => pick.Candidate.Code).ToHashSet();
        matching._misses.AddRange(verdicts.SelectMany(part => part)
            .Where(verdict => !used.Contains(verdict.Candidate.Code))
            .Select(verdict => verdict.Fit == Fit.Yes
                ? verdict with { Reason = ReuseReason.UsedForOtherPart }
                : verdict));
        return matching;
    }

    /// <summary>Adds the results that do not stand, each with its nearest miss.</summary>
    public void AddMissesTo(Dictionary<string, PartVerdict> misses)
    {
        foreach (var miss in _misses)
        {
            if (!misses.TryGetValue(miss.Candidate.Code, out var known) || miss.Nearness > known.Nearness)
            {
                misses[miss.Candidate.Code] = miss;
            }
        }
    }

    private static List<PartVerdict> Ranked(List<PartVerdict> verdicts, Fit atLeast) =>
    [
        .. verdicts.Where(verdict => verdict.Fit >= atLeast)
            .OrderByDescending(verdict => verdict.Fit)
            .ThenByDescending(verdict => verdict.Expiry ?? DateOnly.MaxValue)
            .ThenByDescending(verdict => verdict.Candidate.IssuedOn)
            .ThenBy(verdict => verdict.Candidate.Code, StringComparer.Ordinal),
    ];

    private static List<PartVerdict> Largest(IReadOnlyList<List<PartVerdict>> parts)
    {
        var takenBy = new Dictionary<string, (int Part, PartVerdict Verdict)>();
        for (var part = 0; part < parts.Count; part++)
        {
            TryPlace(part, []);
        }

        return [.. takenBy.Values.OrderBy(taken => taken.Part).Select(taken => taken.Verdict)];

        bool TryPlace(int part, HashSet<string> visited)
        {
            foreach (var verdict in parts[part])
            {
                var code = verdict.Candidate.Code;
                if (visited.Add(code)
                    && (!takenBy.TryGetValue(code, out var taken) || TryPlace(taken.Part, visited)))
                {
                    takenBy[code] = (part, verdict);
                    return true;
                }
            }

            return false;
        }
    }
}
