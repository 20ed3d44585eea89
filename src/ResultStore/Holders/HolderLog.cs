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
}
