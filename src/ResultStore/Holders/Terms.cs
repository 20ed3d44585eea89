using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
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
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan Stretch = TimeSpan.FromHours(6);

    /// <summary>One round.</summary>
    /// <exception cref="StorageUnavailableException">Broken off; the next round goes on.</exception>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var ended = await table.EndShareLinksAsync(now.AddDays(-options.Value.ShareLinkKeepDays))
            + await table.EndPresentationsAsync(now.AddDays(-options.Value.PresentationKeepDays));
        var until = now.AddDays(-options.Value.OfficerKeepDays);
        var from = await DoneBeforeAsync(ct) ?? await table.FirstReadAsync(ct) ?? until;

        // In stretches, so that no statement is long; how far it is stands in the database.
        while (from < until && !ct.IsCancellationRequested)
        {
            var to = from + Stretch < until ? from + Stretch : until;
            ended += await table.EndOfficersAsync(from, to);
            await facts.SetAsync(Done, Encoding.ASCII.GetBytes(
                to.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
            from = to;
        }

        return ended;
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
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<DateTimeOffset?> DoneBeforeAsync(CancellationToken ct) =>
        await facts.FindAsync(Done, ct) is { } bytes
            ? DateTimeOffset.FromUnixTimeMilliseconds(
                long.Parse(Encoding.ASCII.GetString(bytes), CultureInfo.InvariantCulture))
            : null;
}
