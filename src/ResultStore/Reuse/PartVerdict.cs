using ResultStore.Catalogue;
using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>Whether a result may stand for a part of a rule.</summary>
/// <param name="Fit">Yes, no, or it cannot be told.</param>
/// <param name="Reason">The first condition that fails or cannot be told; <c>ResultStands</c> where none does.</param>
/// <param name="Expiry">The result's last day, from the paper or else from its kind; null: no end.</param>
/// <param name="Nearness">How many conditions hold before the one in <paramref name="Reason"/>.</param>
internal sealed record PartVerdict(
    NeededResult Part, Candidate Candidate, Fit Fit, ReuseReason Reason, DateOnly? Expiry, int Nearness)
{
    /// <summary>Judges a result of a kind that the part names; null: it is of another kind, there is nothing to
    /// judge.</summary>
    public static PartVerdict? Judge(
        CatalogueDay catalogue, ReuseQuestion question, NeededResult part, Candidate candidate)
    {
        var type = catalogue.TypeCode(candidate.ResultTypeCode);
        if (!part.ResultTypeCodes.Any(code => catalogue.TypeCode(code) == type))
        {
            return null;
        }

        var expiry = ExpiryOf(catalogue, candidate);
        var conditions = Conditions(catalogue, question, part, candidate, expiry);
        var doubt = (Condition?)null;
        var held = 0;
        foreach (var condition in conditions)
        {
            if (condition.Fit == Fit.No)
            {
                return new PartVerdict(part, candidate, Fit.No, condition.Reason, expiry, held);
            }

            doubt ??= condition.Fit == Fit.CannotTell ? condition : null;
            held++;
        }

        return doubt is { } open
            ? new PartVerdict(part, candidate, Fit.CannotTell, open.Reason, expiry, held)
            : new PartVerdict(part, candidate, Fit.Yes, ReuseReason.ResultStands, expiry, held);
    }

    /// <summary>
    /// The paper's own last day; where it names none, its kind's term from the day of issue; but no later than the day
    /// before a decided change takes effect.
    /// </summary>
    private static DateOnly? ExpiryOf(CatalogueDay catalogue, Candidate candidate)
    {
        var last = catalogue.LastDayOf(candidate.ResultTypeCode, candidate.IssuedOn, candidate.ValidUntil);
        return candidate.EndsOn?.AddDays(-1) is { } beforeEnd && (last is null || beforeEnd < last) ? beforeEnd : last;
    }

    private static IEnumerable<Condition> Conditions(
        CatalogueDay catalogue, ReuseQuestion question, NeededResult part, Candidate candidate, DateOnly? expiry)
    {
        yield return new(HolderFits(part.Holder, candidate.BelongsTo), ReuseReason.OtherHolder);
        yield return new(Known(candidate.Status == Storage.ResultStatus.Valid), StatusReason(candidate.Status));
        yield return new(Known(candidate.IssuedOn <= question.AskedOn), ReuseReason.NotYetIssued);
        yield return new(Known(expiry is null || expiry >= question.AskedOn), ReuseReason.Expired);
        yield return new(Known(part.ValueClasses.Contains(candidate.ValueClass)), ReuseReason.ValueClass);
        yield return new(IssuerFits(catalogue, part, candidate.AgencyCode), ReuseReason.OtherIssuer);
        yield return LevelFits(catalogue, part, candidate.AgencyCode);
        yield return new(Known(!TooOld(part, candidate.IssuedOn, question.AskedOn)), ReuseReason.TooOld);
        yield return LastsFits(part, expiry, question.DueOn);
    }

    private static Fit HolderFits(HolderCondition condition, HolderRoles roles) => condition switch
    {
        HolderCondition.SameHolder => Known(roles.HasFlag(HolderRoles.Applicant)),
        HolderCondition.AnyDossierHolder => Known(roles != HolderRoles.None),
        HolderCondition.RepresentedOrganisation => Known(roles.HasFlag(HolderRoles.RepresentedOrganisation)),

        // Whoever files the dossier may be named in it twice: their own paper is never the other party's.
        HolderCondition.CoHolder =>
            Known(roles.HasFlag(HolderRoles.CoHolder) && !roles.HasFlag(HolderRoles.Applicant)),
        _ => Fit.No,
    };

    private static ReuseReason StatusReason(Storage.ResultStatus status) => status switch
    {
        Storage.ResultStatus.Suspended => ReuseReason.Suspended,
        Storage.ResultStatus.Replaced => ReuseReason.Replaced,
        _ => ReuseReason.Revoked,
    };

    private static Fit IssuerFits(CatalogueDay catalogue, NeededResult part, string issuer) => Known(
        part.IssuedByAgencies.Count == 0
        || part.IssuedByAgencies.Any(agency => catalogue.CountsAs(issuer, agency)));

    private static Condition LevelFits(CatalogueDay catalogue, NeededResult part, string issuer)
    {
        if (part.IssuedByLevels.Count == 0)
        {
            return new(Fit.Yes, ReuseReason.OtherLevel);
        }

        return catalogue.LevelOf(issuer) is { } level
            ? new(Known(part.IssuedByLevels.Contains(level)), ReuseReason.OtherLevel)
            : new(Fit.CannotTell, ReuseReason.LevelNotKnown);
    }

    private static bool TooOld(NeededResult part, DateOnly issuedOn, DateOnly askedOn) =>
        (part.NotOlderThanDays > 0 && issuedOn.AddDays(part.NotOlderThanDays) < askedOn)
        || (part.NotOlderThanMonths > 0 && issuedOn.AddMonths(part.NotOlderThanMonths) < askedOn);

    private static Condition LastsFits(NeededResult part, DateOnly? expiry, DateOnly? dueOn)
    {
        if (!part.UntilDueDate || expiry is not { } last)
        {
            return new(Fit.Yes, ReuseReason.ExpiresBeforeDue);
        }

        return dueOn is { } due
            ? new(Known(last >= due), ReuseReason.ExpiresBeforeDue)
            : new(Fit.CannotTell, ReuseReason.DueDateNotSaid);
    }

    private static Fit Known(bool holds) => holds ? Fit.Yes : Fit.No;

    private readonly record struct Condition(Fit Fit, ReuseReason Reason);
}

internal enum Fit
{
    No,
    CannotTell,
    Yes,
}
