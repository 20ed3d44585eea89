using Grpc.Core;

namespace Verifier.Documents;

internal static partial class DocumentsLog
{
    [LoggerMessage(2201, LogLevel.Warning, "The store gave no answer about a file: {StatusCode}")]
    public static partial void StoreDidNotJudge(this ILogger logger, StatusCode statusCode);
}
