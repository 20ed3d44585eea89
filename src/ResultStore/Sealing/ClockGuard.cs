using Microsoft.Extensions.Options;
using ResultStore.Ops;
using ResultStore.Storage;

namespace ResultStore.Sealing;

/// <summary>
/// Keeps the store from issuing codes by a wrong clock: compares it with the database's and the time-stamp
/// authority's at
/// start and every <see cref="SealingOptions.ClockCheckSeconds"/>, and with each time-stamp received. Fails closed:
/// as long as the
/// difference is larger than allowed, nothing is issued.
/// </summary>
internal sealed class ClockGuard(
    Database database,
    TimestampClient timestamps,
    TimeProvider clock,
    IOptions<SealingOptions> options,
    ILogger<ClockGuard> logger) : BackgroundService
{
    private long _databaseDifferenceMs;
    private long _authorityDifferenceMs;

    /// <summary>Whether codes may be issued.</summary>
    public bool IsRight => Math.Abs(DifferenceMs) <= options.Value.MaxClockDifferenceMs;

    /// <summary>The larger of the differences last seen, in milliseconds; positive where the server's clock is ahead.
    /// </summary>
    public long DifferenceMs
    {
        get
        {
            var (database, authority) =
                (Volatile.Read(ref _databaseDifferenceMs), Volatile.Read(ref _authorityDifferenceMs));
            return Math.Abs(database) > Math.Abs(authority) ? database : authority;
        }
    }

    /// <summary>Takes note of what a time-stamp authority said: its time must lie between asking and answer, give or
    /// take the whole second that some authorities cut off.</summary>
    /// <exception cref="ClockWrongException">It does not, by more than is allowed.</exception>
    public void Compare(Stamp stamp)
    {
        Note(stamp);
        if (!IsRight)
        {
            throw new ClockWrongException();
        }
    }

    /// <summary>Compares with the database once; an unreachable database changes nothing here.</summary>
    public async Task CompareWithDatabaseAsync(CancellationToken ct)
    {
        try
        {
            var asked = clock.GetUtcNow();
            if (await database.ReadClockAsync(ct) is { } theirs)
            {
                var answered = clock.GetUtcNow();
                var middle = asked + ((answered - asked) / 2);
                Volatile.Write(ref _databaseDifferenceMs, (long)(middle - theirs).TotalMilliseconds);
                Report(DifferenceMs);
            }
        }
        catch (StorageUnavailableException)
        {
            // The push that needs the database says so itself.
        }
    }

    /// <summary>Asks the authority once, so that a clock set right again is noticed without a push; an authority that
    /// is away changes nothing here.</summary>
    public async Task CompareWithAuthorityAsync(CancellationToken ct)
    {
        if (!timestamps.IsConfigured)
        {
            return;
        }

        try
        {
            Note(await timestamps.StampAsync("clock check"u8.ToArray(), ct));
        }
        catch (SealingUnavailableException)
        {
            // The push that needs a time-stamp says so itself.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.ClockCheckSeconds), clock);
        do
        {
            try
            {
                await CompareWithDatabaseAsync(stoppingToken);
                await CompareWithAuthorityAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                logger.JobFailed(fault, nameof(ClockGuard));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Note(Stamp stamp)
    {
        var stampedAt = stamp.Token.Time;
        var difference = stampedAt < stamp.Asked.AddSeconds(-1) ? stamp.Asked - stampedAt
            : stampedAt > stamp.Answered ? stamp.Answered - stampedAt
            : TimeSpan.Zero;
        Volatile.Write(ref _authorityDifferenceMs, (long)difference.TotalMilliseconds);
        Report(DifferenceMs);
    }

    private void Report(long differenceMs)
    {
        if (Math.Abs(differenceMs) > options.Value.MaxClockDifferenceMs)
        {
            logger.ClockIsWrong(differenceMs);
        }
    }
}
