using Google.Protobuf;
using Proof.Qr;
using ResultStore.Access;
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
    SuccessorChain chain,
    PersonalDataVault vault,
    TimeProvider clock)
{
    /// <returns>Null where the code is no code, unknown, or not the caller's to see.</returns>
    public async Task<GetHistoryResponse?> ReadAsync(Caller caller, string code, CancellationToken ct)
    {
        if (!ResultCode.TryParse(code, out var parsed)
            || await results.FindByCodeAsync(codes.BucketOf(parsed), parsed.ToBytes(), ct) is not { } row
            || !MaySee(caller, row))
        {
            return null;
        }

        var history = new GetHistoryResponse
        {
            Status = StatusRules.On(row, clock.GetUtcNow()),
            Version = row.Version,
            Disputed = row.DisputedAt is not null,
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
        history.Entries.AddRange((await changes.ListAsync(row.Bucket, row.Id, ct)).Select(EntryOf));
        return history;
    }

    private static bool MaySee(Caller caller, ResultRow row) =>
        caller.Has(ClientRole.Agency) || caller.Has(ClientRole.Inspector) || Mandate.MayChange(caller, row);

    private static string CodeText(byte[]? code) =>
        code is not null && ResultCode.TryFromBytes(code, out var parsed) ? parsed.ToString() : "";

    private HistoryEntry EntryOf(ChangeRow row)
    {
        var entry = ToldText.Show(vault, row);
        entry.Kind = row.State switch
        {
            ChangeState.Waiting => $"{StandardNames.Of(row.Kind)}_SCHEDULED",
            ChangeState.Lapsed => $"{StandardNames.Of(row.Kind)}_LAPSED",
            _ => StandardNames.Of(row.Kind),
        };
        entry.RecordedAtUnixMs = row.RecordedAt.ToUnixTimeMilliseconds();
        entry.EffectiveAtUnixMs = row.EffectiveAt.ToUnixTimeMilliseconds();
        entry.SystemId = row.SystemId;
        entry.DecisionNumber = row.DecisionNumber;
        entry.DecisionSha256 = row.DecisionSha256 is null ? ByteString.Empty : ByteString.CopyFrom(row.DecisionSha256);
        entry.SuccessorCode = CodeText(row.SuccessorCode);
        entry.Version = row.Version;
        return entry;
    }
}
