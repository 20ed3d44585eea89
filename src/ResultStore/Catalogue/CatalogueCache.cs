using Microsoft.Extensions.Options;
using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Catalogue;

/// <summary>
/// The catalogue in memory. Looks for newer versions every <see cref="CatalogueOptions.RefreshSeconds"/>; while the
/// database is away the last one stays, and results cannot be asked for then anyway.
/// </summary>
internal sealed class CatalogueCache(
    CatalogueTable table,
    PaperPolicies papers,
    IOptions<CatalogueOptions> options,
    TimeProvider clock,
    ILogger<CatalogueCache> logger)
    : BackgroundService
{
    /// <summary>A catalogue not compared with the database for this many refreshes covers nothing: a rule that has been
    /// taken back must not go on covering.</summary>
    private const int RefreshesUntilStale = 15;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly StandingFault _fault = new();
    private volatile CatalogueSnapshot? _current;
    private long _readAt = long.MinValue; // Unix milliseconds

    /// <summary>Null: not read yet, so nothing can be told.</summary>
    public CatalogueSnapshot? Current => _current;

    /// <summary>In force today in Vietnam; null: not read yet.</summary>
    public CatalogueDay? Today => _current?.On(StatusRules.DayOf(clock.GetUtcNow()));

    /// <summary>Whether nobody knows if the one in memory is still the newest.</summary>
    public bool IsStale => clock.GetUtcNow().ToUnixTimeMilliseconds() - RefreshesUntilStale
        * options.Value.RefreshSeconds * 1_000L > Interlocked.Read(ref _readAt);

    /// <summary>In force today in Vietnam, and the newest one as far as can be known; null: nothing can be told.
    /// </summary>
    public async ValueTask<CatalogueDay?> TrustedAsync(CancellationToken ct)
    {
        if (_current is not null && IsStale)
        {
            await TryRefreshAsync(ct);
        }

        return IsStale ? null : Today;
    }

    /// <summary>The newest one there is, read now.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<CatalogueSnapshot> RefreshAsync(CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            var (known, readAt) = (_current ?? CatalogueSnapshot.Empty, clock.GetUtcNow());
            var newest = await table.NewestAsync(ct);
            if (newest > known.Version)
            {
                var texts = (await table.ListAfterAsync(known.Version, ct)).Select(EntryOf).ToList();

                // A version written between the two reads is whole in the second one.
                known = known.With(Math.Max(newest, texts.Select(text => text.Version).DefaultIfEmpty().Max()), texts);
                logger.CatalogueRead(known.Version, texts.Count);
            }

            Interlocked.Exchange(ref _readAt, readAt.ToUnixTimeMilliseconds());
            return _current = known;
        }
        finally
        {
            _reading.Release();
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        papers.Follow(PolicyOf);

        // Before the doors open: whether a paper has run out can depend on its kind.
        await TryRefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _reading.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.RefreshSeconds), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryRefreshAsync(stoppingToken);
        }
    }

    /// <summary>Whatever happens, the next round tries again.</summary>
    private async Task TryRefreshAsync(CancellationToken ct)
    {
        try
        {
            await RefreshAsync(ct);
            if (_fault.Ends())
            {
                logger.CatalogueReadAgain();
            }
        }
        catch (StorageUnavailableException)
        {
            if (_fault.Begins("away"))
            {
                logger.CatalogueAway();
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Written by a newer program, or damaged: the one in memory serves until it is stale.
            if (_fault.Begins(fault.GetType().Name))
            {
                logger.CatalogueUnreadable(fault);
            }
        }
    }

    private PaperPolicy PolicyOf(string resultTypeCode) =>
        Today is { } today && today.FindType(today.TypeCode(resultTypeCode)) is { } type
            ? PaperPolicy.From(type)
            : PaperPolicy.Unsaid;

    private static CatalogueEntry EntryOf(CatalogueTextRow row) => new(
        (EntryKind)row.Kind,
        row.Code,
        row.Version,
        row.ValidFrom,
        row.Body is null ? null : CatalogueEntry.Read((EntryKind)row.Kind, row.Body));
}
