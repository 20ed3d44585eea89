using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.RateLimiting;
using ResultStore.GrpcHosting;
using ResultStore.V1;
using Verifier.Codes;
using Verifier.Documents;
using Verifier.Door;
using Verifier.Offline;

namespace Verifier.Rpc;

/// <summary>The same answers over gRPC, for anyone.</summary>
internal sealed class VerificationService(CodeVerifier codes, DocumentVerifier documents, TrustKeeper trust)
    : ResultVerification.ResultVerificationBase
{
    /// <summary>Most bytes of a file in one message; the contract's, at every door.</summary>
    private const int MostPieceBytes = 1 << 20;

    [EnableRateLimiting(CallerLimits.Questions)]
    public override async Task<VerifyCodeResponse> VerifyCode(VerifyCodeRequest request, ServerCallContext context)
    {
        var answer = request.QueryCase == VerifyCodeRequest.QueryOneofCase.Link
            ? await codes.VerifyLinkAsync(request.Link, context.CancellationToken)
            : await codes.VerifyCodeAsync(request.Code, context.CancellationToken);
        return answer is not null
            ? answer.Answer
            : throw RefusedCall.With(StatusCode.InvalidArgument, ErrorReason.CodeMalformed, Fault.NoCode);
    }

    [EnableRateLimiting(CallerLimits.Documents)]
    public override async Task<VerifyDocumentResponse> VerifyDocument(
        IAsyncStreamReader<VerifyDocumentRequest> requestStream, ServerCallContext context)
    {
        var rest = ByteString.Empty.Memory;
        var withReport = false;
        var outcome = await documents.VerifyAsync(ReadAsync, () => withReport, context.CancellationToken);
        return outcome switch
        {
            DocumentOutcome.Answered { Answer: var answer } => answer,
            DocumentOutcome.TooLarge large => throw RefusedCall.With(
                StatusCode.InvalidArgument, ErrorReason.DocumentTooLarge, Fault.TooLarge(large.Most)),
            DocumentOutcome.TooSlow => throw RefusedCall.With(
                StatusCode.ResourceExhausted, ErrorReason.Busy, Fault.TooSlow),
            _ => throw RefusedCall.With(StatusCode.ResourceExhausted, ErrorReason.Busy, Fault.Busy),
        };

        async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct)
        {
            while (rest.IsEmpty)
            {
                if (!await requestStream.MoveNext(ct))
                {
                    return 0;
                }

                rest = requestStream.Current.Chunk.Memory;
                if (rest.Length > MostPieceBytes)
                {
                    throw RefusedCall.OfUnread(UnreadMessage.TooLarge);
                }

                withReport |= requestStream.Current.WithReport;
            }

            var count = Math.Min(buffer.Length, rest.Length);
            rest[..count].CopyTo(buffer);
            rest = rest[count..];
            return count;
        }
    }

    [EnableRateLimiting(CallerLimits.Questions)]
    public override Task<GetTrustBundleResponse> GetTrustBundle(
        GetTrustBundleRequest request, ServerCallContext context) =>
        trust.Current is { Message: var bundle }
            ? Task.FromResult(bundle)
            : throw RefusedCall.With(StatusCode.Unavailable, ErrorReason.StorageUnavailable, Fault.NoKeys);
}
