using Microsoft.Extensions.Options;
using ResultStore.Ops;
using ResultStore.Validation.Revocation;

namespace ResultStore.Validation.Anchors;

/// <summary>Looks at the folders of anchors and lists again and again, so that no server has to be started anew for an
/// authority; soon again while something in them is being changed.</summary>
internal sealed class TrustWatch(
    TrustStores trust,
    CrlFolder lists,
    StoreMetrics metrics,
    IOptions<TrustOptions> options,
    TimeProvider clock,
    ILogger<TrustWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var every = TimeSpan.FromSeconds(options.Value.CheckSeconds);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Look() ? every : Soon, clock, stoppingToken);
        }
    }

    private bool Look()
    {
        try
        {
            var isSettled = trust.Refresh();
            lists.Refresh();
            metrics.TrustFaults = trust.Faults.Count + lists.Faults.Count;
            return isSettled;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.TrustNotLookedAt(fault);
            return true;
        }
    }
}
