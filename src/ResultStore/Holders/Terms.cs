using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using ResultStore.Ops;
using ResultStore.Storage;

namespace ResultStore.Holders;

/// <summary>Once an hour takes away what is kept for a term only. Every server may try: it is done once.</summary>
internal sealed class Terms(
    TermTable table,
    FactTable facts,
    IOptions<HolderOptions> options,
    TimeProvider clock,
    ILogger<Terms> logger) : BackgroundService
{
    private const string Done = "officers-ended-before";

    /// <summary>Rows of one statement.</summary>
    private const int Bite = 2_000;

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>One round.</summary>
    /// <exception cref="StorageUnavailableException">Broken off; the next round goes on.</exception>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var reserved = now.AddDays(-options.Value.ReservationKeepDays);
        var ended = await BiteByBiteAsync(
                table.EndShareLinksAsync, now.AddDays(-options.Value.ShareLinkKeepDays), ct)
            + await BiteByBiteAsync(
                table.EndPresentationsAsync, now.AddDays(-options.Value.PresentationKeepDays), ct)
            + await BiteByBiteAsync(table.EndReservationsAsync, reserved, ct)
            + await BiteByBiteAsync(table.EndReservationKeysAsync, reserved, ct);
        var until = now.AddDays(-options.Value.OfficerKeepDays);
        var from = await DoneBeforeAsync(ct) ?? await table.FirstReadAsync(ct) ?? until;

        // In stretches, so that no statement is long; how far it is stands in the database.
        while (from < until && !ct.IsCancellationRequested)
        {
            var to = await table.StretchAsync(from, until, Bite, ct);
            ended += await table.EndOfficersAsync(from, to);
            await facts.SetAsync(Done, Encoding.ASCII.GetBytes(
                to.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
            from = to;
        }

        return ended;
    }

    private static async Task<int> BiteByBiteAsync(
        Func<DateTimeOffset, int, Task<int>> end, DateTimeOffset before, CancellationToken ct)
    {
        var (all, bite) = (0, Bite);
        while (bite == Bite && !ct.IsCancellationRequested)
        {
            all += bite = await end(before, Bite);
        }

        return all;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                var ended = await RunOnceAsync(stoppingToken);
                if (ended > 0)
                {
                    logger.TermsEnded(ended);
                }
            }
            catch (StorageUnavailableException)
            {
                // The next round goes on.
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                logger.JobFailed(fault, nameof(Terms));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<DateTimeOffset?> DoneBeforeAsync(CancellationToken ct) =>
        await facts.FindAsync(Done, ct) is { } bytes
            ? DateTimeOffset.FromUnixTimeMilliseconds(
                long.Parse(Encoding.ASCII.GetString(bytes), CultureInfo.InvariantCulture))
            : null;
}
