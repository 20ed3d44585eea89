using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ResultStore.Catalogue;
using ResultStore.Storage;

namespace ResultStore.Log;

/// <summary>
/// Gives events their numbers, on one server at a time. The others watch its row; when that has stood still for the
/// lease, by their own watch, one of them takes the place with a new term. A sequencer that was only paused finds the
/// term changed inside its next transaction and writes nothing.
/// </summary>
internal sealed class Sequencer(
    EventNumbering numbering,
    FeedHeadTable place,
    Database database,
    EventTerms terms,
    TimeProvider clock,
    IOptions<LogOptions> options,
    ILogger<Sequencer> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly string _me = $"{Environment.MachineName}-{RandomNumberGenerator.GetHexString(16, true)}";
    private FeedHead? _seen;
    private long _seenAt;
    private long _beatAt;
    private short _next;

    /// <summary>Set after every round of this server that gave numbers.</summary>
    public Signal Numbered { get; } = new();

    /// <summary>The term in which this server has the place; 0: another has it, or none.</summary>
    public long Term { get; private set; }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (Term > 0)
        {
            try
            {
                await place.GiveBackAsync(Term);
            }
            catch (StorageUnavailableException)
            {
                // The lease runs out by itself.
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        Numbered.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await (Term == 0 ? SeekPlaceAsync(stoppingToken) : RoundAsync(stoppingToken));
            }
            catch (StorageUnavailableException away)
            {
                // Whether the last round was committed shows in the rows; nothing of it is kept here.
                logger.NumberingUnavailable(away.Message);
                await Task.Delay(Patience, clock, stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                logger.NumberingFailed(fault);
                await Task.Delay(Patience, clock, stoppingToken);
            }
        }
    }

    /// <summary>Watches the row; takes the place when it is free or its holder has not moved for the lease.</summary>
    private async Task SeekPlaceAsync(CancellationToken ct)
    {
        var head = await place.ReadAsync(ct);
        if (head.Holder == _me)
        {
            // Taken by a commit whose answer was lost.
            Take(head.Term);
            return;
        }

        if (head != _seen)
        {
            (_seen, _seenAt) = (head, clock.GetTimestamp());
        }

        var isFree = head.Holder.Length == 0;
        if (isFree || clock.GetElapsedTime(_seenAt) >= TimeSpan.FromMilliseconds(options.Value.LeaseMs))
        {
            if (await place.TakeAsync(head, _me) is { } term)
            {
                Take(term);
                return;
            }
        }

        await Task.Delay(TimeSpan.FromMilliseconds(options.Value.BeatMs), clock, ct);
    }

    private void Take(long term)
    {
        (Term, _next, _seen, _beatAt) = (term, 0, null, 0);
        logger.PlaceTaken(term);
    }

    private async Task RoundAsync(CancellationToken ct)
    {
        // 1. Until an event was written here, or one of another server is found, or it is time to show a sign of life.
        var isWritten = await database.EventsWritten.WaitAsync(TimeSpan.FromMilliseconds(options.Value.PollMs), ct);
        var isBeatDue = clock.GetElapsedTime(_beatAt) >= TimeSpan.FromMilliseconds(options.Value.BeatMs);
        if (!isWritten && !isBeatDue && !await numbering.AnyWaitsAsync(ct))
        {
            return;
        }

        // 2. Numbers for all that waits.
        NumberedRound? round;
        do
        {
            round = await numbering.RunAsync(Term, _next, options.Value.MostPerRound, terms.Settle);
            if (round is null)
            {
                logger.PlaceLost(Term);
                Term = 0;
                return;
            }

            (_next, _beatAt) = (round.Next, clock.GetTimestamp());
            if (round.Count > 0)
            {
                Numbered.Set();
            }
        }
        while (!round.IsDrained && !ct.IsCancellationRequested);

        // 3. What comes in the next moment shares a round.
        await Task.Delay(TimeSpan.FromMilliseconds(options.Value.GatherMs), clock, ct);
    }
}
