namespace ResultStore.Feed;

/// <summary>What the feed says in the log: ids 1700-1799.</summary>
internal static partial class FeedLog
{
    [LoggerMessage(1700, LogLevel.Warning, "New events cannot be read: storage is away")]
    public static partial void FeedUnavailable(this ILogger logger);

    [LoggerMessage(1701, LogLevel.Error, "Reading new events failed; tried again")]
    public static partial void FeedFailed(this ILogger logger, Exception fault);

    [LoggerMessage(1702, LogLevel.Error, "The feed ended at {Before} and now ends at {Now}: was a backup restored?")]
    public static partial void FeedShrank(this ILogger logger, long before, long now);

    [LoggerMessage(1703, LogLevel.Information, "{ClientId} watches the feed from {Number} on")]
    public static partial void WatchBegan(this ILogger logger, string clientId, long number);

    [LoggerMessage(1704, LogLevel.Information, "{ClientId} watches no longer, at {Number}")]
    public static partial void WatchEnded(this ILogger logger, string clientId, long number);
}
