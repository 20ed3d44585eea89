using Grpc.Core;

namespace Verifier.Offline;

internal static partial class OfflineLog
{
    [LoggerMessage(2001, LogLevel.Warning, "Trust bundle not fetched: {StatusCode}; going on with that of {IssuedAt}")]
    public static partial void TrustBundleNotFetched(
        this ILogger logger, StatusCode statusCode, DateTimeOffset? issuedAt);

    [LoggerMessage(2002, LogLevel.Error, "The store's trust bundle has no key that can be used")]
    public static partial void TrustBundleUnusable(this ILogger logger);

    [LoggerMessage(2003, LogLevel.Critical, "The store has development keys: refused on any address but loopback")]
    public static partial void DevelopmentKeysRefused(this ILogger logger);

    [LoggerMessage(2004, LogLevel.Warning, "The kept trust bundle cannot be read: {Reason}")]
    public static partial void TrustFileUnreadable(this ILogger logger, string reason);

    [LoggerMessage(2006, LogLevel.Warning, "The feed broke off after event {Through}: {StatusCode}; tried again")]
    public static partial void FeedBroken(this ILogger logger, StatusCode statusCode, long through);

    [LoggerMessage(2007, LogLevel.Error, "The store's feed ends before {Through}: read again from its first event")]
    public static partial void FeedBeganAnew(this ILogger logger, long through);

    [LoggerMessage(2005, LogLevel.Warning, "The trust bundle cannot be kept: {Reason}")]
    public static partial void TrustFileNotWritten(this ILogger logger, string reason);
}
