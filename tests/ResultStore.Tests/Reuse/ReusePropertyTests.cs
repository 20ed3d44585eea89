using FsCheck;
using FsCheck.Fluent;
using ResultStore.Reuse;
using ResultStore.V1;

namespace ResultStore.Tests.Reuse;

/// <summary>The decision against <see cref="SlowReuse"/>, over made-up catalogues and histories.</summary>
public sealed class ReusePropertyTests
{
    [Fact]
    public void Every_component_is_judged_as_the_slow_way_judges_it() => ForAllWorlds((world, slow, answer) =>
        answer.Components.All(component => component.State == slow.StateOf(component.ComponentCode)));

    [Fact]
    public void Whatever_is_named_as_covering_does_cover() => ForAllWorlds((world, slow, answer) =>
        answer.Components.Where(component => component.State is ReuseState.Covered or ReuseState.Partly)
            .All(component =>
        {
            var parts = slow.Procedure()!.Components.Single(c => c.Code == component.ComponentCode)
                .Rules.Single(rule => rule.Code == component.Rule!.Code).Parts;
            var codes = component.Picks.Select(pick => pick.Candidate.Code).ToList();
            return codes.Distinct().Count() == codes.Count
                && component.Picks.Count + component.MissingParts.Count == parts.Count
                && (component.State == ReuseState.Covered) == (component.MissingParts.Count == 0)
                && component.Picks.All(pick => slow.Stands(parts[PartOf(component, pick)], pick.Candidate) == true);
        }));

    [Fact]
    public void A_dossier_is_covered_only_where_nothing_required_is_left() => ForAllWorlds((world, slow, answer) =>
        (answer.State == ReuseState.Covered) == slow.NothingLeft());

    [Fact]
    public void A_component_is_needless_only_where_another_alternative_is_covered() =>
        ForAllWorlds((world, slow, answer) => answer.Components.All(component => component.NotNeeded
            == (component is { State: not ReuseState.Covered, Component.AlternativeSet: { Length: > 0 } set }
                && slow.SetIsCovered(slow.Procedure()!, set))));

    [Fact]
    public void One_result_less_never_covers_more() => ForAllWorlds((world, slow, answer) =>
    {
        var fewer = new Candidates([.. world.Candidates.Results.Skip(1)], world.Candidates.Complete);
        var less = ReuseDecision.Decide(world.Catalogue, world.Question, fewer);
        return answer.Components.Zip(less.Components).All(pair =>
            pair.Second.State != ReuseState.Covered || pair.First.State == ReuseState.Covered);
    });

    [Fact]
    public void The_order_in_which_results_are_found_decides_nothing() => ForAllWorlds((world, slow, answer) =>
    {
        var turned = world.Candidates with { Results = [.. world.Candidates.Results.Reverse()] };
        var again = ReuseDecision.Decide(world.Catalogue, world.Question, turned);
        return answer.Components.Zip(again.Components).All(pair => pair.First.State == pair.Second.State
            && pair.First.Reason == pair.Second.Reason
            && pair.First.Picks.Select(pick => pick.Candidate.Code)
                .SequenceEqual(pair.Second.Picks.Select(pick => pick.Candidate.Code)));
    });

    [Fact]
    public void The_worlds_hold_every_state_and_nearly_every_reason()
    {
        var answers = Enumerable.Range(0, 4_000).Select(seed => new World(seed))
            .SelectMany(world => ReuseDecision.Decide(world.Catalogue, world.Question, world.Candidates).Components)
            .ToList();

        foreach (
            var state in new[] { ReuseState.Covered, ReuseState.Partly, ReuseState.NotCovered, ReuseState.Unknown })
        {
            Assert.True(answers.Count(answer => answer.State == state) > answers.Count / 50, state.ToString());
        }

        var reasons = answers.Select(answer => answer.Reason)
            .Concat(answers.SelectMany(answer => answer.Considered).Select(considered => considered.Reason))
                .ToHashSet();
        ReuseReason[] elsewhere =
        [
            ReuseReason.Unspecified, ReuseReason.CatalogueAway, ReuseReason.StoreAway, ReuseReason.ClockWrong,
        ];
        Assert.Empty(Enum.GetValues<ReuseReason>().Except(reasons).Except(elsewhere));
    }

    private static int PartOf(ComponentDecision component, PartVerdict pick) =>
        component.Rule!.Parts.Select((part, index) => (part, index)).First(p => ReferenceEquals(p.part, pick.Part))
            .index;

    private static void ForAllWorlds(Func<World, SlowReuse, DossierAnswer, bool> holds) => Prop.ForAll(
        Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
        seed =>
        {
            var world = new World(seed);
            var answer = ReuseDecision.Decide(world.Catalogue, world.Question, world.Candidates);
            return holds(world, new SlowReuse(world), answer);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
}
