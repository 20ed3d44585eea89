using Microsoft.Extensions.Options;
using ResultStore.Catalogue;
using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>Writes a decision as callers get it: with sentences, and with the values of the national message.</summary>
internal sealed class AnswerWriter(IOptions<ReuseOptions> options)
{
    public CheckReuseResponse Write(DossierAnswer answer, CatalogueDay? catalogue, ReuseQuestion question,
        DateTimeOffset now)
    {
        var response = new CheckReuseResponse
        {
            State = answer.State,
            CatalogueVersion = catalogue?.Version ?? 0,
            AsOfUnixMs = now.ToUnixTimeMilliseconds(),
            AskedOn = CatalogueCodes.Text(question.AskedOn),
        };
        if (answer.Reason != ReuseReason.Unspecified)
        {
            response.Reason = answer.Reason;
            (response.SentenceVi, response.SentenceEn) =
                ReuseSentences.Of(ComponentDecision.Unknown("", answer.Reason));
        }

        response.Components.Add(answer.Components.Select(component => Write(component, catalogue, question)));
        response.Alternatives.Add(answer.Sets.Select(set => new AlternativeAnswer
        {
            AlternativeSet = set.AlternativeSet,
            State = set.State,
            Alternative = set.Alternative,
        }));
        return response;
    }

    /// <summary>Only what is covered is said to be reused.</summary>
    public NationalReuse National(ComponentDecision decision) => decision.State == ReuseState.Covered
        ? new NationalReuse
        {
            DuocTaiSuDung = options.Value.CoveredValue,
            MaKetQuaThayThe = string.Join(options.Value.CodeSeparator,
                decision.Picks.Select(pick => pick.Candidate.Code)),
        }
        : new NationalReuse { DuocTaiSuDung = options.Value.OtherValue };

    private ComponentAnswer Write(ComponentDecision decision, CatalogueDay? catalogue, ReuseQuestion question)
    {
        var (vietnamese, english) = ReuseSentences.Of(decision);
        var answer = new ComponentAnswer
        {
            ComponentCode = decision.ComponentCode,
            ComponentName = decision.Component?.Name ?? "",
            State = decision.State,
            Reason = decision.Reason,
            SentenceVi = vietnamese,
            SentenceEn = english,
            LegalBasis = decision.Rule?.LegalBasis ?? "",
            RuleCode = decision.Rule?.Code ?? "",
            NotNeeded = decision.NotNeeded,
            National = National(decision),
        };
        answer.Results.Add(decision.Picks.Select(pick => Write(pick, catalogue)));
        answer.MissingParts.Add(decision.MissingParts.Select(part => part.Name));
        answer.Considered.Add(decision.Considered.Select(Considered));
        if (decision.FirstExpiry is { } expiry)
        {
            answer.ExpiryMarginDays = expiry.DayNumber - (question.DueOn ?? question.AskedOn).DayNumber;
        }

        return answer;
    }

    private static ReusableResult Write(PartVerdict pick, CatalogueDay? catalogue)
    {
        var result = pick.Candidate;
        var type = catalogue?.FindType(catalogue.TypeCode(result.ResultTypeCode));
        return new ReusableResult
        {
            Code = result.Code,
            ResultTypeCode = result.ResultTypeCode,
            ResultTypeName = type?.Name ?? "",
            ResultNumber = result.ResultNumber,
            AgencyCode = result.AgencyCode,
            IssuedOn = CatalogueCodes.Text(result.IssuedOn),
            ValidUntil = pick.Expiry is { } expiry ? CatalogueCodes.Text(expiry) : "",
            ValueClass = result.ValueClass,
            Part = pick.Part.Name,
            Disputed = result.Disputed,
            UnderOtherId = result.UnderOtherId,
            SigningTimeUnproved = result.SigningTimeUnproved,
        };
    }

    private static ConsideredResult Considered(PartVerdict verdict)
    {
        var (vietnamese, english) = ReuseSentences.Of(verdict);
        return new ConsideredResult
        {
            Code = verdict.Candidate.Code,
            ResultTypeCode = verdict.Candidate.ResultTypeCode,
            Reason = verdict.Reason,
            SentenceVi = vietnamese,
            SentenceEn = english,
        };
    }
}
