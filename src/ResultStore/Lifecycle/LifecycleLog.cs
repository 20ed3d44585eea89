using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Lifecycle;

/// <summary>What changes say in the log: ids 1400-1499.</summary>
internal static partial class LifecycleLog
{
    [LoggerMessage(1400, LogLevel.Information, "{Kind} of {ResultId} by {ClientId}")]
    public static partial void ResultChanged(
        this ILogger logger, ResultId resultId, ResultChangeKind kind, string clientId);

    [LoggerMessage(1401, LogLevel.Information, "{Count} changes whose time had come were made or lapsed")]
    public static partial void DueChangesMade(this ILogger logger, int count);

    [LoggerMessage(1402, LogLevel.Warning, "Changes whose time has come cannot be looked for: storage is away")]
    public static partial void DueChangesUnavailable(this ILogger logger);

    [LoggerMessage(1403, LogLevel.Error, "A change of {ResultId} whose time has come cannot be read; it still waits")]
    public static partial void DueChangeDamaged(this ILogger logger, Exception fault, ResultId resultId);
}
