using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Intake;

/// <summary>What intake says in the log: ids 1300-1399. Ids and sizes only.</summary>
internal static partial class IntakeLog
{
    [LoggerMessage(1300, LogLevel.Information,
        "Stored {ResultId} from {ClientId}, {Length} bytes, in {ElapsedMs} ms")]
    public static partial void ResultStored(
        this ILogger logger, ResultId resultId, string clientId, long length, double elapsedMs);

    [LoggerMessage(1301, LogLevel.Information, "Refused a document from {ClientId}: {Reason} ({Detail})")]
    public static partial void DocumentRefused(
        this ILogger logger, string clientId, ErrorReason reason, string detail);
}
