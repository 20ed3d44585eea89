using System.Text;
using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>Which papers of a dossier need not be asked for.</summary>
internal sealed class CheckReuse(
    CatalogueCache catalogue,
    HolderResults results,
    AccessTable access,
    EnumerationWatch watch,
    AnswerWriter writer,
    ClockGuard clockGuard,
    TimeProvider clock)
{
    public async Task<CheckOutcome> AskAsync(
        Caller caller, CheckReuseRequest request, string address, CancellationToken ct)
    {
        // 1. What is asked, and whether this system may ask it for this agency.
        var check = new DossierCheck();
        var agency = check.Context(request.Context);
        check.Procedure(request.ProcedureCode);
        check.Components(request.ComponentCodes);
        var holders = check.Holders(request.Holders);
        var now = clock.GetUtcNow();
        var question = new ReuseQuestion(
            request.ProcedureCode, StatusRules.DayOf(now), check.DueDay(request.DueOn, StatusRules.DayOf(now)),
                [.. request.ComponentCodes]);
        if (check.Faults.Count > 0)
        {
            return new CheckOutcome.FieldsInvalid(check.Faults);
        }

        if (agency is not { } asking || !caller.ActsFor(asking))
        {
            return new CheckOutcome.NotAllowed();
        }

        // A day is what everything here is judged by.
        if (clockGuard.IsAnotherDay(now))
        {
            return new CheckOutcome.Answered(writer.Write(
                ReuseDecision.Unknown(question, ReuseReason.ClockWrong), null, question, now));
        }

        // 2. Without a catalogue, or with one that may be outdated, nothing can be told.
        if (await catalogue.TrustedAsync(ct) is not { } today)
        {
            return new CheckOutcome.Answered(writer.Write(
                ReuseDecision.Unknown(question, ReuseReason.CatalogueAway), null, question, now));
        }

        try
        {
            foreach (var holder in holders)
            {
                watch.Asked(caller, address, Encoding.UTF8.GetBytes(holder.Id.Canonical));
            }

            // 3. What there is, and what follows from it.
            var found = await results.FindAsync(caller, holders, ct);
            var answer = ReuseDecision.Decide(today, question, found.Candidates);

            // 4. On record before it leaves. The caller's hanging up does not undo a read.
            var response = writer.Write(answer, today, question, now);
            await RecordAsync(caller, request.Context, asking, answer, found, address);
            return new CheckOutcome.Answered(response);
        }
        catch (StorageUnavailableException)
        {
            return new CheckOutcome.Answered(writer.Write(Away(today, question), today, question, now));
        }
    }

    /// <summary>Every component asked about, by name where the catalogue has it.</summary>
    private static DossierAnswer Away(CatalogueDay today, ReuseQuestion question)
    {
        var codes = question.ComponentCodes.Count > 0
            ? question.ComponentCodes
            : [.. today.FindProcedure(question.ProcedureCode)?.Components.Select(component => component.Code) ?? []];
        return ReuseDecision.Unknown(question with { ComponentCodes = codes }, ReuseReason.StoreAway);
    }

    private Task RecordAsync(
        Caller caller,
        ReadContext context,
        AgencyCode agency,
        DossierAnswer answer,
        FoundCandidates found,
        string address)
    {
        var told = answer.Components
            .SelectMany(component => component.Picks.Concat(component.Considered))
            .Select(verdict => verdict.Candidate.Code)
            .Distinct()
            .Select(code => found.Rows[code])
            .ToList();
        var record = new ReadOnRecord(clock, caller, context, "CheckReuse", agency.Canonical, address);
        return access.AppendAsync(told.Count > 0
            ? [.. told.Select(row => record.Of(row.Bucket, row.Id, row.AgencyCode, "reuse answer"))]
            : [record.OfNothing()]);
    }
}

/// <summary>Every way a question about reuse can end.</summary>
internal abstract record CheckOutcome
{
    private CheckOutcome()
    {
    }

    public sealed record Answered(CheckReuseResponse Response) : CheckOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : CheckOutcome;

    /// <summary>The system does not act for the dossier's agency.</summary>
    public sealed record NotAllowed : CheckOutcome;
}
