using Google.Protobuf;
using Proof.Qr;
using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Lifecycle;

/// <summary>Everything that happened to a result, for those who may read it.</summary>
internal sealed class ResultHistory(
    CodeIssuer codes,
    ResultTable results,
    ChangeTable changes,
    RelianceTable reliances,
    SuccessorChain chain,
    ReadRecorder recorder,
    EnumerationWatch watch,
    PersonalDataVault vault,
    PaperTerms terms)
{
    /// <param name="caller">Who reads.</param>
    /// <param name="request">Which, for what.</param>
    /// <param name="address">Where the call came from.</param>
    /// <param name="ct">Ends the reading, not the record.</param>
    /// <exception cref="StorageUnavailableException">Not read, or not recorded: nothing may be answered.</exception>
    public async Task<HistoryOutcome> ReadAsync(
        Caller caller, GetHistoryRequest request, string address, CancellationToken ct)
    {
        var context = request.Context ?? new ReadContext();
        if (ReadingRules.Check(caller, context) is { Count: > 0 } faults)
        {
            return new HistoryOutcome.FieldsInvalid(faults);
        }

        // Whether the code is no code, unknown, or not the caller's to see, is one answer.
        if (!ResultCode.TryParse(request.Code, out var parsed)
            || await results.FindByCodeAsync(codes.BucketOf(parsed), parsed.ToBytes(), ct) is not { } row
            || !ReadingRules.MaySee(caller, row))
        {
            watch.UnknownCode(caller, address);
            await recorder.RefusedAsync(caller, context, "GetHistory", null, ErrorReason.ResultUnknown, address);
            return new HistoryOutcome.Unknown();
        }

        var history = await WriteAsync(caller, row, ct);

        // On record before it leaves.
        if (!ReadingRules.IsOwner(caller, row))
        {
            watch.Asked(caller, address, row.Code);
            await recorder.RecordAsync(caller, context, "GetHistory", row, "history", address);
        }

        return new HistoryOutcome.Read(history);
    }

    private async Task<GetHistoryResponse> WriteAsync(Caller caller, ResultRow row, CancellationToken ct)
    {
        var answersForIt = caller.Has(ClientRole.Inspector) || Mandate.MayChange(caller, row);
        var seesDisputes = answersForIt || await ReliesOnItAsync(caller, row, ct);

        var history = new GetHistoryResponse
        {
            Status = terms.StatusOf(row),
            Version = row.Version,
            Disputed = row.DisputedAt is not null,
            SigningTimeUnproved = row.SigningTimeUnproved,
            PredecessorCode = CodeText(row.PredecessorCode),
            CurrentCode = CodeText(await chain.EndAsync(row, ct)),
        };
        history.Entries.Add(new HistoryEntry
        {
            Kind = "STORED",
            RecordedAtUnixMs = row.CreatedAt.ToUnixTimeMilliseconds(),
            EffectiveAtUnixMs = row.CreatedAt.ToUnixTimeMilliseconds(),
            SystemId = row.SystemId,
            Version = 1,
        });
        var made = await changes.ListAsync(row.Bucket, row.Id, ct);
        history.Entries.AddRange(made.Select(change => For(EntryOf(change), answersForIt, seesDisputes)));
        history.OpenDisputeIds.AddRange(ChangeTable.OpenDisputes(made).Select(dispute => dispute.Id.ToString()));
        return history;
    }

    private async Task<bool> ReliesOnItAsync(Caller caller, ResultRow row, CancellationToken ct) =>
        (await reliances.UsersAsync(row.Bucket, row.Id, ct)).Exists(
            user => AgencyCode.TryParse(user, out var agency) && caller.ActsFor(agency));

    /// <summary>Reasons and decisions are for every reader; who signed them, and what somebody said of the paper, for
    /// those who have to deal with it (NĐ 47/2020, Đ.35: no more than the purpose asks for).</summary>
    private static HistoryEntry For(HistoryEntry entry, bool answersForIt, bool seesDisputes)
    {
        var isDispute = entry.Kind is "DISPUTED" or "DISPUTE_SETTLED";
        var hidesOfficer = !answersForIt && entry.Officer.Length > 0;
        var hidesText = isDispute && !seesDisputes && entry.Reason.Length > 0;
        entry.Withheld = hidesOfficer || hidesText;
        entry.Officer = hidesOfficer ? "" : entry.Officer;
        entry.Reason = hidesText ? "" : entry.Reason;
        return entry;
    }

    private static string CodeText(byte[]? code) =>
        code is not null && ResultCode.TryFromBytes(code, out var parsed) ? parsed.ToString() : "";

    private HistoryEntry EntryOf(ChangeRow row)
    {
        var entry = ToldText.Show(vault, row);
        entry.Kind = row.State switch
        {
            ChangeState.Waiting => $"{StandardNames.Of(row.Kind)}_SCHEDULED",
            ChangeState.Lapsed => $"{StandardNames.Of(row.Kind)}_LAPSED",
            ChangeState.Cancelled => $"{StandardNames.Of(row.Kind)}_CANCELLED",
            _ => StandardNames.Of(row.Kind),
        };
        entry.RecordedAtUnixMs = row.RecordedAt.ToUnixTimeMilliseconds();
        entry.EffectiveAtUnixMs = row.EffectiveAt.ToUnixTimeMilliseconds();
        entry.SystemId = row.SystemId;
        var isDispute = row.Kind is EventKind.Disputed or EventKind.DisputeSettled;
        (entry.DecisionNumber, entry.DisputeId) = isDispute ? ("", row.DecisionNumber) : (row.DecisionNumber, "");
        entry.DecisionSha256 = row.DecisionSha256 is null ? ByteString.Empty : ByteString.CopyFrom(row.DecisionSha256);
        entry.SuccessorCode = CodeText(row.SuccessorCode);
        entry.Version = row.State == ChangeState.Applied ? row.Version : 0;
        return entry;
    }
}

/// <summary>Every way the reading of a history can end.</summary>
internal abstract record HistoryOutcome
{
    private HistoryOutcome()
    {
    }

    public sealed record Read(GetHistoryResponse History) : HistoryOutcome;

    public sealed record Unknown : HistoryOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : HistoryOutcome;
}
