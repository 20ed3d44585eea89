namespace ResultStore.Ops;

/// <summary>What work in the background says in the log: ids 1950-1999.</summary>
internal static partial class JobLog
{
    /// <summary>For what nobody expected. Thrown on, it would end the whole server, and at every start again where a
    /// damaged row is behind it.</summary>
    [LoggerMessage(1950, LogLevel.Error, "{Job} met a fault and goes on with its next round")]
    public static partial void JobFailed(this ILogger logger, Exception fault, string job);
}
