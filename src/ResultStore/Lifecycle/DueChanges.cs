using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ResultStore.Catalogue;
using ResultStore.Ops;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;

namespace ResultStore.Lifecycle;

/// <summary>Makes changes whose time has come. Runs on every server; each change is made once, by whoever is first.
/// </summary>
internal sealed class DueChanges(
    ChangeTable changes,
    PaperTerms terms,
    MetadataVault metadata,
    PersonalDataVault vault,
    TimeProvider clock,
    IOptions<LifecycleOptions> options,
    ILogger<DueChanges> logger) : BackgroundService
{
    private const int MostAtOnce = 500;

    /// <summary>Told of once.</summary>
    private readonly HashSet<ResultId> _damaged = [];

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
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                logger.JobFailed(fault, nameof(DueChanges));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RunOnceAsync(CancellationToken ct)
    {
        List<ChangeRow> due;
        int made;
        do
        {
            due = await changes.ListDueAsync(clock.GetUtcNow(), MostAtOnce, ct);
            made = 0;
            foreach (var change in due)
            {
                made += await TryEndAsync(change) ? 1 : 0;
            }

            if (made > 0)
            {
                logger.DueChangesMade(made);
            }
        }
        while (due.Count == MostAtOnce && made > 0);
    }

    /// <summary>One that is damaged keeps none of the others waiting.</summary>
    private async Task<bool> TryEndAsync(ChangeRow change)
    {
        try
        {
            return await changes.EndWaitingAsync(change, Decide);
        }
        catch (CryptographicException fault)
        {
            if (_damaged.Add(change.Id))
            {
                logger.DueChangeDamaged(fault, change.Result);
            }

            return false;
        }
    }

    private bool IsInForce(ResultRow row) =>
        StatusRules.On(row, terms.LastDayOf(row), clock.GetUtcNow()) == V1.ResultStatus.Valid;

    /// <summary>Judged again as things stand at its time.</summary>
    private DueChange? Decide(ChangeRow change, ResultRow row, ResultRow? successor)
    {
        if (Transitions.Next(row.Status, EventKinds.ChangeOf(change.Kind)) is not { } next)
        {
            return null;
        }

        // A paper that stands no more takes nobody's place.
        if (change.Kind == EventKind.Replaced
            && (successor is null || !IsInForce(successor)))
        {
            return null;
        }

        ResultRow? corrected = null;
        if (change.Kind is EventKind.Corrected or EventKind.Amended)
        {
            // What it was to bring may have been erased with the holder.
            if (change is not { Metadata: { } clear, Cipher: { } cipher })
            {
                return null;
            }

            corrected = MetadataChange.Apply(row, metadata, metadata.Show(clear, cipher, row.Id));
        }

        return new DueChange(next, corrected, ToldText.HideAgain(vault, change));
    }
}
