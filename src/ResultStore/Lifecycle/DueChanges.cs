using Microsoft.Extensions.Options;
using ResultStore.Storage;

namespace ResultStore.Lifecycle;

/// <summary>Makes changes whose time has come. Runs on every server; each change is made once, by whoever is first.
/// </summary>
internal sealed class DueChanges(
    ChangeTable changes,
    TimeProvider clock,
    IOptions<LifecycleOptions> options,
    ILogger<DueChanges> logger) : BackgroundService
{
    private const int MostAtOnce = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.DueCheckMs), clock);
        do
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (StorageUnavailableException)
            {
                logger.DueChangesUnavailable();
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RunOnceAsync(CancellationToken ct)
    {
        List<ChangeRow> due;
        do
        {
            due = await changes.ListDueAsync(clock.GetUtcNow(), MostAtOnce, ct);
            var made = 0;
            foreach (var change in due)
            {
                made += await changes.ApplyDueAsync(
                    change, from => Transitions.Next(from, EventKinds.ChangeOf(change.Kind)));
            }

            if (made > 0)
            {
                logger.DueChangesMade(made);
            }
        }
        while (due.Count == MostAtOnce);
    }
}
