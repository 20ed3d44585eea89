namespace ResultStore.Validation.Revocation;

/// <summary>What the gathering of evidence says in the log: ids 2300-2399.</summary>
internal static partial class RevocationLog
{
    [LoggerMessage(2300, LogLevel.Warning, "No evidence from {Host}: {Reason}")]
    public static partial void EvidenceNotAsked(this ILogger logger, string host, string reason);

    [LoggerMessage(2301, LogLevel.Warning, "What {Host} answered settles nothing: {Gap}")]
    public static partial void EvidenceUseless(this ILogger logger, string host, Proof.Cms.RevocationGap gap);

    [LoggerMessage(2302, LogLevel.Information,
        "Read the folder of revocation lists: {Count} lists; {Unreadable} files that are none now")]
    public static partial void ListsRead(this ILogger logger, int count, int unreadable);

    [LoggerMessage(2303, LogLevel.Error, "{Path} {Sentence}")]
    public static partial void ListsNotRead(this ILogger logger, string path, string sentence);

    [LoggerMessage(2304, LogLevel.Warning, "Evidence was fetched, but the database did not keep it: {Reason}")]
    public static partial void EvidenceNotKept(this ILogger logger, string reason);

    [LoggerMessage(2305, LogLevel.Warning, "{Path} {Sentence}")]
    public static partial void NoList(this ILogger logger, string path, string sentence);
}
