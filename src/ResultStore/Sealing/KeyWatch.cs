using Microsoft.Extensions.Options;
using ResultStore.Ops;

namespace ResultStore.Sealing;

/// <summary>Looks at the key folder again and again, so that no server has to be started anew for a key; says once a
/// day that the last seal or token key is near its end or over.</summary>
internal sealed class KeyWatch(
    KeyRing keys, StoreMetrics metrics, TimeProvider clock, IOptions<SealingOptions> options, ILogger<KeyWatch> logger)
    : BackgroundService
{
    private readonly Dictionary<string, (string Reason, DateTime Day)> _told = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Look();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.KeyCheckSeconds), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            keys.Refresh();
            Look();
        }
    }

    private void Look()
    {
        var now = clock.GetUtcNow();
        var (seals, tokens) = (KeyReach.OfSeals(keys.Current, now), KeyReach.OfTokens(keys.Current, now));
        metrics.KeyEnds = (EndOf(seals, now), EndOf(tokens, now));
        Tell(seals, now);
        Tell(tokens, now);
    }

    private void Tell(KeyReach reach, DateTimeOffset now)
    {
        var reason = reach.Reason(now, KeyReach.Early);
        var told = (reason, now.UtcDateTime.Date);
        if (_told.TryGetValue(reach.Kind, out var before) && before == told)
        {
            return;
        }

        _told[reach.Kind] = told;
        if (reach.IsOver)
        {
            logger.KeysOver(reason);
        }
        else if (reason.Length > 0)
        {
            logger.KeysEndSoon(reason);
        }
    }

    private static DateTimeOffset? EndOf(KeyReach reach, DateTimeOffset now) =>
        reach.IsOver && reach.End is null ? now : reach.End;
}
