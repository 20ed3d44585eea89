using ResultStore.V1;
using ResultStatus = ResultStore.Storage.ResultStatus;

namespace ResultStore.Lifecycle;

/// <summary>From where a change may lead where: the one table of it (NĐ 61/2018, Đ.21). What is not in it is refused.
/// </summary>
internal static class Transitions
{
    private static readonly Dictionary<(ResultStatus, ResultChangeKind), ResultStatus> Table = new()
    {
        [(ResultStatus.Valid, ResultChangeKind.Correct)] = ResultStatus.Valid,
        [(ResultStatus.Valid, ResultChangeKind.Amend)] = ResultStatus.Valid,
        [(ResultStatus.Valid, ResultChangeKind.Replace)] = ResultStatus.Replaced,
        [(ResultStatus.Valid, ResultChangeKind.Annul)] = ResultStatus.Annulled,
        [(ResultStatus.Valid, ResultChangeKind.Revoke)] = ResultStatus.Revoked,
        [(ResultStatus.Valid, ResultChangeKind.Suspend)] = ResultStatus.Suspended,

        [(ResultStatus.Suspended, ResultChangeKind.Correct)] = ResultStatus.Suspended,
        [(ResultStatus.Suspended, ResultChangeKind.Replace)] = ResultStatus.Replaced,
        [(ResultStatus.Suspended, ResultChangeKind.Annul)] = ResultStatus.Annulled,
        [(ResultStatus.Suspended, ResultChangeKind.Revoke)] = ResultStatus.Revoked,
        [(ResultStatus.Suspended, ResultChangeKind.Resume)] = ResultStatus.Valid,

        // A replaced result can still turn out to have been void from the start, or replaced by mistake.
        [(ResultStatus.Replaced, ResultChangeKind.Annul)] = ResultStatus.Annulled,
        [(ResultStatus.Replaced, ResultChangeKind.Revoke)] = ResultStatus.Revoked,
        [(ResultStatus.Replaced, ResultChangeKind.Reinstate)] = ResultStatus.Valid,

        [(ResultStatus.Revoked, ResultChangeKind.Reinstate)] = ResultStatus.Valid,
        [(ResultStatus.Annulled, ResultChangeKind.Reinstate)] = ResultStatus.Valid,
    };

    /// <summary>A cancellation is of something to come: it leaves the result where it stands.</summary>
    /// <returns>Where the change leads; null where it is not allowed.</returns>
    public static ResultStatus? Next(ResultStatus from, ResultChangeKind kind) =>
        kind == ResultChangeKind.Cancel ? from : Table.TryGetValue((from, kind), out var next) ? next : null;
}
