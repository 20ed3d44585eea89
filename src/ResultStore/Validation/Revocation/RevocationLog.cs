namespace ResultStore.Validation.Revocation;

/// <summary>What the gathering of evidence says in the log: ids 2300-2399.</summary>
internal static partial class RevocationLog
{
    [LoggerMessage(2300, LogLevel.Warning, "No evidence from {Host}: {Reason}")]
    public static partial void EvidenceNotAsked(this ILogger logger, string host, string reason);

    [LoggerMessage(2301, LogLevel.Warning, "What {Host} answered settles nothing: {Gap}")]
    public static partial void EvidenceUseless(this ILogger logger, string host, Proof.Cms.RevocationGap gap);

    [LoggerMessage(2302, LogLevel.Information, "Read {Count} lists from the folder; {Unreadable} unreadable")]
    public static partial void ListsRead(this ILogger logger, int count, int unreadable);

    [LoggerMessage(2303, LogLevel.Warning, "The folder of revocation lists could not be read: {Reason}")]
    public static partial void ListsNotRead(this ILogger logger, string reason);

    [LoggerMessage(2304, LogLevel.Warning, "Evidence was fetched, but the database did not keep it: {Reason}")]
    public static partial void EvidenceNotKept(this ILogger logger, string reason);
}
