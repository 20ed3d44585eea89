using System.Text;
using Proof.Qr;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Lifecycle;

/// <summary>Records that a holder disputes a result. It changes no status: it is there for every agency to
/// see.</summary>
internal sealed class Disputes(
    CodeIssuer codes,
    ResultTable results,
    ChangeTable changes,
    PersonalDataVault vault,
    TimeProvider clock)
{
    /// <summary>What is wrong with the request; empty: nothing.</summary>
    public static IReadOnlyList<FieldFault> Check(RecordDisputeRequest request)
    {
        var faults = new FieldFaults();
        Text("text", request.Text, 2_000);
        Text("officer", request.Officer, 200);
        if (!request.Settled && request.DisputeId.Length > 0)
        {
            faults.Contradicts("dispute_id", "Chỉ dùng khi khép lại khiếu nại.", "Only a settlement names a dispute.");
        }

        return faults.All;

        void Text(string path, string text, int most)
        {
            if (text.Trim().Length == 0)
            {
                faults.Missing(path);
            }
            else if (text.Trim().Length > most)
            {
                faults.TooLong(path, most);
            }
        }
    }

    /// <param name="caller">Who records or settles.</param>
    /// <param name="request">Checked.</param>
    /// <param name="holder">For whom a portal does; it is known that the result is theirs. Null: for nobody.</param>
    /// <param name="ct">Ends the search, not the record.</param>
    public async Task<LifecycleOutcome> RecordAsync(
        Caller caller, RecordDisputeRequest request, HolderId? holder, CancellationToken ct)
    {
        if (!ResultCode.TryParse(request.Code, out var parsed))
        {
            return new LifecycleOutcome.CodeMalformed();
        }

        var row = await results.FindByCodeAsync(codes.BucketOf(parsed), parsed.ToBytes(), ct);
        if (row is null || (holder is null && !Mandate.MayDispute(caller, row)))
        {
            return new LifecycleOutcome.Unknown();
        }

        var id = ResultId.New(clock);
        var dispute = id.ToString();
        if (request.Settled)
        {
            var open = ChangeTable.OpenDisputes(await changes.ListAsync(row.Bucket, row.Id, ct));
            var (meant, refusal) = Meant(open, request.DisputeId.Trim());
            if (meant is null)
            {
                return refusal!;
            }

            if (!MaySettle(caller, row, meant, holder))
            {
                return new LifecycleOutcome.NotYours();
            }

            dispute = meant.Id.ToString();
        }

        var now = clock.GetUtcNow();
        var after = await changes.SetDisputeAsync(new NewChange
        {
            Id = id,
            Kind = request.Settled ? EventKind.DisputeSettled : EventKind.Disputed,
            Seen = row,
            Next = row.Status,
            RecordedAt = now,
            EffectiveAt = now,
            SystemId = caller.Id,
            DecisionNumber = dispute,
            Told = ToldText.Hide(vault, row.Id, new HistoryEntry
            {
                Reason = request.Text.Trim(),
                Officer = request.Officer.Trim(),
                DecisionNumber = TraceOf(holder),
            }),
        });
        return after is not null
            ? new LifecycleOutcome.DisputeSet(after, dispute)
            : new LifecycleOutcome.ChangedMeanwhile(row);
    }

    /// <summary>The one to settle, or why there is none.</summary>
    private static (ChangeRow? Meant, LifecycleOutcome? Refusal) Meant(List<ChangeRow> open, string id)
    {
        if (open.Count == 0)
        {
            return (null, new LifecycleOutcome.NoOpenDispute());
        }

        if (id.Length == 0 && open.Count == 1)
        {
            return (open[0], null);
        }

        if (open.Find(dispute => dispute.Id.ToString() == id) is { } named)
        {
            return (named, null);
        }

        var faults = new FieldFaults();
        faults.Add(
            "dispute_id",
            id.Length == 0 ? FieldReason.Missing : FieldReason.UnknownValue,
            "Hãy nêu mã của một khiếu nại đang mở (xem lịch sử).",
            "Name one of the open disputes; the history has their ids.");
        return (null, new LifecycleOutcome.FieldsInvalid(faults.All));
    }

    private bool MaySettle(Caller caller, ResultRow row, ChangeRow dispute, HolderId? holder) =>
        (holder is null && Mandate.MayChange(caller, row))
        || (dispute.SystemId == caller.Id && ToldText.Show(vault, dispute).DecisionNumber == TraceOf(holder));

    /// <summary>Tells whether two disputes are the same holder's without saying whose. A dispute has no decision: it
    /// stands where a change has that one's number, and no history shows it.</summary>
    private string TraceOf(HolderId? holder) => holder is { } known
        ? Convert.ToHexString(vault.Digest(Encoding.UTF8.GetBytes(known.Canonical)))
        : "";
}
