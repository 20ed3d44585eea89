using Microsoft.Extensions.Options;
using ResultStore.Ops;
using ResultStore.Storage;

namespace ResultStore.Holders;

/// <summary>
/// Finishes orders to erase that broke off. Runs on every server: one takes an order up when nobody has erased a row by
/// it for a while, and what two do at once does no harm.
/// </summary>
internal sealed class UnfinishedErasures(
    ErasureOrders orders,
    ErasureWork work,
    StoreMetrics metrics,
    IOptions<HolderOptions> options,
    TimeProvider clock,
    ILogger<UnfinishedErasures> logger) : BackgroundService
{
    /// <summary>Told of once.</summary>
    private readonly HashSet<(ResultId Order, ResultId Row)> _damaged = [];

    private bool _away;

    /// <summary>One round.</summary>
    /// <returns>How many orders were finished by it.</returns>
    /// <exception cref="StorageUnavailableException">Broken off; the next round goes on.</exception>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var (finished, open, damaged) = (0, 0, 0);
        foreach (var order in await orders.ListUnfinishedAsync(ct))
        {
            // One that nobody has expected keeps none of the others waiting.
            var now = order.DueAt > clock.GetUtcNow() ? order : await TryWorkAsync(order, ct);
            finished += now.FinishedAt is null ? 0 : 1;
            open += now is { FinishedAt: null, Damaged: 0 } ? 1 : 0;
            damaged += now is { FinishedAt: null, Damaged: > 0 } ? 1 : 0;
        }

        metrics.ErasureBacklog = new ErasureBacklog(open, damaged);
        return finished;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.ErasureCheckSeconds), clock);
        do
        {
            try
            {
                await RunOnceAsync(stoppingToken);
                _away = false;
            }
            catch (StorageUnavailableException)
            {
                if (!_away)
                {
                    logger.ErasuresWait();
                }

                _away = true;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                logger.JobFailed(fault, nameof(UnfinishedErasures));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<ErasureRow> TryWorkAsync(ErasureRow order, CancellationToken ct)
    {
        try
        {
            return await WorkAsync(order, ct);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or StorageUnavailableException))
        {
            logger.JobFailed(fault, nameof(UnfinishedErasures));
            return await orders.PutOffAsync(order, order.Damaged);
        }
    }

    private async Task<ErasureRow> WorkAsync(ErasureRow order, CancellationToken ct)
    {
        if (await orders.TakeAsync(order, isAsked: false) is not { } taken)
        {
            return order;
        }

        if (orders.HolderOf(taken) is not { } holder)
        {
            if (_damaged.Add((taken.Id, taken.Id)))
            {
                logger.ErasureUnreadable(taken.Id);
            }

            return await orders.PutOffAsync(taken, damaged: 1);
        }

        if (taken.Damaged == 0)
        {
            logger.ErasureGoesOn(taken.Id, taken.At, taken.Attempts);
        }

        var erased = await work.RunAsync(orders.Hold(taken), holder, taken.AskedAt, ct);
        foreach (var row in erased.Damaged.Where(row => _damaged.Add((taken.Id, row.Id))))
        {
            logger.HolderRowDamaged(taken.Id, row.Table, row.Id);
        }

        var ended = await orders.EndAsync(taken, erased.Damaged.Count);
        if (ended.FinishedAt is not null)
        {
            logger.HolderErased(ended.Id, ended.Results, ended.Rows, ended.ClientId);
        }

        return ended;
    }
}
