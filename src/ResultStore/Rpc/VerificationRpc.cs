using Grpc.Core;
using ResultStore.Access;
using ResultStore.V1;
using ResultStore.Verification;

namespace ResultStore.Rpc;

/// <summary>The door for verifiers.</summary>
internal sealed class VerificationRpc(
    VerifyCode codes, VerifyDocument documents, TrustBundle bundle, EnumerationWatch watch)
    : ResultVerification.ResultVerificationBase
{
    public override async Task<VerifyCodeResponse> VerifyCode(VerifyCodeRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var answer = request.QueryCase switch
        {
            VerifyCodeRequest.QueryOneofCase.Code => await codes.ByCodeAsync(request.Code, ct)
                ?? throw Sentences.Refuse(ErrorReason.CodeMalformed).ToException(),
            VerifyCodeRequest.QueryOneofCase.Link => await codes.ByLinkAsync(request.Link, ct),
            _ => throw Sentences.Refuse(ErrorReason.CodeMalformed).ToException(),
        };
        if (answer.State == VerificationState.Unknown)
        {
            watch.UnknownCode(context.Caller, context.RemoteAddress);
        }

        return answer;
    }

    public override async Task<VerifyDocumentResponse> VerifyDocument(
        IAsyncStreamReader<VerifyDocumentRequest> requestStream,
        ServerCallContext context)
    {
        using var spool = documents.NewSpool();
        var withReport = false;
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            withReport |= spool.Length == 0 && requestStream.Current.WithReport;
            SizeRefusals.CheckPiece(requestStream.Current.Chunk.Length);
            if (!spool.TryAppend(requestStream.Current.Chunk.Span))
            {
                throw SizeRefusals.OfStream((int)spool.MaxLength).ToException();
            }
        }

        return await documents.RunAsync(spool, withReport, context.CancellationToken)
            ?? throw Sentences.Refuse(ErrorReason.Busy).ToException();
    }

    public override Task<GetTrustBundleResponse> GetTrustBundle(
        GetTrustBundleRequest request,
        ServerCallContext context) => Task.FromResult(bundle.Make());
}
