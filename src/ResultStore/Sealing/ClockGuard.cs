using Microsoft.Extensions.Options;
using ResultStore.Storage;

namespace ResultStore.Sealing;

/// <summary>
/// Keeps the store from issuing codes by a wrong clock: compares it with the database's at start and every
/// <see cref="SealingOptions.ClockCheckSeconds"/>, and with each time-stamp received. Fails closed: as long as the
/// difference is larger than allowed, nothing is issued.
/// </summary>
internal sealed class ClockGuard(
    Database database,
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

    /// <summary>Takes note of what a time-stamp authority said.</summary>
    /// <param name="stampedAt">The token's genTime.</param>
    /// <param name="asked">When the request left.</param>
    /// <param name="answered">When the answer was there: genTime must lie between, give or take the tolerance.</param>
    public void Compare(DateTimeOffset stampedAt, DateTimeOffset asked, DateTimeOffset answered)
    {
        var difference = stampedAt < asked.AddSeconds(-1) ? asked - stampedAt
            : stampedAt > answered ? answered - stampedAt
            : TimeSpan.Zero;
        Volatile.Write(ref _authorityDifferenceMs, (long)difference.TotalMilliseconds);
        Report(DifferenceMs);
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.ClockCheckSeconds), clock);
        do
        {
            await CompareWithDatabaseAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Report(long differenceMs)
    {
        if (Math.Abs(differenceMs) > options.Value.MaxClockDifferenceMs)
        {
            logger.ClockIsWrong(differenceMs);
        }
    }
}
