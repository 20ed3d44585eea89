namespace ResultStore.Validation;

/// <summary>What the judging of documents says in the log: ids 2400-2499.</summary>
internal static partial class TrustLog
{
    [LoggerMessage(2400, LogLevel.Information,
        "Trusted: {Signers} certificates for signers, {Timestamps} for time-stamps. Read once: after a change restart")]
    public static partial void AnchorsRead(this ILogger logger, int signers, int timestamps);
}
