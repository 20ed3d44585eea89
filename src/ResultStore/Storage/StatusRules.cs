namespace ResultStore.Storage;

/// <summary>Where a result stands on a day: expiry follows from the date in Vietnam, everything else from events.
/// </summary>
internal static class StatusRules
{
    private static readonly TimeSpan VietnamTime = TimeSpan.FromHours(7);

    /// <param name="row">The result.</param>
    /// <param name="lastDay">Its last day, from the paper or else from its kind; null: no end.</param>
    /// <param name="instant">When.</param>
    public static V1.ResultStatus On(ResultRow row, DateOnly? lastDay, DateTimeOffset instant) => row.Status switch
    {
        ResultStatus.Suspended => V1.ResultStatus.Suspended,
        ResultStatus.Revoked or ResultStatus.Annulled => V1.ResultStatus.Revoked,
        ResultStatus.Replaced => V1.ResultStatus.Replaced,
        _ when lastDay < DayOf(instant) => V1.ResultStatus.Expired,
        _ => V1.ResultStatus.Valid,
    };

    /// <summary>The day it is in Vietnam.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(VietnamTime).Date);
}
