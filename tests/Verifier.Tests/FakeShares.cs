using Grpc.Core;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>Stands in for the store's share links: one that opens twice, one to a paper whose holder was erased, and
/// one to a revoked paper.</summary>
internal sealed class FakeShares : HolderAccess.HolderAccessBase
{
    public const string Secret = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    public const string ErasedSecret = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";
    public const string RevokedSecret = "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC";
    public const string Ticket = "ticket";

    private int _uses;

    public override Task<OpenShareLinkResponse> OpenShareLink(OpenShareLinkRequest request, ServerCallContext context)
    {
        if (request.Secret == ErasedSecret)
        {
            return Task.FromResult(OfErased());
        }

        if (request.Secret == RevokedSecret)
        {
            return Task.FromResult(OfRevoked());
        }

        if (request.Secret != Secret)
        {
            return Task.FromResult(new OpenShareLinkResponse { State = ShareState.Unknown });
        }

        var left = 2 - Interlocked.Increment(ref _uses);
        return Task.FromResult(left < 0
            ? new OpenShareLinkResponse { State = ShareState.UsedUp }
            : new OpenShareLinkResponse
            {
                State = ShareState.Open,
                Result = new VerifyCodeResponse
                {
                    State = VerificationState.Valid,
                    Genuineness = new Genuineness { Genuine = true, Evidence = Evidence.CodeOnRecord },
                    Status = ResultStatus.Valid,
                    Result = Results.Public(VerificationState.Valid),
                },
                Metadata = new ResultMetadata
                {
                    ResultName = "Giấy phép xây dựng",
                    Holders =
                    {
                        new Holder { Kind = HolderKind.Person, Id = "048090001901", Name = "<b>Nguyễn Văn An</b>" },
                    },
                },
                DownloadTicket = Ticket,
                UsesLeft = left,
                ExpiresAtUnixMs = 1_800_000_000_000,
            });
    }

    private static OpenShareLinkResponse OfRevoked() => new()
    {
        State = ShareState.Open,
        Result = new VerifyCodeResponse
        {
            State = VerificationState.Revoked,
            Genuineness = new Genuineness { Genuine = true, Evidence = Evidence.CodeOnRecord },
            Status = ResultStatus.Revoked,
            StatusAsOfUnixMs = 1_772_500_200_000, // 3 March 2026, 08:10 in Viet Nam
            Result = Results.Public(VerificationState.Revoked),
        },
        UsesLeft = 1,
        ExpiresAtUnixMs = 1_800_000_000_000,
    };

    private static OpenShareLinkResponse OfErased()
    {
        var paper = Results.Public(VerificationState.Valid);
        (paper.MaskedHolder, paper.HolderIdTail, paper.HolderErased) = ("", "", true);
        return new OpenShareLinkResponse
        {
            State = ShareState.Open,
            Result = new VerifyCodeResponse
            {
                State = VerificationState.Valid,
                Genuineness = new Genuineness { Genuine = true, Evidence = Evidence.CodeOnRecord },
                Status = ResultStatus.Valid,
                Result = paper,
            },
            UsesLeft = 1,
            ExpiresAtUnixMs = 1_800_000_000_000,
        };
    }

    public override async Task DownloadShared(
        DownloadSharedRequest request,
        IServerStreamWriter<DownloadSharedResponse> responseStream,
        ServerCallContext context)
    {
        if (request.Ticket != Ticket)
        {
            throw new RpcException(new Status(StatusCode.NotFound, "no such ticket"));
        }

        var header = new DocumentHeader { FileName = "kq.pdf", Length = Results.Sealed.Length };
        await responseStream.WriteAsync(new() { Header = header });
        await responseStream.WriteAsync(new() { Chunk = Google.Protobuf.ByteString.CopyFrom(Results.Sealed) });
    }
}
