using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace ResultStore.Access;

/// <summary>How often each registered system may call: a token bucket a system.</summary>
internal sealed class CallRates(IOptions<AccessOptions> options) : IDisposable
{
    private readonly ConcurrentDictionary<(string Id, int PerSecond), TokenBucketRateLimiter> _limiters = [];

    /// <summary>Takes one call from the system's share; false where it has none left just now.</summary>
    public bool TryTake(Caller caller)
    {
        var perSecond = caller.CallsPerSecond > 0 ? caller.CallsPerSecond : options.Value.CallsPerSecond;
        var limiter = _limiters.GetOrAdd((caller.Id, perSecond), Make);
        using var lease = limiter.AttemptAcquire();
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        foreach (var limiter in _limiters.Values)
        {
            limiter.Dispose();
        }
    }

    private TokenBucketRateLimiter Make((string Id, int PerSecond) share)
    {
        // Ten refills a second keep the flow even without waking up for every call.
        var perRefill = Math.Max(1, share.PerSecond / 10);
        var burst = (int)((long)options.Value.Burst * share.PerSecond / options.Value.CallsPerSecond);
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(burst, perRefill),
            TokensPerPeriod = perRefill,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)perRefill / share.PerSecond),
            QueueLimit = 0,
            AutoReplenishment = true,
        });
    }
}
