using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Validation;

namespace ResultStore.Tests.Sealing;

/// <summary>What compares a server's clock with its database's.</summary>
internal static class Clocks
{
    private static readonly HttpClient Nobody = new();

    /// <summary>Knows nothing until it is told to compare.</summary>
    public static ClockGuard Guard(Database database, TimeProvider clock)
    {
        var options = Options.Create(new SealingOptions());
        var trust = new TrustStores(Options.Create(new TrustOptions()), NullLogger<TrustStores>.Instance);
        return new ClockGuard(
            database,
            new TimestampClient(Nobody, trust, clock, options, NullLogger<TimestampClient>.Instance),
            clock,
            options,
            NullLogger<ClockGuard>.Instance);
    }
}
