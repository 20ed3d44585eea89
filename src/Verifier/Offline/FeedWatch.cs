using Grpc.Core;
using Microsoft.Extensions.Options;
using ResultStore.V1;
using Verifier.Store;

namespace Verifier.Offline;

/// <summary>Follows the store's feed from its first event on, for what takes results out of force and back. A stream
/// that breaks goes on where it broke off.</summary>
internal sealed class FeedWatch(
    StoreClient store,
    WithdrawnResults withdrawn,
    IOptions<OfflineOptions> options,
    TimeProvider clock,
    ILogger<FeedWatch> log) : BackgroundService
{
    private const int HeartbeatMs = 2_000;

    /// <summary>A stream silent for so long is taken for broken.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(5 * HeartbeatMs);

    private static readonly FeedEventKind[] Kinds =
    [
        FeedEventKind.Replaced, FeedEventKind.Annulled, FeedEventKind.Revoked, FeedEventKind.Suspended,
        FeedEventKind.Resumed, FeedEventKind.Reinstated,
    ];

    private long _through;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = TimeSpan.FromSeconds(options.Value.RetrySeconds);
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (RpcException ahead) when (ahead.StatusCode == StatusCode.OutOfRange)
            {
                // The store was restored from an older backup: what was learnt since is not its word any more.
                log.FeedBeganAnew(_through);
                withdrawn.Clear();
                _through = 0;
            }
            catch (RpcException broken) when (!stoppingToken.IsCancellationRequested)
            {
                log.FeedBroken(broken.StatusCode, _through);
                if (broken.StatusCode is StatusCode.Unimplemented or StatusCode.PermissionDenied)
                {
                    pause = TimeSpan.FromSeconds(options.Value.RefreshSeconds);
                }
            }

            await Task.Delay(pause, clock, stoppingToken);
        }
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(ct);
        silent.CancelAfter(Silence);
        var request = new WatchRequest
        {
            FromNumber = _through + 1,
            HeartbeatMs = HeartbeatMs,
            Filter = new FeedFilter { Kinds = { Kinds } },
        };
        using var call = store.Feed.Watch(request, store.ForWatch(silent.Token));
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            silent.CancelAfter(Silence);
            withdrawn.Take(call.ResponseStream.Current);
            _through = call.ResponseStream.Current.ThroughNumber;
        }
    }
}
