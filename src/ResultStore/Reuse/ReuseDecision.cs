using ResultStore.Catalogue;
using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>
/// Which components of a dossier are covered by stored results. Nothing but its arguments decides. What cannot be told
/// is UNKNOWN: a component is COVERED only where every condition of a rule is known to hold.
/// </summary>
internal static class ReuseDecision
{
    private const int MostConsidered = 10;

    public static DossierAnswer Decide(CatalogueDay catalogue, ReuseQuestion question, Candidates candidates)
    {
        if (catalogue.FindProcedure(question.ProcedureCode) is not { } procedure)
        {
            return Unknown(question, ReuseReason.ProcedureNotInCatalogue);
        }

        // 1. Every component by itself, also those not asked about: the sets of alternatives need them.
        var all = procedure.Components.ToDictionary(
            component => component.Code,
            component => DecideComponent(catalogue, question, component, candidates));

        // 2. The sets, of which one alternative is enough.
        var sets = procedure.Components.Where(component => component.AlternativeSet.Length > 0)
            .GroupBy(component => component.AlternativeSet)
            .Select(group => DecideSet(group.Key, [.. group], all))
            .ToList();

        // 3. What another alternative makes needless.
        var covered = sets.Where(set => set.State == ReuseState.Covered).Select(set => set.AlternativeSet).ToHashSet();
        var answers = procedure.Components
            .Select(component => all[component.Code])
            .Select(answer => answer.State != ReuseState.Covered && covered.Contains(answer.Component!.AlternativeSet)
                ? answer with { NotNeeded = true }
                : answer)
            .ToList();

        // 4. The dossier as a whole, then what was asked about.
        var state = Whole(procedure, answers, sets);
        return new DossierAnswer(state, Asked(question, answers), sets);
    }

    /// <summary>The answer where nothing can be told.</summary>
    public static DossierAnswer Unknown(ReuseQuestion question, ReuseReason reason) => new(
        ReuseState.Unknown,
        [.. question.ComponentCodes.Select(code => ComponentDecision.Unknown(code, reason))],
        [])
    {
        Reason = reason,
    };

    private static ComponentDecision DecideComponent(
        CatalogueDay catalogue, ReuseQuestion question, CatalogueComponent component, Candidates candidates)
    {
        ComponentDecision? partly = null;
        var unknown = (ReuseReason?)null;
        var misses = new Dictionary<string, PartVerdict>();
        foreach (var rule in component.Rules)
        {
            var matching = RuleMatching.Of(catalogue, question, rule, candidates.Results);
            matching.AddMissesTo(misses);
            if (matching.Certain.Count == rule.Parts.Count)
            {
                return Covered(component, rule, matching);
            }

            unknown ??= matching.Doubt ?? (candidates.Complete ? null : ReuseReason.TooManyResults);
            if (matching.Certain.Count > (partly?.Picks.Count ?? 0))
            {
                partly = Partly(component, rule, matching);
            }
        }

        var considered = Considered(misses);
        if (unknown is { } doubt)
        {
            return new ComponentDecision(component.Code, component, ReuseState.Unknown, doubt)
            {
                Considered = considered,
            };
        }

        if (partly is not null)
        {
            return partly with { Considered = considered };
        }

        var reason = component.Rules.Count == 0 ? ReuseReason.NoRule
            : considered is [var nearest, ..] ? nearest.Reason
            : ReuseReason.NoResult;
        return new ComponentDecision(component.Code, component, ReuseState.NotCovered, reason)
        {
            Considered = considered,
        };
    }

    private static ComponentDecision Covered(CatalogueComponent component, Substitution rule, RuleMatching matching)
    {
        var reason = rule.Parts.Count == 1 ? ReuseReason.ResultStands : ReuseReason.ResultsStandTogether;
        return new ComponentDecision(component.Code, component, ReuseState.Covered, reason)
        {
            Rule = rule,
            Picks = matching.Certain,
        };
    }

    private static ComponentDecision Partly(CatalogueComponent component, Substitution rule, RuleMatching matching)
    {
        var found = matching.Certain.Select(pick => pick.Part).ToHashSet(ReferenceEqualityComparer.Instance);
        return new ComponentDecision(component.Code, component, ReuseState.Partly, ReuseReason.PartsMissing)
        {
            Rule = rule,
            Picks = matching.Certain,
            MissingParts = [.. rule.Parts.Where(part => !found.Contains(part))],
        };
    }

    /// <summary>The nearest first.</summary>
    private static List<PartVerdict> Considered(Dictionary<string, PartVerdict> misses) =>
    [
        .. misses.Values
            .OrderByDescending(miss => miss.Nearness)
            .ThenByDescending(miss => miss.Candidate.IssuedOn)
            .ThenBy(miss => miss.Candidate.Code, StringComparer.Ordinal)
            .Take(MostConsidered),
    ];

    private static SetDecision DecideSet(
        string name, IReadOnlyList<CatalogueComponent> members, Dictionary<string, ComponentDecision> all)
    {
        var alternatives = members.GroupBy(member => member.Alternative)
            .Select(group => (group.Key, States: group.Select(member => all[member.Code].State).ToList()))
            .ToList();
        foreach (var (alternative, states) in alternatives)
        {
            if (states.All(state => state == ReuseState.Covered))
            {
                return new SetDecision(name, ReuseState.Covered, alternative);
            }
        }

        var open = alternatives.Any(alternative =>
            alternative.States.All(state => state is ReuseState.Covered or ReuseState.Unknown));
        var some = alternatives.Any(alternative =>
            alternative.States.Any(state => state is ReuseState.Covered or ReuseState.Partly));
        return new SetDecision(
            name, open ? ReuseState.Unknown : some ? ReuseState.Partly : ReuseState.NotCovered, "");
    }

    private static ReuseState Whole(
        CatalogueProcedure procedure, IReadOnlyList<ComponentDecision> answers, IReadOnlyList<SetDecision> sets)
    {
        var required = procedure.Components.Where(component => component.Required).ToList();
        var requiredSets = required.Select(component => component.AlternativeSet).ToHashSet();
        List<ReuseState> units =
        [
            .. answers.Where(answer => answer.Component is { Required: true, AlternativeSet: "" })
                .Select(answer => answer.State),
            .. sets.Where(set => requiredSets.Contains(set.AlternativeSet)).Select(set => set.State),
        ];

        // Where nothing is known to be required, the officer judges.
        if (units.Count == 0)
        {
            return ReuseState.Unknown;
        }

        if (units.TrueForAll(unit => unit == ReuseState.Covered))
        {
            return ReuseState.Covered;
        }

        return units.TrueForAll(unit => unit is ReuseState.Covered or ReuseState.Unknown) ? ReuseState.Unknown
            : units.Exists(unit => unit is ReuseState.Covered or ReuseState.Partly) ? ReuseState.Partly
            : units.Contains(ReuseState.Unknown) ? ReuseState.Unknown
            : ReuseState.NotCovered;
    }

    private static List<ComponentDecision> Asked(ReuseQuestion question, List<ComponentDecision> answers)
    {
        if (question.ComponentCodes.Count == 0)
        {
            return answers;
        }

        var asked = question.ComponentCodes.ToHashSet();
        var known = answers.Select(answer => answer.ComponentCode).ToHashSet();
        return
        [
            .. answers.Where(answer => asked.Contains(answer.ComponentCode)),
            .. question.ComponentCodes.Distinct().Where(code => !known.Contains(code))
                .Select(code => ComponentDecision.Unknown(code, ReuseReason.ComponentNotInCatalogue)),
        ];
    }
}
