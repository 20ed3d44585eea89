namespace ResultStore.Storage;

/// <summary>What the reading of all documents says in the log: ids 1900-1949. Digests, not what they are of.</summary>
internal static partial class ScrubLog
{
    [LoggerMessage(1900, LogLevel.Critical,
        "The stored document {Sha256} is {State}: put a copy of it back, or have it pushed again")]
    public static partial void DocumentIsBad(this ILogger logger, string sha256, DocumentState state);

    [LoggerMessage(1901, LogLevel.Critical,
        "{More} more stored documents beside them are altered, missing or unreadable")]
    public static partial void MoreDocumentsAreBad(this ILogger logger, int more);

    [LoggerMessage(1902, LogLevel.Information, "{Count} documents were removed that no row names")]
    public static partial void UnnamedRemoved(this ILogger logger, long count);

    [LoggerMessage(1903, LogLevel.Critical,
        "The database is older than the document folder, as after a restore: documents that no row names are kept. "
        + "Once their pushes were made again, remove {Path}")]
    public static partial void DatabaseIsOlder(this ILogger logger, string path);

    [LoggerMessage(1904, LogLevel.Information, "Every stored document was read through since {StartedAt:o}")]
    public static partial void ScrubThrough(this ILogger logger, DateTimeOffset startedAt);

    [LoggerMessage(1905, LogLevel.Warning,
        "The reading of the stored documents was broken off and goes on later: {Why}")]
    public static partial void ScrubBrokenOff(this ILogger logger, string why);
}
