namespace ResultStore.Catalogue;

/// <summary>What the catalogue says in the log: ids 1500-1599.</summary>
internal static partial class CatalogueLog
{
    [LoggerMessage(1500, LogLevel.Information, "Catalogue version {Version} read: {Texts} texts are new")]
    public static partial void CatalogueRead(this ILogger logger, long version, int texts);

    [LoggerMessage(1501, LogLevel.Warning, "The catalogue cannot be read; the one in memory serves on")]
    public static partial void CatalogueAway(this ILogger logger);

    [LoggerMessage(1502, LogLevel.Error,
        "The catalogue holds what this program cannot read; the one in memory serves on")]
    public static partial void CatalogueUnreadable(this ILogger logger, Exception fault);

    [LoggerMessage(1503, LogLevel.Information,
        "Catalogue version {Version} imported by {ClientId}: {Added} added, {Changed} changed, {Removed} removed")]
    public static partial void CatalogueImported(
        this ILogger logger, long version, string clientId, int added, int changed, int removed);

    [LoggerMessage(1504, LogLevel.Information, "The catalogue is read again")]
    public static partial void CatalogueReadAgain(this ILogger logger);
}
