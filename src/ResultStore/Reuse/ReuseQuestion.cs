using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>What is asked about a dossier, its holders left out: whose a result is stands in the candidates.</summary>
/// <param name="ProcedureCode">As given.</param>
/// <param name="AskedOn">Today in Vietnam.</param>
/// <param name="DueOn">Null: not said.</param>
/// <param name="ComponentCodes">Empty: all.</param>
internal sealed record ReuseQuestion(
    string ProcedureCode,
    DateOnly AskedOn,
    DateOnly? DueOn,
    IReadOnlyList<string> ComponentCodes);

/// <summary>Whose a result is, as seen from the dossier; one result may belong to several of its holders.</summary>
[Flags]
internal enum HolderRoles
{
    None = 0,
    Applicant = 1,
    CoHolder = 2,
    RepresentedOrganisation = 4,
}

/// <summary>A stored result of one of the dossier's holders.</summary>
internal sealed record Candidate
{
    /// <summary>Its public code.</summary>
    public required string Code { get; init; }

    public required HolderRoles BelongsTo { get; init; }

    /// <summary>As it was pushed.</summary>
    public required string ResultTypeCode { get; init; }

    public string ResultNumber { get; init; } = "";

    /// <summary>As it was pushed.</summary>
    public required string AgencyCode { get; init; }

    public required DateOnly IssuedOn { get; init; }

    /// <summary>The paper's own last day; null: it names none.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>The day on which a decided revocation, suspension or the like takes effect; null: none is decided.
    /// </summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>True while its holder disputes it.</summary>
    public bool Disputed { get; init; }

    /// <summary>True where it was accepted though nothing proves when it was signed.</summary>
    public bool SigningTimeUnproved { get; init; }

    /// <summary>True where it is found by a link of ids alone.</summary>
    public bool UnderOtherId { get; init; }

    public required ValueClass ValueClass { get; init; }

    public required Storage.ResultStatus Status { get; init; }
}

/// <summary>The results that were found.</summary>
/// <param name="Results">No code twice.</param>
/// <param name="Complete">False: a holder has more than were looked through, so what is not here may still be
/// there.</param>
internal sealed record Candidates(IReadOnlyList<Candidate> Results, bool Complete)
{
    public static Candidates None { get; } = new([], true);
}
