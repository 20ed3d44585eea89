using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Proof.Cms;
using ResultStore.Ops;
using ResultStore.Storage;
using ResultStore.Validation;

namespace ResultStore.Sealing;

/// <summary>
/// Reckons anew when archived seals are to be renewed, once what that hangs on has changed: the table that says until
/// when algorithms count, or the margin. An end that came nearer would else be found out after it. Broken off, it goes
/// on where it was, on any server.
/// </summary>
internal sealed class RenewalDates(
    SealTaskTable tasks,
    SealRaiser raiser,
    DocumentStore documents,
    FactTable facts,
    SealLevels levels,
    TrustStores trust,
    StoreMetrics metrics,
    TimeProvider clock,
    ILogger<RenewalDates> logger) : BackgroundService
{
    /// <summary>A fact of the store, as text: digest of the rules, and the first bucket that is not done.</summary>
    public const string Fact = "renewal-dates";

    private const int Piece = 100;

    /// <summary>Buckets between two notes of how far it is.</summary>
    private const int Step = 16;

    /// <summary>Buckets between two lines of the log.</summary>
    private const int Told = 512;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    private readonly string _rules = Convert.ToHexStringLower(SHA256.HashData(
        [.. trust.Algorithms.Encoded.Span, .. BitConverter.GetBytes(levels.RenewBefore.Ticks)]));

    /// <summary>Does what is left to do: mostly nothing.</summary>
    /// <returns>How many renewals were moved.</returns>
    /// <exception cref="StorageUnavailableException">Broken off; the next round goes on.</exception>
    public async Task<long> RunOnceAsync(CancellationToken ct)
    {
        // A new store has nothing that older rules were applied to.
        var known = await facts.FindAsync(Fact, ct);
        var first = known is null ? 0 : FirstOf(known);
        known ??= await facts.EnsureAsync(Fact, Place(0));
        var (anchors, chains) = (trust.Current, new Dictionary<Certificate, IReadOnlyList<Certificate>>());
        metrics.ReckoningBucketsLeft = Buckets.Count - first;
        var moved = 0L;
        while (first < Buckets.Count)
        {
            var next = Math.Min(first + Step, Buckets.Count);
            for (var bucket = first; bucket < next; bucket++)
            {
                if (trust.Current != anchors)
                {
                    anchors = trust.Current;
                    chains.Clear(); // they end in whom the store trusted before
                }

                moved += await ReckonAsync((short)bucket, chains, ct);
            }

            // Another server may be at it as well: both come to the same days, and one of them goes on.
            var place = Place(next);
            if (!await facts.TryReplaceAsync(Fact, known, place))
            {
                return moved;
            }

            (known, first) = (place, next);
            metrics.ReckoningBucketsLeft = Buckets.Count - next;
            if (next == Buckets.Count)
            {
                logger.RenewalsReckoned(moved, trust.Algorithms.Version);
            }
            else if (next % Told == 0)
            {
                logger.RenewalsBeingReckoned(next, Buckets.Count, moved);
            }
        }

        return moved;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (StorageUnavailableException)
            {
                logger.SealsUnavailable();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                logger.JobFailed(fault, nameof(RenewalDates));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private byte[] Place(int next) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_rules} {next}"));

    /// <summary>Where to begin: where it was broken off, or from the first on after a change.</summary>
    private int FirstOf(byte[] fact) => Encoding.ASCII.GetString(fact).Split(' ') is [var rules, var next]
        && rules == _rules && int.TryParse(next, CultureInfo.InvariantCulture, out var first) ? first : 0;

    private async Task<long> ReckonAsync(
        short bucket, Dictionary<Certificate, IReadOnlyList<Certificate>> chains, CancellationToken ct)
    {
        var moved = 0L;
        SealTask? last = null;
        while (true)
        {
            var started = clock.GetTimestamp();
            var piece = await tasks.ListRenewalsAsync(bucket, last, Piece, ct);

            // Written together: one commit for all that moves.
            var answers = await Task.WhenAll(piece.Select(task => (Task: task, Due: DueOf(task, chains)))
                .Where(each => each.Due is not null).ToList()
                .Select(each => tasks.MoveAsync(each.Task, each.Due!)));
            moved += answers.Count(isMoved => isMoved);
            if (piece.Count > 0)
            {
                // As long as it took, so that pushes get at the processor as well.
                await Task.Delay(clock.GetElapsedTime(started), ct);
            }

            if (piece.Count < Piece)
            {
                return moved;
            }

            last = piece[^1];
        }
    }

    /// <summary>When a renewal is due by now; null: when it was. Of a file its newest time-stamp is read, however long
    /// the file.</summary>
    private SealTime? DueOf(SealTask task, Dictionary<Certificate, IReadOnlyList<Certificate>> chains)
    {
        using var stored = documents.Map(task.SealedSha256);
        if (stored is null)
        {
            return null; // the renewal itself will say so
        }

        var (ends, now) = (raiser.EndOf(stored.Bytes, chains), clock.GetUtcNow());
        var due = new SealTime(ends - levels.RenewBefore > now ? ends - levels.RenewBefore : now, ends);
        return due.DoneBy != task.DoneBy || due.DueAt < task.DueAt ? due : null;
    }
}
