using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ResultStore.Ops;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.Storage.PersonalData.Rotation;

namespace ResultStore.Sealing;

/// <summary>
/// Writes what older keys made anew, bucket by bucket, at a bounded rate, on one server at a time; another takes over
/// when that one stops. Passes go on until one finds nothing: a server that had not heard of the new key yet may have
/// written behind the first.
/// </summary>
internal sealed class KeyRotation(
    RotationTable rotations,
    KeysInUse inUse,
    RowRotation rows,
    PersonalDataVault vault,
    StoreMetrics metrics,
    IOptions<SealingOptions> options,
    TimeProvider clock,
    ILogger<KeyRotation> logger) : BackgroundService
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly string _owner = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));

    /// <summary>Begins a change-over to the newest version at hand, or tells of the one under way.</summary>
    /// <returns>Null: the newest version is in use already, and nothing is under way.</returns>
    /// <exception cref="StorageUnavailableException">Not begun.</exception>
    public async Task<RotationRow?> BeginAsync(KeyKind kind, string clientId, bool again, CancellationToken ct)
    {
        var known = await rotations.ListAsync(ct);
        if (known.Find(rotation => rotation.Kind == kind && rotation.FinishedAt is null) is { } underway)
        {
            return underway;
        }

        var newest = vault.Newest(kind);
        var used = kind == KeyKind.Data ? vault.DataKeyVersion : vault.BlindIndexVersion;
        if (newest == used && !again)
        {
            return null;
        }

        var begun = await rotations.BeginAsync(new RotationRow
        {
            Id = ResultId.New(clock),
            Kind = kind,
            ToVersion = newest,
            ClientId = clientId,
            StartedAt = clock.GetUtcNow(),
        });
        await inUse.UseAsync(kind, (short)begun.ToVersion);
        logger.RotationBegan(begun.Id, kind, begun.ToVersion);
        return begun;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.KeyRefreshSeconds), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var rotation in await rotations.ListAsync(stoppingToken))
                {
                    if (rotation.FinishedAt is null)
                    {
                        await WorkAsync(rotation, stoppingToken);
                    }
                }
            }
            catch (StorageUnavailableException)
            {
                logger.RotationWaits();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                logger.JobFailed(fault, nameof(KeyRotation));
            }
        }
    }

    private async Task WorkAsync(RotationRow rotation, CancellationToken ct)
    {
        var held = DateTimeOffset.MinValue;
        var row = (RotationRow?)rotation;
        while (!ct.IsCancellationRequested)
        {
            var now = clock.GetUtcNow();
            if (held < now + (Lease / 2))
            {
                row = await rotations.TakeAsync(rotation.Id, _owner, now, now + Lease);
                held = now + Lease;
            }

            // A server that lacks the key leaves the work to another.
            if (row is null || vault.Newest(row.Kind) < row.ToVersion)
            {
                return;
            }

            if (row.NextBucket >= Buckets.Count)
            {
                if (await EndPassAsync(row))
                {
                    return;
                }

                // By then every server has heard of the new key.
                await Task.Delay(TimeSpan.FromSeconds(2 * options.Value.KeyRefreshSeconds), clock, ct);
                held = DateTimeOffset.MinValue;
                continue;
            }

            var (rewritten, failed) = await BucketsAsync(row, ct);
            var next = row.NextBucket + RowRange.Buckets;
            await rotations.AdvanceAsync(row.Id, row.NextBucket, next, rewritten, failed);
            metrics.Rotated(row.Kind.ToString(), rewritten);
            row = row with
            {
                NextBucket = next,
                LeftOver = row.LeftOver + rewritten + failed,
                Rewritten = row.Rewritten + rewritten,
                Failed = row.Failed + failed,
            };
        }
    }

    private async Task<bool> EndPassAsync(RotationRow row)
    {
        var done = row.LeftOver == row.Failed && row.Pass > 1;
        await rotations.EndPassAsync(row.Id, done, clock.GetUtcNow());
        if (done)
        {
            logger.RotationDone(row.Id, row.Rewritten, row.Failed);
        }

        return done;
    }

    private async Task<(long Rewritten, long Failed)> BucketsAsync(RotationRow row, CancellationToken ct)
    {
        var (rewritten, failed) = (0L, 0L);
        var bucket = (short)row.NextBucket;
        await foreach (var piece in row.Kind == KeyKind.Data
            ? rows.DataAsync(bucket, (short)row.ToVersion, ct)
            : rows.IndexAsync(bucket, (short)row.ToVersion, ct))
        {
            rewritten += piece.Rewritten;
            failed += piece.Failed;
            var pause = TimeSpan.FromSeconds((double)(piece.Rewritten + piece.Failed)
                / options.Value.RotationRowsPerSecond);
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, clock, ct);
            }
        }

        return (rewritten, failed);
    }
}
