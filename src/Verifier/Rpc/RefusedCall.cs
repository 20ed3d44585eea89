using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using ResultStore.GrpcHosting;
using ResultStore.V1;
using Verifier.Door;

namespace Verifier.Rpc;

/// <summary>A refusal in the words of <c>errors.proto</c>.</summary>
internal static class RefusedCall
{
    private const string Domain = "resultstore";

    public static RpcException With(StatusCode code, ErrorReason reason, Fault fault)
    {
        var retryHelps = code is StatusCode.Unavailable or StatusCode.ResourceExhausted;
        return RichStatus.ToRpcException(Details(code, reason, fault, retryHelps ? TimeSpan.FromSeconds(5) : null));
    }

    public static RpcException OfUnread(UnreadMessage why) => why == UnreadMessage.TooLarge
        ? RichStatus.ToRpcException(
            Details(StatusCode.ResourceExhausted, ErrorReason.MessageTooLarge, Fault.MessageTooLarge, null))
        : With(StatusCode.InvalidArgument, ErrorReason.MessageUnreadable, Fault.MessageUnreadable);

    /// <param name="code">The call's status.</param>
    /// <param name="reason">Why, for a program.</param>
    /// <param name="fault">Why, for a person.</param>
    /// <param name="retryAfter">When to try again; null where that changes nothing.</param>
    public static Google.Rpc.Status Details(StatusCode code, ErrorReason reason, Fault fault, TimeSpan? retryAfter)
    {
        var refusal = new Refusal
        {
            Reason = reason,
            SentenceVi = fault.SentenceVi,
            SentenceEn = fault.SentenceEn,
            RetryHelps = retryAfter is not null,
            RetryAfterMs = (long)(retryAfter ?? TimeSpan.Zero).TotalMilliseconds,
        };
        var status = new Google.Rpc.Status { Code = (int)code, Message = fault.SentenceEn };
        status.Details.Add(Any.Pack(refusal));

        // Field 1 of ErrorInfo: this version of the class still calls it by its first name; today's name is `reason`.
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = Domain, Type = NameOf(reason) }));
        if (retryAfter is { } wait)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(wait) }));
        }

        return status;
    }

    private static string NameOf(ErrorReason reason)
    {
        var names = ErrorsReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(ErrorReason));
        return names.FindValueByNumber((int)reason).Name["ERROR_REASON_".Length..];
    }
}
