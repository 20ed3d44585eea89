using Grpc.Core;
using ResultStore.GrpcHosting;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Rpc;

/// <summary>The one mapper from exceptions, which are outages or bugs, to what a caller may hear of them.</summary>
internal static class Faults
{
    public static RpcException ToException(Exception fault, string method, ServerCallContext context, ILogger logger)
    {
        if (fault is OperationCanceledException && context.CancellationToken.IsCancellationRequested)
        {
            var late = context.Deadline <= DateTime.MaxValue && context.Deadline != default
                && context.Status.StatusCode == StatusCode.DeadlineExceeded;
            return new RpcException(late ? context.Status : Status.DefaultCancelled);
        }

        return fault is RefusedException refused
            ? refused.Refusal.ToException()
            : ToRefusal(fault, method, logger).ToException();
    }

    /// <summary>What a caller hears of a fault; the rest goes to the log.</summary>
    public static Refusal ToRefusal(Exception fault, string method, ILogger logger)
    {
        var reason = ReasonOf(fault);
        if (reason == ErrorReason.Internal)
        {
            logger.CallFailed(fault, method);
        }
        else if (fault is DocumentLostException lost)
        {
            logger.DocumentLost(method, lost.Sha256);
        }
        else
        {
            logger.CallUnavailable(method, reason, fault is SealingUnavailableException
                ? fault.Message
                : fault.InnerException?.GetType().Name ?? fault.GetType().Name);
        }

        return fault is SealingUnavailableException sealing
            ? Sentences.SealingUnavailable(sealing.OfAuthority, sealing.ForOperator)
            : Sentences.Refuse(reason);
    }

    /// <summary>What a caller hears of a message that could not be taken.</summary>
    public static RpcException OfUnread(UnreadMessage why) => Sentences.Refuse(
        why == UnreadMessage.TooLarge ? ErrorReason.MessageTooLarge : ErrorReason.MessageUnreadable).ToException();

    /// <summary>The reason a caller hears.</summary>
    public static ErrorReason ReasonOf(Exception fault) => fault switch
    {
        OutcomeUnknownException => ErrorReason.OutcomeUnknown,
        DocumentLostException => ErrorReason.DocumentLost,
        StorageUnavailableException => ErrorReason.StorageUnavailable,
        SealingUnavailableException => ErrorReason.SealingUnavailable,
        ClockWrongException => ErrorReason.ClockWrong,
        _ => ErrorReason.Internal,
    };
}
