using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ResultStore.Ops;

namespace ResultStore.Storage;

/// <summary>
/// Reads every document through once in <see cref="StorageOptions.ScrubEveryDays"/>, on one server at a time, and says
/// which have to be restored. A pass that was broken off goes on where it was, on any server.
/// </summary>
internal sealed class ScrubJob(
    DocumentScrub scrub,
    DocumentStore documents,
    FactTable facts,
    StoreMetrics metrics,
    IOptions<StorageOptions> options,
    TimeProvider clock,
    ILogger<ScrubJob> logger) : BackgroundService
{
    private const string Fact = "document-scrub";

    /// <summary>Bad documents of a bucket that are told one by one.</summary>
    private const int MostTold = 20;

    /// <summary>Buckets between two notes of how far it is.</summary>
    private const int Step = 16;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    private readonly string _owner = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>What is due: nothing, or a pass from where it stands to its end.</summary>
    /// <exception cref="StorageUnavailableException">Broken off; the next round goes on.</exception>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        // The folder before the row, and written after it: it is never ahead of the row but after a restore.
        var seen = documents.ReadSeen();
        var found = ScrubPlace.Of(await facts.EnsureAsync(Fact, ScrubPlace.None.ToBytes()));
        var now = clock.GetUtcNow();
        if (found.LeaseUntil > now && found.Owner != _owner)
        {
            return;
        }

        // A database that was put back to an earlier time lacks rows of documents that were acknowledged: its folder
        // was seen with a later one. Nothing is removed then, until somebody says so.
        var belongs = seen is null || seen <= found.SeenAt;
        if (!belongs)
        {
            logger.DatabaseIsOlder(documents.SeenPath);
        }

        var isDue = !found.IsThrough || found.StartedAt.AddDays(options.Value.ScrubEveryDays) <= now;
        var place = found.IsThrough && isDue ? found with { NextBucket = 0, StartedAt = now } : found;
        var known = found;
        var (intact, bad) = (0L, 0L);
        while (await TryMoveAsync(known, place, isDue, belongs) is { } mine && !mine.IsThrough)
        {
            var next = Math.Min(mine.NextBucket + Step, Buckets.Count);
            for (var bucket = mine.NextBucket; bucket < next; bucket++)
            {
                var report = await scrub.RunAsync((short)bucket, belongs, ct);
                Tell(report);
                (intact, bad) = (intact + report.Intact, bad + report.Bad.Count);
                if (intact == 0 && bad > MostTold)
                {
                    throw new StorageUnavailableException("No document can be read: the folder is away.");
                }
            }

            (known, place) = (mine, mine with { NextBucket = next });
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (options.Value.ScrubEveryDays > 0 && await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (StorageUnavailableException away)
            {
                logger.ScrubBrokenOff(away.Message);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                logger.JobFailed(fault, nameof(ScrubJob));
            }
        }
    }

    /// <returns>As it stands now; null: another server has it.</returns>
    private async Task<ScrubPlace?> TryMoveAsync(ScrubPlace known, ScrubPlace place, bool isDue, bool belongs)
    {
        var now = clock.GetUtcNow();
        var next = place with
        {
            Owner = _owner,
            LeaseUntil = isDue && !place.IsThrough ? now + Lease : now,
            SeenAt = belongs ? now : place.SeenAt,
        };
        if (!await facts.TryReplaceAsync(Fact, known.ToBytes(), next.ToBytes()))
        {
            return null;
        }

        if (belongs)
        {
            documents.WriteSeen(now);
        }

        if (place.IsThrough && !known.IsThrough)
        {
            logger.ScrubThrough(known.StartedAt);
        }

        return ScrubPlace.Of(next.ToBytes());
    }

    private void Tell(ScrubReport report)
    {
        foreach (var (sha256, state) in report.Bad.Take(MostTold))
        {
            logger.DocumentIsBad(Convert.ToHexStringLower(sha256), state);
        }

        if (report.Bad.Count > MostTold)
        {
            logger.MoreDocumentsAreBad(report.Bad.Count - MostTold);
        }

        if (report.Removed > 0)
        {
            logger.UnnamedRemoved(report.Removed);
        }

        metrics.DocumentsChecked(nameof(DocumentState.Intact), report.Intact);
        foreach (var group in report.Bad.GroupBy(bad => bad.State))
        {
            metrics.DocumentsChecked(group.Key.ToString(), group.Count());
        }
    }
}
