using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using ResultStore.V1;

namespace Verifier.Store;

/// <summary>The one connection to the store, with this server's key on every call.</summary>
internal sealed class StoreClient : IDisposable
{
    private static readonly TimeSpan KeyLife = TimeSpan.FromSeconds(30);

    private readonly StoreOptions _options;
    private readonly TimeProvider _clock;
    private readonly GrpcChannel _channel;
    private StoreKey? _key;

    public StoreClient(IOptions<StoreOptions> options, TimeProvider clock)
    {
        _options = options.Value;
        _clock = clock;
        _channel = GrpcChannel.ForAddress(_options.Address, new GrpcChannelOptions
        {
            HttpHandler = Handler(_options.CaFile),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = 1 << 20,
            MaxRetryAttempts = 1,
        });
        Verification = new ResultVerification.ResultVerificationClient(_channel);
        Feed = new ResultFeed.ResultFeedClient(_channel);
        Holders = new HolderAccess.HolderAccessClient(_channel);
    }

    public ResultVerification.ResultVerificationClient Verification { get; }

    public ResultFeed.ResultFeedClient Feed { get; }

    public HolderAccess.HolderAccessClient Holders { get; }

    public CallOptions ForCode(CancellationToken ct) => Options(_options.CodeTimeoutMs, ct);

    public CallOptions ForDocument(CancellationToken ct) => Options(_options.DocumentTimeoutMs, ct);

    /// <summary>For a stream that is watched as long as it lasts.</summary>
    public CallOptions ForWatch(CancellationToken ct) =>
        new(Headers(_clock.GetUtcNow()), deadline: null, ct);

    public void Dispose() => _channel.Dispose();

    private CallOptions Options(int timeoutMs, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        return new CallOptions(Headers(now), now.AddMilliseconds(timeoutMs).UtcDateTime, ct);
    }

    private Metadata Headers(DateTimeOffset now)
    {
        if (_key is { } key && now - key.ReadAt < KeyLife)
        {
            return key.Headers;
        }

        var headers = new Metadata();
        if (_options.ApiKeyFile is not null && ReadKey(_options.ApiKeyFile) is { Length: > 0 } text)
        {
            headers.Add("authorization", $"Bearer {text}");
        }

        _key = new StoreKey(headers, now);
        return headers;
    }

    /// <summary>While a key is being replaced its file may be away for a moment: the old one then serves on.</summary>
    private string? ReadKey(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (IOException)
        {
            return _key?.Headers.GetValue("authorization")?["Bearer ".Length..];
        }
    }

    private sealed record StoreKey(Metadata Headers, DateTimeOffset ReadAt);

    private static SocketsHttpHandler Handler(string? caFile)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
        };
        if (caFile is not null)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(caFile);
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return handler;
    }
}
