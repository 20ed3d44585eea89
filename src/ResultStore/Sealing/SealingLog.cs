namespace ResultStore.Sealing;

/// <summary>What sealing says in the log: ids 1200-1299.</summary>
internal static partial class SealingLog
{
    [LoggerMessage(1200, LogLevel.Error, "The clock is off by {DifferenceMs} ms: no code is issued until it is right")]
    public static partial void ClockIsWrong(this ILogger logger, long differenceMs);

    [LoggerMessage(1201, LogLevel.Warning, "Time-stamp authority {Index} did not answer properly: {Reason}")]
    public static partial void TimestampFailed(this ILogger logger, int index, string reason);

    [LoggerMessage(1202, LogLevel.Warning, "These are DEVELOPMENT keys: nothing sealed with them is worth anything")]
    public static partial void DevelopmentKeys(this ILogger logger);
}
