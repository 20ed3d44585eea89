namespace ResultStore.Log;

/// <summary>What the sequencer says in the log: ids 1600-1699.</summary>
internal static partial class SequencerLog
{
    [LoggerMessage(1600, LogLevel.Information, "This server gives the events their numbers now (term {Term})")]
    public static partial void PlaceTaken(this ILogger logger, long term);

    [LoggerMessage(1601, LogLevel.Warning, "Another server gives the events their numbers now; term {Term} is over")]
    public static partial void PlaceLost(this ILogger logger, long term);

    [LoggerMessage(1602, LogLevel.Warning, "Events cannot be numbered: {Cause}")]
    public static partial void NumberingUnavailable(this ILogger logger, string cause);

    [LoggerMessage(1603, LogLevel.Error, "Numbering events failed; tried again")]
    public static partial void NumberingFailed(this ILogger logger, Exception fault);
}
