using Microsoft.Extensions.Options;
using ResultStore.Ops;
using ResultStore.Storage;

namespace ResultStore.Sealing;

/// <summary>
/// Keeps the store from issuing codes by a wrong clock: compares it with the database's and the time-stamp
/// authority's at start and every <see cref="SealingOptions.ClockCheckSeconds"/>, and with each time-stamp received.
/// Fails closed: nothing is issued as long as the difference is larger than allowed, nor before the first comparison,
/// unless there is nothing to compare with (SQLite without a time-stamp authority).
/// </summary>
internal sealed class ClockGuard(
    Database database,
    TimestampClient timestamps,
    TimeProvider clock,
    IOptions<SealingOptions> options,
    ILogger<ClockGuard> logger) : BackgroundService
{
    private static readonly TimeSpan UntilKnown = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _firstRound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isKnown;
    private long _databaseDifferenceMs;
    private long _authorityDifferenceMs;

    /// <summary>Whether codes may be issued, as far as is known.</summary>
    public bool IsRight => _isKnown && Math.Abs(DifferenceMs) <= options.Value.MaxClockDifferenceMs;

    /// <summary>Whether codes may be issued. Right after the start the first comparison is waited for, no longer than
    /// authorities are.</summary>
    /// <exception cref="SealingUnavailableException">Not known: since the start no authority has answered.</exception>
    /// <exception cref="StorageUnavailableException">Likewise the database, which alone could tell.</exception>
    public async ValueTask<bool> IsRightAsync(CancellationToken ct)
    {
        if (!_isKnown)
        {
            try
            {
                await _firstRound.Task.WaitAsync(
                    TimeSpan.FromMilliseconds(options.Value.TimestampTotalMs), clock, ct);
            }
            catch (TimeoutException)
            {
                // The authority takes its time: said below.
            }
        }

        return _isKnown ? IsRight
            : throw (timestamps.IsConfigured
                ? new SealingUnavailableException("The clock was not compared yet.") { OfAuthority = true }
                : new StorageUnavailableException("The clock was not compared yet."));
    }

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

    /// <summary>Whether it is known that by the true time it is another day in Vietnam than by this server's clock:
    /// what has run out would be told as valid. Unlike <see cref="IsRight"/>, some seconds do no harm at
    /// noon.</summary>
    public bool IsAnotherDay(DateTimeOffset now) => _isKnown && !IsRight
        && StatusRules.DayOf(now) != StatusRules.DayOf(now.AddMilliseconds(-DifferenceMs));

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
                _isKnown = true;
                Report(DifferenceMs);
            }
            else if (!timestamps.IsConfigured)
            {
                _isKnown = true;
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
        while (!stoppingToken.IsCancellationRequested)
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

            _firstRound.TrySetResult();
            await Task.Delay(
                _isKnown ? TimeSpan.FromSeconds(options.Value.ClockCheckSeconds) : UntilKnown, clock, stoppingToken);
        }
    }

    private void Note(Stamp stamp)
    {
        var stampedAt = stamp.Token.Time;
        var difference = stampedAt < stamp.Asked.AddSeconds(-1) ? stamp.Asked - stampedAt
            : stampedAt > stamp.Answered ? stamp.Answered - stampedAt
            : TimeSpan.Zero;
        Volatile.Write(ref _authorityDifferenceMs, (long)difference.TotalMilliseconds);
        _isKnown = true;
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
