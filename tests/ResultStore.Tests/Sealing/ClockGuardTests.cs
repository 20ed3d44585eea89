using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ResultStore.Sealing;
using ResultStore.Tests.Storage;
using ResultStore.Validation;

namespace ResultStore.Tests.Sealing;

/// <summary>No code is issued by a clock that the database's contradicts.</summary>
[NeedsPostgres]
public sealed class ClockGuardTests
{
    [EngineFact]
    public async Task A_clock_more_than_two_seconds_from_the_database_s_is_wrong_until_it_is_set_right()
    {
        await using var store = await TestStore.OnPostgresAsync();
        var options = Options.Create(new SealingOptions());
        var clock = new ShiftedClock();
        var trust = new TimestampTrust(new TrustStores(Options.Create(new TrustOptions())));
        using var http = new HttpClient();
        using var guard = new ClockGuard(
            store.Database,
            new TimestampClient(http, trust, clock, options, NullLogger<TimestampClient>.Instance),
            clock,
            options,
            NullLogger<ClockGuard>.Instance);

        Assert.True(await IsRightAsync(TimeSpan.Zero));
        Assert.False(await IsRightAsync(TimeSpan.FromSeconds(30)));
        Assert.False(await IsRightAsync(TimeSpan.FromSeconds(-30)));
        Assert.True(await IsRightAsync(TimeSpan.FromMilliseconds(500)));

        async Task<bool> IsRightAsync(TimeSpan ahead)
        {
            clock.Ahead = ahead;
            await guard.CompareWithDatabaseAsync(CancellationToken.None);
            return guard.IsRight;
        }
    }

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
