using Microsoft.Extensions.Options;

namespace ResultStore.Sealing;

/// <summary>Looks at the key folder again and again, so that no server has to be started anew for a key.</summary>
internal sealed class KeyWatch(KeyRing keys, TimeProvider clock, IOptions<SealingOptions> options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.KeyCheckSeconds), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            keys.Refresh();
        }
    }
}
