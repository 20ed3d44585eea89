using System.Text;
using Proof.Qr;
using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Reuse;

/// <summary>Records that a result is used in place of a paper, or why it is not, and who did.</summary>
internal sealed class RelyOnResult(
    CatalogueCache catalogue,
    HolderResults holders,
    CodeIssuer codes,
    ResultTable results,
    RelianceTable reliances,
    AccessTable access,
    PersonalDataVault vault,
    AnswerWriter writer,
    PaperTerms terms,
    ClockGuard clockGuard,
    TimeProvider clock)
{
    private const int MostAttempts = 5;

    /// <param name="caller">Who uses.</param>
    /// <param name="request">Which, for what.</param>
    /// <param name="address">Where the call came from.</param>
    /// <param name="make">Makes what leaves, before anything is recorded: on what cannot be handed out nobody
    /// relies.</param>
    /// <param name="ct">Ends the search, not the record.</param>
    /// <exception cref="StorageUnavailableException">Not recorded: nothing may be answered.</exception>
    /// <exception cref="DocumentLostException">Its file is lost; that is on record.</exception>
    /// <exception cref="ClockWrongException">By the server's clock it is another day: nothing can be judged.
    /// </exception>
    public async Task<RelyOutcome> UseAsync(
        Caller caller,
        UseResultRequest request,
        string address,
        Func<ResultRow, Task<UsedAnswer>> make,
        CancellationToken ct)
    {
        // 1. What is asked.
        var check = new DossierCheck();
        var agency = check.Context(request.Context);
        check.Procedure(request.ProcedureCode);
        check.Component(request.ComponentCode);
        var asked = check.Holders(request.Holders);
        var now = clock.GetUtcNow();
        var question = new ReuseQuestion(
            request.ProcedureCode, StatusRules.DayOf(now), check.DueDay(request.DueOn, StatusRules.DayOf(now)),
            [request.ComponentCode]);
        if (Refused(caller, check, agency) is { } refused)
        {
            return refused;
        }

        if (clockGuard.IsAnotherDay(now))
        {
            throw new ClockWrongException();
        }

        // 2. The result as it stands; once more where it was changed before the use was on record.
        var record = new ReadOnRecord(clock, caller, request.Context, "UseResult", agency!.Value.Canonical, address);
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (await FindAsync(caller, request.Code, ct) is not { } row)
            {
                return await NotFoundAsync(request.Code, record);
            }

            if (await UseAsync(caller, request, row, question, asked, record, make, ct) is { } end)
            {
                return end;
            }
        }

        throw new StorageUnavailableException("The result changes too often to be used; the same again is safe.");
    }

    /// <summary>Uses a result as it was read.</summary>
    /// <returns>Null: it has changed since, nothing was recorded.</returns>
    private async Task<RelyOutcome?> UseAsync(
        Caller caller,
        UseResultRequest request,
        ResultRow row,
        ReuseQuestion question,
        IReadOnlyList<AskedHolder> asked,
        ReadOnRecord record,
        Func<ResultRow, Task<UsedAnswer>> make,
        CancellationToken ct)
    {
        // 3. Only a result of someone the dossier is for, in force, and one that the rules let stand. What the
        // catalogue does not know is the officer's judgement.
        var decision = await DecideAsync(caller, row, question, asked, ct);
        if (decision is not { Reason: ReuseReason.OtherHolder, Component: null }
            && terms.StatusOf(row) != V1.ResultStatus.Valid)
        {
            return await RefuseAsync(new RelyOutcome.NotInForce(), ErrorReason.ResultNotInForce);
        }

        if (decision.Reason == ReuseReason.ComponentNotInCatalogue)
        {
            var check = new DossierCheck();
            check.Add(
                "component_code", FieldReason.UnknownValue,
                "Thủ tục trong danh mục không có thành phần hồ sơ này.",
                "The procedure does not have this component in the catalogue.");
            return await RefuseAsync(new RelyOutcome.FieldsInvalid(check.Faults), ErrorReason.FieldsInvalid);
        }

        if (decision.State is not (ReuseState.Covered or ReuseState.Partly)
            && decision.Reason != ReuseReason.ProcedureNotInCatalogue)
        {
            return await RefuseAsync(new RelyOutcome.NotCovered(decision), ErrorReason.ReuseNotCovered);
        }

        // 4. What leaves, made first: nobody relies on a file that is lost.
        UsedAnswer answer;
        try
        {
            answer = await make(row);
        }
        catch (DocumentLostException)
        {
            await access.AppendAsync(record.OfRefused(row, ErrorReason.DocumentLost));
            throw;
        }

        // 5. Recorded, unless it is not in force; in one commit with any change of it. Who relies on it gets what is
        // corrected later as a notice: so nobody may rely on what was corrected just before. No way back from here.
        var agency = DossierCheck.AgencyOf(request.Context.DossierCode.Trim())!.Value;
        var reliance = Row(caller, request.Context, agency, row, request.ProcedureCode, request.ComponentCode) with
        {
            State = (short)decision.State,
            RuleCode = decision.Rule?.Code ?? "",
        };
        var isSame = true;
        try
        {
            var recorded = await reliances.AddAsync(
                reliance,
                stands => (isSame = stands.IsOf(row)) && terms.InForce(row, stands.Status, stands.ValidUntil));
            if (recorded is null)
            {
                await answer.DisposeAsync();
                return isSame
                    ? await RefuseAsync(new RelyOutcome.NotInForce(), ErrorReason.ResultNotInForce)
                    : null;
            }

            // 6. The read itself is on record too, before anything leaves.
            var items = request.WithDocument ? "metadata, receipt, report, document" : "metadata, receipt, report";
            await access.AppendAsync(record.Of(row.Bucket, row.Id, row.AgencyCode, items));
            return new RelyOutcome.Used(
                row, recorded, recorded.Id != reliance.Id, decision, writer.National(decision), answer);
        }
        catch
        {
            await answer.DisposeAsync();
            throw;
        }

        async Task<RelyOutcome> RefuseAsync(RelyOutcome outcome, ErrorReason reason)
        {
            await access.AppendAsync(record.OfRefused(row, reason));
            return outcome;
        }
    }

    /// <exception cref="StorageUnavailableException">Not recorded.</exception>
    public async Task<RelyOutcome> DeclineAsync(Caller caller, DeclineReuseRequest request, CancellationToken ct)
    {
        var check = new DossierCheck();
        var agency = check.Context(request.Context);
        check.Procedure(request.ProcedureCode);
        check.Component(request.ComponentCode);
        if (request.Fault == QualityFault.Unspecified)
        {
            check.Missing("fault");
        }
        else if (!Enum.IsDefined(request.Fault))
        {
            check.Add("fault", FieldReason.UnknownValue, "Lý do không có trong danh mục.", "Not a known fault.");
        }
        else if (request.Fault == QualityFault.Other && string.IsNullOrWhiteSpace(request.Context?.Note))
        {
            check.Missing("context.note");
        }

        if (Refused(caller, check, agency) is { } refused)
        {
            return refused;
        }

        if (await FindAsync(caller, request.Code, ct) is not { } row)
        {
            return ResultCode.TryParse(request.Code, out _)
                ? new RelyOutcome.Unknown()
                : new RelyOutcome.CodeMalformed();
        }

        // A result that is no longer in force can be at fault all the same.
        var reliance = Row(caller, request.Context!, agency!.Value, row, request.ProcedureCode,
            request.ComponentCode) with
        {
            DeclinedFor = (short)request.Fault,
        };
        var recorded = await reliances.AddAsync(reliance, _ => true);
        return recorded is null ? new RelyOutcome.Unknown() : new RelyOutcome.Declined(recorded);
    }

    private static RelyOutcome? Refused(Caller caller, DossierCheck check, AgencyCode? agency) =>
        check.Faults.Count > 0 ? new RelyOutcome.FieldsInvalid(check.Faults)
        : agency is not { } asking || !caller.ActsFor(asking) ? new RelyOutcome.NotAllowed()
        : null;

    private async Task<ResultRow?> FindAsync(Caller caller, string code, CancellationToken ct)
    {
        if (!ResultCode.TryParse(code, out var parsed))
        {
            return null;
        }

        var row = await results.FindByCodeAsync(codes.BucketOf(parsed), parsed.ToBytes(), ct);
        return row is not null && ReadingRules.MaySee(caller, row) ? row : null;
    }

    private async Task<RelyOutcome> NotFoundAsync(string code, ReadOnRecord record)
    {
        if (!ResultCode.TryParse(code, out _))
        {
            return new RelyOutcome.CodeMalformed();
        }

        await access.AppendAsync(record.OfUnknown());
        return new RelyOutcome.Unknown();
    }

    /// <summary>The component judged as if this were the holders' only result.</summary>
    /// <returns><see cref="ReuseReason.OtherHolder"/> of no component where the result is none of theirs.</returns>
    /// <exception cref="StorageUnavailableException">Also where the catalogue was not read yet.</exception>
    private async Task<ComponentDecision> DecideAsync(
        Caller caller, ResultRow row, ReuseQuestion question, IReadOnlyList<AskedHolder> asked, CancellationToken ct)
    {
        var code = question.ComponentCodes[0];
        if (await catalogue.TrustedAsync(ct) is not { } today)
        {
            throw new StorageUnavailableException("The catalogue was not read yet, or not for too long.");
        }

        return await holders.FindOneAsync(caller, asked, row.Id, ct) is { } candidate
            ? ReuseDecision.Decide(today, question, new Candidates([candidate], Complete: true)).Components[0]
            : new ComponentDecision(code, null, ReuseState.NotCovered, ReuseReason.OtherHolder);
    }

    private RelianceRow Row(
        Caller caller, ReadContext context, AgencyCode agency, ResultRow row, string procedureCode,
            string componentCode)
    {
        var id = ResultId.New(clock);
        return new RelianceRow
        {
            Bucket = row.Bucket,
            Result = row.Id,
            Id = id,
            DossierCode = context.DossierCode.Trim(),
            ComponentCode = componentCode,
            DeclinedFor = 0,
            ProcedureCode = procedureCode,
            AgencyCode = agency.Canonical,
            ClientId = caller.Id,
            Officer = context.Officer,
            At = clock.GetUtcNow(),
            DataKeyVersion = vault.DataKeyVersion,
            Note = vault.Encrypt(Encoding.UTF8.GetBytes(context.Note), id.ToBytes()),
        };
    }
}

/// <summary>What leaves with a use.</summary>
/// <param name="Result">Its data.</param>
/// <param name="File">Its document; null where it was not asked for.</param>
internal sealed record UsedAnswer(GetResultResponse Result, FileStream? File) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => File?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>Every way relying on a result, or declining it, can end.</summary>
internal abstract record RelyOutcome
{
    private RelyOutcome()
    {
    }

    public sealed record Used(
        ResultRow Row,
        Recorded Recorded,
        bool Repeated,
        ComponentDecision Decision,
        NationalReuse National,
        UsedAnswer Answer) : RelyOutcome;

    public sealed record Declined(Recorded Recorded) : RelyOutcome;

    public sealed record NotInForce : RelyOutcome;

    /// <summary>The rules do not let it stand in place of this component, or it is nobody's the dossier is
    /// for.</summary>
    public sealed record NotCovered(ComponentDecision Decision) : RelyOutcome;

    public sealed record Unknown : RelyOutcome;

    public sealed record CodeMalformed : RelyOutcome;

    public sealed record NotAllowed : RelyOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : RelyOutcome;
}
