using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>What the gRPC edge says in the log: ids 1000-1099.</summary>
internal static partial class RpcLog
{
    [LoggerMessage(1000, LogLevel.Error, "{Method} failed")]
    public static partial void CallFailed(this ILogger logger, Exception fault, string method);

    [LoggerMessage(1001, LogLevel.Warning, "{Method} answered {Reason}: {Cause}")]
    public static partial void CallUnavailable(this ILogger logger, string method, ErrorReason reason, string cause);

    [LoggerMessage(1002, LogLevel.Error,
        "{Method} needs the stored document {Sha256}, which is missing or altered: put a copy of it back")]
    public static partial void DocumentLost(this ILogger logger, string method, string sha256);
}
