using Proof.Qr;
using ResultStore.Access;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

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
    public async Task<LifecycleOutcome> RecordAsync(
        Caller caller,
        RecordDisputeRequest request,
        CancellationToken ct)
    {
        if (request.Text.Trim().Length is 0 or > 2_000 || request.Officer.Trim().Length is 0 or > 200)
        {
            return new LifecycleOutcome.FieldsInvalid([new FieldFault
            {
                Path = request.Officer.Trim().Length is 0 or > 200 ? "officer" : "text",
                Reason = FieldReason.Missing,
                SentenceVi = "Phải nêu nội dung khiếu nại (tối đa 2.000 ký tự) và người ghi nhận.",
                SentenceEn = "Say what is disputed (at most 2,000 characters) and who records it.",
            }]);
        }

        if (!ResultCode.TryParse(request.Code, out var parsed))
        {
            return new LifecycleOutcome.CodeMalformed();
        }

        var row = await results.FindByCodeAsync(codes.BucketOf(parsed), parsed.ToBytes(), ct);
        if (row is null || !Mandate.MayDispute(caller, row))
        {
            return new LifecycleOutcome.Unknown();
        }

        var now = clock.GetUtcNow();
        var id = ResultId.New(clock);
        DateTimeOffset? disputedAt = request.Settled ? null : row.DisputedAt ?? now;
        await changes.SetDisputeAsync(
            new NewChange
            {
                Id = id,
                Kind = request.Settled ? EventKind.DisputeSettled : EventKind.Disputed,
                Seen = row,
                Next = row.Status,
                RecordedAt = now,
                EffectiveAt = now,
                SystemId = caller.Id,
                DecisionNumber = id.ToString(),
                Told = ToldText.Hide(
                    vault, new Change { Reason = request.Text, Officer = request.Officer }, row.Id),
            },
            disputedAt);
        return new LifecycleOutcome.Changed(row with { DisputedAt = disputedAt }, now, Repeated: false);
    }
}
