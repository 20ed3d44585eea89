using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ResultStore.GrpcHosting;
using ResultStore.V1;
using Verifier.Door;

namespace Verifier.Rpc;

/// <summary>A refusal in the words of <c>errors.proto</c>.</summary>
internal static class RefusedCall
{
    public static RpcException With(StatusCode code, ErrorReason reason, Fault fault)
    {
        var retryHelps = code is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.DeadlineExceeded;
        return RichStatus.ToRpcException(Details(code, reason, fault, retryHelps ? TimeSpan.FromSeconds(5) : null));
    }

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
        return new Google.Rpc.Status
        {
            Code = (int)code,
            Message = fault.SentenceEn,
            Details = { Any.Pack(refusal) },
        };
    }
}
