using ResultStore.Ops;
using ResultStore.Storage;

namespace ResultStore.Sealing;

/// <summary>
/// Looks for seals made for a lower level than is set now and asks for the higher one (<c>Sealing:RaiseOlder</c>). Goes
/// through the store once after each change of the setting, then weekly: a server that was started later than the
/// others seals by the older setting for a while. Broken off, it goes on where it was, on any server.
/// </summary>
internal sealed class OlderSeals(
    OlderSealTable older,
    FactTable facts,
    SealLevels levels,
    StoreMetrics metrics,
    TimeProvider clock,
    ILogger<OlderSeals> logger) : BackgroundService
{
    private const int Piece = 200;

    /// <summary>Buckets between two notes of how far it is.</summary>
    private const int Step = 16;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Again = TimeSpan.FromDays(7);

    /// <summary>Between two pieces, so that pushes get at the rows as well.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    /// <summary>Of the 4,096 parts of the store those that are still to be looked through.</summary>
    public async ValueTask<int> LeftAsync(CancellationToken ct)
    {
        if (levels.OlderSince is not { } since)
        {
            return 0;
        }

        var place = await facts.FindAsync(OlderSealsPlace.Fact, ct) is { } fact
            ? OlderSealsPlace.Of(fact)
            : OlderSealsPlace.None;
        return IsAsked(place, since) ? Buckets.Count - place.NextBucket : Buckets.Count;
    }

    /// <summary>What is due: nothing, or a search from where it stands to its end.</summary>
    /// <returns>How many sealed files were asked to be raised.</returns>
    /// <exception cref="StorageUnavailableException">Broken off; the next round goes on.</exception>
    public async Task<long> RunOnceAsync(CancellationToken ct)
    {
        if (levels.OlderSince is not { } since)
        {
            return 0;
        }

        var known = OlderSealsPlace.Of(await facts.EnsureAsync(OlderSealsPlace.Fact, OlderSealsPlace.None.ToBytes()));
        var now = clock.GetUtcNow();
        var place = !IsAsked(known, since) || (known.IsThrough && known.StartedAt + Again <= now)
            ? new OlderSealsPlace(0, levels.Target, since, now)
            : known;
        var asked = 0L;
        while (!place.IsThrough)
        {
            var next = Math.Min(place.NextBucket + Step, Buckets.Count);
            for (var bucket = place.NextBucket; bucket < next; bucket++)
            {
                asked += await AskAsync((short)bucket, since, ct);
            }

            // Another server may be at it as well: what is asked twice is asked once, and one of them goes on.
            place = place with { NextBucket = next };
            if (!await facts.TryReplaceAsync(OlderSealsPlace.Fact, known.ToBytes(), place.ToBytes()))
            {
                return asked;
            }

            known = place;
            metrics.OlderBucketsLeft = Buckets.Count - place.NextBucket;
            if (place.IsThrough)
            {
                logger.OlderSealsAsked(asked, place.Target);
            }
        }

        return asked;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (levels.OlderSince is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await RunOnceAsync(stoppingToken);
                metrics.OlderBucketsLeft = await LeftAsync(stoppingToken);
            }
            catch (StorageUnavailableException)
            {
                logger.SealsUnavailable();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                logger.JobFailed(fault, nameof(OlderSeals));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private bool IsAsked(OlderSealsPlace place, DateTimeOffset since) =>
        place.Target == levels.Target && place.Since == since;

    private async Task<long> AskAsync(short bucket, DateTimeOffset since, CancellationToken ct)
    {
        if (!await older.HasAnyAsync(bucket, levels.Target, since, ct))
        {
            return 0;
        }

        var asked = 0L;
        while (true)
        {
            var now = clock.GetUtcNow();
            var piece = await older.AskAsync(
                bucket, levels.Target, since, new SealTime(now, now + levels.RaiseOlderWithin), Piece);
            if (piece == 0)
            {
                return asked;
            }

            asked += piece;
            await Task.Delay(Breath, ct);
        }
    }
}
