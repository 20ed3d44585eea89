using Microsoft.Extensions.Options;
using ResultStore.Ops;
using ResultStore.Storage;
using ResultStore.Validation.Evidence;
using ResultStore.Validation.Revocation;

namespace ResultStore.Sealing;

/// <summary>
/// Raises seals to their level and renews archive time-stamps in time. Runs on every server; a lease on each task's row
/// keeps two from doing the same. A crash leaves at most a file that no row names, and a lease that runs out.
/// </summary>
internal sealed class SealJob(
    SealTaskTable tasks,
    SealRaiser raiser,
    ResultTable results,
    EvidenceArchive archive,
    DocumentStore documents,
    SealLevels levels,
    StoreMetrics metrics,
    TimeProvider clock,
    IOptions<SealingOptions> options,
    ILogger<SealJob> logger) : BackgroundService
{
    private const int MostAtOnce = 100;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    private readonly string _owner = $"{Environment.MachineName} {Environment.ProcessId} {Guid.CreateVersion7(
        clock.GetUtcNow()):N}";

    /// <summary>Does what is due now, as far as one page goes.</summary>
    /// <returns>How many were done, and how many failed.</returns>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    public async Task<(int Done, int Failed)> RunOnceAsync(CancellationToken ct)
    {
        var (done, failed) = (0, 0);
        foreach (var task in await tasks.ListDueAsync(clock.GetUtcNow(), MostAtOnce, ct))
        {
            var now = clock.GetUtcNow();
            if (!await tasks.TryClaimAsync(task, _owner, now, now + Lease))
            {
                continue;
            }

            if (await TryDoAsync(task, ct))
            {
                done++;
            }
            else
            {
                failed++;
            }

            await Task.Delay(TimeSpan.FromMinutes(1) / options.Value.RaisePerMinute, ct);
        }

        return (done, failed);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.RaiseCheckSeconds), clock);
        do
        {
            try
            {
                while (true)
                {
                    var (done, failed) = await RunOnceAsync(stoppingToken);
                    var backlog = await tasks.CountAsync(clock.GetUtcNow(), stoppingToken);
                    metrics.SealBacklog = backlog;
                    if (done + failed > 0)
                    {
                        logger.SealsRaised(done, failed, backlog.Raising, backlog.Renewing, backlog.Late);
                    }

                    if (done < MostAtOnce)
                    {
                        break;
                    }
                }
            }
            catch (StorageUnavailableException)
            {
                logger.SealsUnavailable();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                logger.JobFailed(fault, nameof(SealJob));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> TryDoAsync(SealTask task, CancellationToken ct)
    {
        try
        {
            var isDone = await DoAsync(task, ct);
            metrics.SealRaised(task.IsRenewal, isDone ? "done" : "taken");
            return isDone;
        }
        catch (SealBeyondProofException end)
        {
            logger.SealAbandoned(task.Result, task.Target, end.Message);
            metrics.SealRaised(task.IsRenewal, "abandoned");
            await tasks.AbandonAsync(task, _owner, clock.GetUtcNow(), end.Message);
            return false;
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or StorageUnavailableException))
        {
            // What nobody expected is put off as well: else one file would keep all after it waiting.
            if (fault is not (SealingUnavailableException or ClockWrongException or InvalidDataException))
            {
                logger.JobFailed(fault, nameof(SealJob));
            }

            var pause = FirstPause * Math.Pow(2, Math.Min(task.Attempts, 12));
            logger.SealNotRaised(task.Result, task.Target, task.Attempts + 1, fault.Message);
            metrics.SealRaised(task.IsRenewal, "failed");
            await tasks.PutOffAsync(
                task, _owner, clock.GetUtcNow() + (pause < LongestPause ? pause : LongestPause), fault.Message);
            return false;
        }
    }

    private async Task<bool> DoAsync(SealTask task, CancellationToken ct)
    {
        using var stored = documents.Map(task.SealedSha256)
            ?? throw new InvalidDataException("The sealed file is missing from the document store.");
        if (task.Level == SealLevel.Unknown && raiser.LevelOf(stored.Bytes) is < SealLevel.Archived and var level
            && level >= task.Target)
        {
            return await tasks.SettleAsync(task, _owner, level);
        }

        using var raised = await raiser.RaiseAsync(
            stored.Bytes, task.Target, await KnownAsync(task, ct), task.IsRenewal, ct);

        if (raised.ListsLeftOut.Count > 0)
        {
            logger.SignerListsLeftOut(task.Result, raised.ListsLeftOut.Count, raised.ListsLeftOut.Sum() / 1024);
            metrics.SignerListsLeftOut(raised.ListsLeftOut.Count);
        }

        // Durable before a row names it. From here a stop changes nothing.
        await documents.StoreAsync(raised.File);
        var now = clock.GetUtcNow();
        return await tasks.CompleteAsync(task, _owner, new SealGrowth(
            raised.File.Sha256, raised.File.Length, stored.Bytes.Length,
            task.IsRenewal ? task.Level : raised.Level, now,
            task.Target == SealLevel.Archived ? levels.RenewalOf(raised.Ends!.Value, now) : null));
    }

    /// <summary>What the submitted document was judged by: it goes into the file too.</summary>
    private async Task<GatheredEvidence> KnownAsync(SealTask task, CancellationToken ct) =>
        !task.IsRenewal && await results.ReadEvidenceAsync(task.Bucket, task.Result, ct) is { } kept
            ? await archive.RecallAsync(kept.Evidence, ct)
            : GatheredEvidence.None;
}
