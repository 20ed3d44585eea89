using ResultStore.Catalogue;
using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>What a dossier need not ask for.</summary>
/// <param name="State">COVERED where nothing that is required is left to ask for.</param>
internal sealed record DossierAnswer(
    ReuseState State,
    IReadOnlyList<ComponentDecision> Components,
    IReadOnlyList<SetDecision> Sets)
{
    /// <summary>Why nothing at all can be told; unspecified where the components say.</summary>
    public ReuseReason Reason { get; init; }
}

/// <summary>What is known of one component.</summary>
/// <param name="Component">Null: the catalogue does not have it.</param>
internal sealed record ComponentDecision(string ComponentCode, CatalogueComponent? Component, ReuseState State,
    ReuseReason Reason)
{
    /// <summary>The rule that holds, or holds partly.</summary>
    public Substitution? Rule { get; init; }

    /// <summary>One for each part that is there, in the rule's order.</summary>
    public IReadOnlyList<PartVerdict> Picks { get; init; } = [];

    public IReadOnlyList<NeededResult> MissingParts { get; init; } = [];

    /// <summary>Results of the right kind that do not stand, the nearest first.</summary>
    public IReadOnlyList<PartVerdict> Considered { get; init; } = [];

    public bool NotNeeded { get; init; }

    /// <summary>The first expiry among the picks; null: none of them ends.</summary>
    public DateOnly? FirstExpiry => Picks.Select(pick => pick.Expiry).Where(expiry => expiry is not null).Min();

    public static ComponentDecision Unknown(string code, ReuseReason reason) =>
        new(code, null, ReuseState.Unknown, reason);
}

/// <summary>What is known of a set of alternatives.</summary>
/// <param name="Alternative">The one that is covered; empty: none.</param>
internal sealed record SetDecision(string AlternativeSet, ReuseState State, string Alternative);
