using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ResultStore.Ops;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Access;

/// <summary>
/// Notices bursts of guessing: many codes that nobody has, or questions about many different holders, by one system or
/// from one address within a window. Each server counts what it answers itself; an alert is raised once a window.
/// </summary>
internal sealed class EnumerationWatch(
    AlertTable alerts,
    StoreMetrics metrics,
    IOptions<AccessOptions> options,
    TimeProvider clock,
    ILogger<EnumerationWatch> logger)
{
    private const int MostCounted = 20_000;

    private readonly ConcurrentDictionary<(Storage.AlertKind Kind, string Client, string Address), Count> _counts = [];

    /// <summary>A code was asked for that no result has.</summary>
    public void UnknownCode(Caller caller, string address)
    {
        // Behind a verifier stands the whole public, and its address is the verifier's own.
        var ofPublic = caller.Has(ClientRole.Verifier);
        var most = ofPublic ? options.Value.UnknownCodesOfPublicAlert : options.Value.UnknownCodesAlert;
        Add(Storage.AlertKind.UnknownCodes, caller.Id, "", null, most);
        if (!ofPublic)
        {
            Add(Storage.AlertKind.UnknownCodes, "", address, null, most);
        }
    }

    /// <summary>A holder or result was asked about.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="address">From where.</param>
    /// <param name="about">What tells one from another, e.g. a blind index; kept only as a hash of this run.</param>
    public void Asked(Caller caller, string address, ReadOnlySpan<byte> about)
    {
        var mixed = new HashCode();
        mixed.AddBytes(about);
        var hash = mixed.ToHashCode();
        if (caller.Has(ClientRole.Portal))
        {
            Add(Storage.AlertKind.ManyHolders, caller.Id, "", hash, options.Value.ManyHoldersOfPortalAlert);
            return;
        }

        Add(Storage.AlertKind.ManyHolders, caller.Id, "", hash, options.Value.ManyHoldersAlert);
        Add(Storage.AlertKind.ManyHolders, "", address, hash, options.Value.ManyHoldersAlert);
    }

    private void Add(Storage.AlertKind kind, string client, string address, int? about, int most)
    {
        if (most == 0 || client.Length + address.Length == 0)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var window = TimeSpan.FromSeconds(options.Value.BurstWindowSeconds);
        if (_counts.Count > MostCounted)
        {
            Forget(now - window);
        }

        var count = _counts.GetOrAdd((kind, client, address), _ => new Count(now));
        if (count.Add(now, window, about, most) is { } seen)
        {
            _ = RaiseAsync(new AlertRow(ResultId.New(clock), now, kind, client, address, seen, window));
        }
    }

    private async Task RaiseAsync(AlertRow alert)
    {
        metrics.Alerted(alert.Kind.ToString());
        logger.UnusualReading(alert.Kind, alert.ClientId, alert.Address, alert.Seen, (int)alert.Window.TotalSeconds);
        try
        {
            await alerts.AddAsync(alert);
        }
        catch (StorageUnavailableException)
        {
            logger.AlertNotKept(alert.Kind);
        }
    }

    private void Forget(DateTimeOffset before)
    {
        foreach (var (key, count) in _counts)
        {
            if (count.StartedBefore(before))
            {
                _counts.TryRemove(key, out _);
            }
        }
    }

    private sealed class Count(DateTimeOffset started)
    {
        private readonly HashSet<int> _different = [];
        private DateTimeOffset _started = started;
        private int _seen;
        private bool _told;

        public bool StartedBefore(DateTimeOffset instant)
        {
            lock (_different)
            {
                return _started < instant;
            }
        }

        /// <returns>How many were seen, where that is now for the first time too many.</returns>
        public int? Add(DateTimeOffset now, TimeSpan window, int? about, int most)
        {
            lock (_different)
            {
                if (now - _started > window)
                {
                    (_started, _seen, _told) = (now, 0, false);
                    _different.Clear();
                }

                if (_told || (about is { } which && !_different.Add(which)))
                {
                    return null;
                }

                _seen++;
                _told = _seen >= most;
                return _told ? _seen : null;
            }
        }
    }
}
