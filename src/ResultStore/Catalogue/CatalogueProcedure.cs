using ResultStore.V1;

namespace ResultStore.Catalogue;

/// <summary>A procedure as the reuse decision reads it; made from the catalogue's message once, when it is
/// loaded.</summary>
/// <param name="Components">In the catalogue's order.</param>
internal sealed record CatalogueProcedure(string Code, string Name, IReadOnlyList<CatalogueComponent> Components)
{
    public static CatalogueProcedure From(V1.Procedure source) =>
        new(source.Code, source.Name, [.. source.Components.Select(CatalogueComponent.From)]);
}

/// <summary>One paper a procedure asks for.</summary>
/// <param name="AlternativeSet">Empty: it stands alone.</param>
/// <param name="Alternative">Components with the same one are needed together.</param>
internal sealed record CatalogueComponent(
    string Code,
    string Name,
    bool Required,
    string AlternativeSet,
    string Alternative,
    IReadOnlyList<Substitution> Rules)
{
    public static CatalogueComponent From(V1.Component source) => new(
        source.Code,
        source.Name,
        source.Need != ComponentNeed.Conditional,
        source.AlternativeSet,
        source.Alternative,
        [.. source.Rules.Select(Substitution.From)]);
}

/// <summary>When stored results may stand in place of a component: all parts, each by another result.</summary>
internal sealed record Substitution(string Code, string LegalBasis, IReadOnlyList<NeededResult> Parts)
{
    public static Substitution From(V1.SubstitutionRule source) =>
        new(source.Code, source.LegalBasis, [.. source.Parts.Select(NeededResult.From)]);
}

/// <summary>One result that a rule needs. Empty lists and zeros put no condition.</summary>
internal sealed record NeededResult
{
    private static readonly ValueClass[] AllButUnverified =
        [ValueClass.ElectronicOriginal, ValueClass.CertifiedCopy, ValueClass.Converted];

    public string Name { get; init; } = "";

    public required IReadOnlyList<string> ResultTypeCodes { get; init; }

    public HolderCondition Holder { get; init; } = HolderCondition.SameHolder;

    /// <summary>Canonical codes.</summary>
    public IReadOnlyList<string> IssuedByAgencies { get; init; } = [];

    public IReadOnlyList<AgencyLevel> IssuedByLevels { get; init; } = [];

    public int NotOlderThanDays { get; init; }

    public int NotOlderThanMonths { get; init; }

    /// <summary>True: valid through the due date; false: valid on the day of asking.</summary>
    public bool UntilDueDate { get; init; } = true;

    public IReadOnlyList<ValueClass> ValueClasses { get; init; } = AllButUnverified;

    public static NeededResult From(V1.SubstitutionPart source) => new()
    {
        Name = source.Name,
        ResultTypeCodes = [.. source.ResultTypeCodes],
        Holder = source.Holder == HolderCondition.Unspecified ? HolderCondition.SameHolder : source.Holder,
        IssuedByAgencies = [.. source.IssuedByAgencies],
        IssuedByLevels = [.. source.IssuedByLevels],
        NotOlderThanDays = source.NotOlderThanDays,
        NotOlderThanMonths = source.NotOlderThanMonths,
        UntilDueDate = source.Validity != ValidityCondition.WhenAsked,
        ValueClasses = source.ValueClasses.Count == 0 ? AllButUnverified : [.. source.ValueClasses],
    };
}
