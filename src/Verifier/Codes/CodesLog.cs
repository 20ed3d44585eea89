using Grpc.Core;

namespace Verifier.Codes;

internal static partial class CodesLog
{
    [LoggerMessage(2101, LogLevel.Warning, "The store did not say where a result stands: {StatusCode}")]
    public static partial void StoreDidNotAnswer(this ILogger logger, StatusCode statusCode);

    [LoggerMessage(2102, LogLevel.Warning, "The store's status was {AgeMs} ms old and does not count")]
    public static partial void StatusStale(this ILogger logger, long ageMs);
}
