using ResultStore.Sealing;
using ResultStore.Tests.Catalogue;
using ResultStore.Tests.Reuse;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Sealing;

/// <summary>No code is issued by a clock that the database's contradicts.</summary>
[NeedsPostgres]
public sealed class ClockGuardTests
{
    [EngineFact]
    public async Task A_clock_more_than_two_seconds_from_the_database_s_is_wrong_until_it_is_set_right()
    {
        await using var store = await TestStore.OnPostgresAsync();
        var clock = new ShiftedClock();
        using var guard = Clocks.Guard(store.Database, clock);

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

    [EngineFact]
    public async Task At_another_day_than_the_database_s_nothing_covers_and_nothing_is_used()
    {
        await using var database = await TestStore.OnPostgresAsync();
        var clock = new ShiftedClock();
        var store = new ReuseStore(database.Database, database.Database, shifted: clock);
        await store.ImportAsync(CatalogueTexts.Small);
        var question = new CheckReuseRequest { ProcedureCode = "1.000894", Context = ReuseStore.Context() };
        question.Holders.Add(ReuseStore.Person("048090001234"));
        var use = new UseResultRequest
        {
            Code = ReuseStore.CodeOf(await store.AddAsync("KQ.H17.000001", persons: "048090001234")),
            ProcedureCode = "1.000894",
            ComponentCode = "TP01",
            Context = ReuseStore.Context(),
        };
        use.Holders.Add(ReuseStore.Person("048090001234"));

        clock.Ahead = TimeSpan.FromDays(-2);
        await store.Guard.CompareWithDatabaseAsync(CancellationToken.None);
        var wrong = await store.AskAsync(question);
        await Assert.ThrowsAsync<ClockWrongException>(() => store.UseAsync(use));
        clock.Ahead = TimeSpan.FromMilliseconds(400);
        await store.Guard.CompareWithDatabaseAsync(CancellationToken.None);
        var right = await store.AskAsync(question);

        Assert.Equal((ReuseState.Unknown, ReuseReason.ClockWrong), (wrong.State, wrong.Reason));
        Assert.NotEqual(ReuseReason.ClockWrong, right.Reason);
    }

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
