using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>What holders' affairs say in the log: ids 1800-1899. Never an id or a name of anyone.</summary>
internal static partial class HolderLog
{
    [LoggerMessage(1800, LogLevel.Information, "Two holder ids were linked, {Kind}, as {LinkId} by {ClientId}")]
    public static partial void HoldersLinked(
        this ILogger logger, ResultId linkId, HolderLinkKind kind, string clientId);

    [LoggerMessage(1801, LogLevel.Information, "The link {LinkId} of two holder ids was ended by {ClientId}")]
    public static partial void HolderLinkEnded(this ILogger logger, ResultId linkId, string clientId);

    [LoggerMessage(1802, LogLevel.Warning,
        "Erasure {ErasureId} by {ClientId}: a holder was taken out of {Results} results, {Rows} rows")]
    public static partial void HolderErased(
        this ILogger logger, ResultId erasureId, int results, int rows, string clientId);

    [LoggerMessage(1803, LogLevel.Information, "{Rows} rows were taken away or emptied, as their terms are over")]
    public static partial void TermsEnded(this ILogger logger, int rows);

    [LoggerMessage(1804, LogLevel.Warning, "Erasure {ErasureId} of {At} broke off; it goes on here, try {Attempt}")]
    public static partial void ErasureGoesOn(
        this ILogger logger, ResultId erasureId, DateTimeOffset at, int attempt);

    [LoggerMessage(1805, LogLevel.Error,
        "Erasure {ErasureId}: {Table} {RowId} cannot be read, so it stays; put right from a backup, it is erased too")]
    public static partial void HolderRowDamaged(
        this ILogger logger, ResultId erasureId, string table, ResultId rowId);

    [LoggerMessage(1806, LogLevel.Error,
        "The record of erasure {ErasureId} cannot be read, so nobody knows whom it is about; it is not finished")]
    public static partial void ErasureUnreadable(this ILogger logger, ResultId erasureId);

    [LoggerMessage(1807, LogLevel.Warning, "Unfinished erasures wait: the database is away")]
    public static partial void ErasuresWait(this ILogger logger);
}
