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
}
