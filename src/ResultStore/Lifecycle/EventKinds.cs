using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Lifecycle;

/// <summary>Which event a change leaves.</summary>
internal static class EventKinds
{
    public static EventKind Of(ResultChangeKind kind) => kind switch
    {
        ResultChangeKind.Correct => EventKind.Corrected,
        ResultChangeKind.Amend => EventKind.Amended,
        ResultChangeKind.Replace => EventKind.Replaced,
        ResultChangeKind.Annul => EventKind.Annulled,
        ResultChangeKind.Revoke => EventKind.Revoked,
        ResultChangeKind.Suspend => EventKind.Suspended,
        ResultChangeKind.Resume => EventKind.Resumed,
        ResultChangeKind.Reinstate => EventKind.Reinstated,
        ResultChangeKind.Cancel => EventKind.ChangeCancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static ResultChangeKind ChangeOf(EventKind kind) => kind switch
    {
        EventKind.Replaced => ResultChangeKind.Replace,
        EventKind.Annulled => ResultChangeKind.Annul,
        EventKind.Revoked => ResultChangeKind.Revoke,
        EventKind.Suspended => ResultChangeKind.Suspend,
        EventKind.Resumed => ResultChangeKind.Resume,
        EventKind.Reinstated => ResultChangeKind.Reinstate,
        EventKind.Corrected => ResultChangeKind.Correct,
        EventKind.Amended => ResultChangeKind.Amend,
        _ => ResultChangeKind.Unspecified,
    };
}
