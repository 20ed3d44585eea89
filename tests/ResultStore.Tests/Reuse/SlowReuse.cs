using System.Globalization;
using ResultStore.Catalogue;
using ResultStore.Reuse;
using ResultStore.V1;

namespace ResultStore.Tests.Reuse;

/// <summary>
/// The rules of reuse once more, from the catalogue's texts, by trying everything out: slow, and plain enough to be
/// checked by reading. It shares no code with the decision it judges.
/// </summary>
internal sealed class SlowReuse(World world)
{
    private readonly DateOnly _today = world.Question.AskedOn;

    public ReuseState StateOf(string componentCode)
    {
        var component = Procedure()?.Components.FirstOrDefault(component => component.Code == componentCode);
        return component is null ? ReuseState.Unknown : StateOf(component);
    }

    public ReuseState StateOf(V1.Component component)
    {
        var (unknown, partly) = (false, false);
        foreach (var rule in component.Rules)
        {
            var parts = rule.Parts.ToList();
            if (MostParts(parts, 0, [], certain: true) == parts.Count)
            {
                return ReuseState.Covered;
            }

            unknown |= MostParts(parts, 0, [], certain: false) == parts.Count || !world.Candidates.Complete;
            partly |= MostParts(parts, 0, [], certain: true) > 0;
        }

        return unknown ? ReuseState.Unknown : partly ? ReuseState.Partly : ReuseState.NotCovered;
    }

    /// <summary>Whether nothing required is left to ask for.</summary>
    public bool NothingLeft()
    {
        if (Procedure() is not { } procedure)
        {
            return false;
        }

        var required = procedure.Components.Where(component => component.Need != ComponentNeed.Conditional).ToList();
        return required.Count > 0 && required.All(component => component.AlternativeSet == ""
            ? StateOf(component) == ReuseState.Covered
            : SetIsCovered(procedure, component.AlternativeSet));
    }

    public bool SetIsCovered(V1.Procedure procedure, string set)
    {
        foreach (var alternative in procedure.Components.Where(c => c.AlternativeSet == set).Select(c => c.Alternative))
        {
            if (procedure.Components
                .Where(component => component.AlternativeSet == set && component.Alternative == alternative)
                .All(component => StateOf(component) == ReuseState.Covered))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Null: it cannot be told.</summary>
    public bool? Stands(V1.SubstitutionPart part, Candidate candidate)
    {
        var kind = Kind(candidate.ResultTypeCode);
        var last = candidate.ValidUntil;
        if (last is null && MonthsWhenIssued(kind, candidate.IssuedOn) is > 0 and var months)
        {
            last = candidate.IssuedOn.AddMonths(months);
        }

        if (candidate.EndsOn is { } end && (last is null || last >= end))
        {
            last = end.AddDays(-1);
        }

        var rightHolder = part.Holder switch
        {
            HolderCondition.AnyDossierHolder => candidate.BelongsTo != 0,
            HolderCondition.RepresentedOrganisation => (candidate.BelongsTo & HolderRoles.RepresentedOrganisation) != 0,
            HolderCondition.CoHolder => candidate.BelongsTo.ToString().Contains("CoHolder", StringComparison.Ordinal)
                && !candidate.BelongsTo.ToString().Contains("Applicant", StringComparison.Ordinal),
            _ => (candidate.BelongsTo & HolderRoles.Applicant) != 0,
        };
        var rightValue = part.ValueClasses.Count > 0
            ? part.ValueClasses.Contains(candidate.ValueClass)
            : candidate.ValueClass != ValueClass.Unverified;
        var recent = (part.NotOlderThanDays == 0 || _today <= candidate.IssuedOn.AddDays(part.NotOlderThanDays))
            && (part.NotOlderThanMonths == 0 || _today <= candidate.IssuedOn.AddMonths(part.NotOlderThanMonths));
        if (!part.ResultTypeCodes.Select(Kind).Contains(kind)
            || !rightHolder
            || !rightValue
            || !recent
            || candidate.Status != global::ResultStore.Storage.ResultStatus.Valid
            || candidate.IssuedOn > _today
            || last < _today
            || (part.IssuedByAgencies.Count > 0
                && !part.IssuedByAgencies.Any(a => IsOrBecame(candidate.AgencyCode, a))))
        {
            return false;
        }

        var level = part.IssuedByLevels.Count == 0 ? true : RightLevel(part, candidate.AgencyCode);
        var lasts = part.Validity == ValidityCondition.WhenAsked || last is null ? true
            : world.Question.DueOn is { } due ? last >= due : (bool?)null;
        return level == false || lasts == false ? false : level is null || lasts is null ? null : true;
    }

    public V1.Procedure? Procedure() => Text<V1.Procedure>(EntryKind.Procedure, world.Question.ProcedureCode)
        ?? (world.Question.ProcedureCode.StartsWith(World.ProcedureCode + ".", StringComparison.Ordinal)
            ? Text<V1.Procedure>(EntryKind.Procedure, World.ProcedureCode)
            : null);

    private int MostParts(List<V1.SubstitutionPart> parts, int from, HashSet<string> used, bool certain)
    {
        if (from == parts.Count)
        {
            return 0;
        }

        var most = MostParts(parts, from + 1, used, certain);
        foreach (var candidate in world.Candidates.Results.Where(candidate => !used.Contains(candidate.Code)))
        {
            var stands = Stands(parts[from], candidate);
            if (stands == true || (stands is null && !certain))
            {
                most = Math.Max(most, 1 + MostParts(parts, from + 1, [.. used, candidate.Code], certain));
            }
        }

        return most;
    }

    /// <summary>Of the text the kind had on that day, the last imported for it; a paper older than all texts goes by
    /// the first day's.</summary>
    private int MonthsWhenIssued(string kind, DateOnly issuedOn)
    {
        var texts = world.Texts.Where(text => text.Kind == EntryKind.ResultType && text.Code == kind
            && text.Body is not null).ToList();
        if (texts.Count == 0)
        {
            return 0;
        }

        var firstDay = texts.Min(text => text.ValidFrom);
        var day = texts.Where(text => text.ValidFrom <= issuedOn || text.ValidFrom == firstDay)
            .Max(text => text.ValidFrom);
        var newest = texts.Where(text => text.ValidFrom == day).MaxBy(text => text.Version)!;
        return ((ResultType)newest.Body!).ValidityMonths;
    }

    private bool? RightLevel(V1.SubstitutionPart part, string issuer)
    {
        var level = Text<Agency>(EntryKind.Agency, Known(issuer))?.Level ?? AgencyLevel.Unspecified;
        return level == AgencyLevel.Unspecified ? null : part.IssuedByLevels.Contains(level);
    }

    private bool IsOrBecame(string issuer, string accepted)
    {
        var holders = new HashSet<string> { Known(issuer) };
        for (var round = 0; round < 20; round++)
        {
            foreach (var succession in Texts<AgencySuccession>(EntryKind.Succession))
            {
                if (DateOnly.Parse(succession.EffectiveOn, CultureInfo.InvariantCulture) <= _today
                    && holders.Any(holder => IsOrIsBelow(holder, succession.FromCode)))
                {
                    holders.Add(Known(succession.ToCode));
                }
            }
        }

        return holders.Any(holder => IsOrIsBelow(holder, Known(accepted)));
    }

    private static bool IsOrIsBelow(string code, string above) =>
        (code + ".").StartsWith(above + ".", StringComparison.Ordinal);

    private string Known(string code)
    {
        if (code.Split('.') is [_, var second, var third, { Length: 3 } top] && char.IsLetter(top[0]))
        {
            code = top + (third == "00" ? "" : "." + third) + (second == "00" ? "" : "." + second);
        }

        return Text<Agency>(EntryKind.Agency, code) is not null ? code
            : Texts<Agency>(EntryKind.Agency).FirstOrDefault(agency => agency.OtherCodes.Contains(code))?.Code ?? code;
    }

    private string Kind(string code)
    {
        foreach (var form in new[] { code, code.StartsWith("KQ", StringComparison.Ordinal) ? code : code[..8] })
        {
            var type = Texts<ResultType>(EntryKind.ResultType)
                .FirstOrDefault(type => type.Code == form || type.Aliases.Contains(form));
            if (type is not null)
            {
                return type.Code;
            }
        }

        return code;
    }

    private IEnumerable<T> Texts<T>(EntryKind kind) where T : class => world.Texts
        .Where(text => text.Kind == kind).Select(text => text.Code).Distinct()
        .Select(code => Text<T>(kind, code)).OfType<T>();

    private T? Text<T>(EntryKind kind, string code) where T : class
    {
        CatalogueEntry? current = null;
        foreach (var text in world.Texts)
        {
            if (text.Kind == kind && text.Code == code && text.ValidFrom <= _today
                && (current is null || text.ValidFrom > current.ValidFrom
                    || (text.ValidFrom == current.ValidFrom && text.Version > current.Version)))
            {
                current = text;
            }
        }

        return current?.Body as T;
    }
}
