using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Proof.Qr;
using ResultStore.V1;

namespace Verifier.Tests;

/// <summary>Stands in for the store: a real gRPC server whose answers a test sets, by code or by file.</summary>
internal sealed class FakeStore : ResultVerification.ResultVerificationBase, IAsyncDisposable
{
    public const string ApiKey = "key-of-the-verifier";

    private readonly WebApplication _app;

    private FakeStore(int port, X509Certificate2? certificate)
    {
        Port = port;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        builder.Services.AddSingleton(Feed);
        builder.Services.AddSingleton<FakeShares>();
        _app = builder.Build();
        _app.MapGrpcService<FakeStore>();
        _app.MapGrpcService<FakeFeed>();
        _app.MapGrpcService<FakeShares>();
    }

    public int Port { get; }

    public FakeFeed Feed { get; } = new();

    public static ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Answers by code; of a presentation by its whole link.</summary>
    public Dictionary<string, VerifyCodeResponse> ByCode { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, VerifyDocumentResponse> ByFile { get; } = new(StringComparer.Ordinal);

    /// <summary>Queries received, so that a test can see what left the Verifier.</summary>
    public List<VerifyCodeRequest> Asked { get; } = [];

    public bool Development { get; set; }

    /// <summary>How old every status is, in milliseconds.</summary>
    public long StatusAgeMs { get; set; }

    /// <summary>The keys it publishes.</summary>
    public List<Proof.Qr.TokenKey> Keys { get; } = [Results.PublishedKey];

    public static async Task<FakeStore> StartAsync(int port, X509Certificate2? certificate = null)
    {
        var store = new FakeStore(port, certificate);
        await store._app.StartAsync();
        return store;
    }

    public override Task<VerifyCodeResponse> VerifyCode(VerifyCodeRequest request, ServerCallContext context)
    {
        CheckKey(context);
        lock (Asked)
        {
            Asked.Add(request);
        }

        var answer = ByCode.TryGetValue(request.Code.Length > 0 ? request.Code : request.Link, out var known)
            ? known.Clone()
            : new VerifyCodeResponse { State = VerificationState.Unknown, Genuineness = new Genuineness() };
        answer.StatusAsOfUnixMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - StatusAgeMs;
        return Task.FromResult(answer);
    }

    public override async Task<VerifyDocumentResponse> VerifyDocument(
        IAsyncStreamReader<VerifyDocumentRequest> requestStream, ServerCallContext context)
    {
        CheckKey(context);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var withReport = false;
        await foreach (var piece in requestStream.ReadAllAsync(context.CancellationToken))
        {
            hash.AppendData(piece.Chunk.Span);
            withReport |= piece.WithReport;
        }

        var answer = ByFile.TryGetValue(Convert.ToHexStringLower(hash.GetHashAndReset()), out var known)
            ? known.Clone()
            : new VerifyDocumentResponse { State = VerificationState.Unknown, Genuineness = new Genuineness() };
        answer.StatusAsOfUnixMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        if (withReport && answer.Report is not null)
        {
            answer.EtsiReport = ByteString.CopyFromUtf8("<report/>");
        }

        return answer;
    }

    public override Task<GetTrustBundleResponse> GetTrustBundle(
        GetTrustBundleRequest request, ServerCallContext context)
    {
        CheckKey(context);
        return Task.FromResult(new GetTrustBundleResponse
        {
            Keys =
            {
                Keys.Select(key => new ResultStore.V1.TokenKey
                {
                    Kid = key.KeyId,
                    PublicKey = ByteString.CopyFrom(key.SubjectPublicKeyInfo.Span),
                    Agencies = { key.Agencies },
                    ValidFromUnixMs = key.ValidFrom.ToUnixTimeMilliseconds(),
                }),
            },
            Jwks = System.Text.Encoding.UTF8.GetString(new TokenKeySet(Keys).ToJwks()),
            Hosts = { "kq.example.vn" },
            IssuedAtUnixMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            Development = Development,
        });
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void CheckKey(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue("authorization") != $"Bearer {ApiKey}")
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "no key"));
        }
    }
}
