using ResultStore.Storage;

namespace ResultStore.Access;

/// <summary>What access control says in the log: ids 1100-1199.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(1100, LogLevel.Warning, "The list of systems cannot be read; the last one is used")]
    public static partial void ClientListUnavailable(this ILogger logger);

    [LoggerMessage(1101, LogLevel.Information, "Registered system {ClientId} from the file of first systems")]
    public static partial void ClientRegistered(this ILogger logger, string clientId);

    [LoggerMessage(1102, LogLevel.Information, "System {ClientId} was changed by {Administrator}: {Change}")]
    public static partial void ClientChanged(this ILogger logger, string clientId, string administrator, string change);

    [LoggerMessage(1103, LogLevel.Warning,
        "Unusual reading, {Kind}: system '{ClientId}', address '{Address}', {Seen} within {Seconds} s")]
    public static partial void UnusualReading(
        this ILogger logger, AlertKind kind, string clientId, string address, int seen, int seconds);

    [LoggerMessage(1104, LogLevel.Warning, "An alert, {Kind}, could not be kept: the database is away")]
    public static partial void AlertNotKept(this ILogger logger, AlertKind kind);

    [LoggerMessage(1105, LogLevel.Error,
        "The list of systems cannot be read, for a reason nobody expected; the last one is used until it is stale")]
    public static partial void ClientListUnreadable(this ILogger logger, Exception fault);

    [LoggerMessage(1106, LogLevel.Information, "The list of systems is read again")]
    public static partial void ClientListReadAgain(this ILogger logger);

    [LoggerMessage(1107, LogLevel.Error, "What system {ClientId} is allowed cannot be read; it is shut out")]
    public static partial void ClientUnreadable(this ILogger logger, Exception fault, string clientId);
}
