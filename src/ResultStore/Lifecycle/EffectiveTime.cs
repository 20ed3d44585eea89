using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Lifecycle;

/// <summary>From when a change may hold: not before there was anything to change.</summary>
internal static class EffectiveTime
{
    private const string Path = "change.effective_at_unix_ms";

    /// <param name="row">As it stands.</param>
    /// <param name="made">What has become of it so far.</param>
    /// <param name="change">Well formed.</param>
    /// <returns>What is wrong with the time it is to hold from; empty: nothing.</returns>
    public static IReadOnlyList<FieldFault> Check(ResultRow row, List<ChangeRow> made, Change change)
    {
        var faults = new FieldFaults();
        if (change.EffectiveAtUnixMs == 0)
        {
            return faults.All;
        }

        var effective = DateTimeOffset.FromUnixTimeMilliseconds(change.EffectiveAtUnixMs);
        if (StatusRules.DayOf(effective) < FirstDay(row, change))
        {
            faults.Contradicts(
                Path,
                "Thời điểm có hiệu lực trước ngày cấp kết quả.",
                "The change would hold from before the day of issue.");
        }
        else if (EndedBy(made, change.Kind) is { } ended
            && change.EffectiveAtUnixMs < ended.EffectiveAt.ToUnixTimeMilliseconds())
        {
            faults.Contradicts(
                Path,
                "Thời điểm có hiệu lực trước khi thay đổi mà nó chấm dứt có hiệu lực.",
                "It would hold from before the change that it ends.");
        }

        return faults.All;
    }

    /// <summary>A correction may itself bring an earlier day of issue.</summary>
    private static DateOnly FirstDay(ResultRow row, Change change) =>
        change.Kind is ResultChangeKind.Correct or ResultChangeKind.Amend
        && Codes.TryDate(change.Metadata.IssuedOn, out var corrected)
        && corrected < row.IssuedOn
            ? corrected
            : row.IssuedOn;

    private static ChangeRow? EndedBy(List<ChangeRow> made, ResultChangeKind kind) => made
        .Where(each => each.State == ChangeState.Applied && kind switch
        {
            ResultChangeKind.Resume => each.Kind == EventKind.Suspended,
            ResultChangeKind.Reinstate => each.Kind is EventKind.Revoked or EventKind.Annulled or EventKind.Replaced,
            _ => false,
        })
        .MaxBy(each => each.Version);
}
