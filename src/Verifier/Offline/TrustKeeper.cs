using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;
using ResultStore.V1;
using Verifier.Door;
using Verifier.Store;

namespace Verifier.Offline;

/// <summary>Fetches the trust bundle again and again, and keeps the last one through the store's absence.</summary>
internal sealed class TrustKeeper : BackgroundService
{
    /// <summary>Without any bundle no QR can be judged: a server that starts with its store asks again soon.</summary>
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);

    private readonly StoreClient _store;
    private readonly OfflineOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<TrustKeeper> _log;
    private readonly bool _takesDevelopment;
    private readonly SemaphoreSlim _fetching = new(1);
    private DateTimeOffset _triedAt = DateTimeOffset.MinValue;
    private volatile TrustBundle? _current;

    public TrustKeeper(
        StoreClient store,
        IOptions<OfflineOptions> options,
        IOptions<ListenOptions> listen,
        TimeProvider clock,
        ILogger<TrustKeeper> log)
    {
        (_store, _options, _clock, _log) = (store, options.Value, clock, log);
        _takesDevelopment = listen.Value is { IsLoopback: true, TrustedProxies: [] };
        _current = ReadFile();
    }

    /// <summary>The last bundle; null until the first one was had.</summary>
    public TrustBundle? Current => _current;

    /// <summary>
    /// For a token whose key is not known: it may be newer than the bundle. Asks at most once every few seconds.
    /// </summary>
    public async Task<TrustBundle?> RefreshAsync(CancellationToken ct)
    {
        await _fetching.WaitAsync(ct);
        try
        {
            if (_clock.GetUtcNow() - _triedAt >= Retry)
            {
                _triedAt = _clock.GetUtcNow();
                await FetchAsync(ct);
            }
        }
        finally
        {
            _fetching.Release();
        }

        return _current;
    }

    private TimeSpan Retry => _current is null ? FirstRetry : TimeSpan.FromSeconds(_options.RetrySeconds);

    public override void Dispose()
    {
        _fetching.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            bool fetched;
            await _fetching.WaitAsync(stoppingToken);
            try
            {
                _triedAt = _clock.GetUtcNow();
                fetched = await FetchAsync(stoppingToken);
            }
            finally
            {
                _fetching.Release();
            }

            await Task.Delay(
                fetched ? TimeSpan.FromSeconds(_options.RefreshSeconds) : Retry, _clock, stoppingToken);
        }
    }

    private async Task<bool> FetchAsync(CancellationToken ct)
    {
        try
        {
            var message = await _store.Verification.GetTrustBundleAsync(new(), _store.ForCode(ct));
            if (TrustBundle.TryTake(message) is not { } bundle)
            {
                _log.TrustBundleUnusable();
                return false;
            }

            // Keys anyone can make must never vouch for anything in public.
            if (message.Development && !_takesDevelopment)
            {
                _log.DevelopmentKeysRefused();
                return false;
            }

            _current = bundle;
            WriteFile(message);
            return true;
        }
        catch (RpcException failure) when (!ct.IsCancellationRequested)
        {
            _log.TrustBundleNotFetched(failure.StatusCode, _current?.IssuedAt);
            return false;
        }
    }

    private TrustBundle? ReadFile()
    {
        if (_options.TrustFile is null || !File.Exists(_options.TrustFile))
        {
            return null;
        }

        try
        {
            var message = GetTrustBundleResponse.Parser.ParseFrom(File.ReadAllBytes(_options.TrustFile));
            return message.Development && !_takesDevelopment ? null : TrustBundle.TryTake(message);
        }
        catch (Exception failure) when (failure is IOException or InvalidProtocolBufferException)
        {
            _log.TrustFileUnreadable(failure.Message);
            return null;
        }
    }

    /// <summary>A new file, then a rename: a crash leaves the old one or the new one.</summary>
    private void WriteFile(GetTrustBundleResponse message)
    {
        if (_options.TrustFile is null)
        {
            return;
        }

        try
        {
            var fresh = _options.TrustFile + ".new";
            File.WriteAllBytes(fresh, message.ToByteArray());
            File.Move(fresh, _options.TrustFile, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _log.TrustFileNotWritten(failure.Message);
        }
    }
}
