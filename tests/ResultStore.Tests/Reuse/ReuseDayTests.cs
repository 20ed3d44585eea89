using ResultStore.Tests.Catalogue;
using ResultStore.Tests.Sealing;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Reuse;

/// <summary>A paper's last day ends at midnight in Vietnam, which is 17:00 in UTC.</summary>
public sealed class ReuseDayTests
{
    private const string An = "048090001234";

    [Fact]
    public async Task A_paper_covers_through_its_last_day_in_Vietnam_and_not_a_minute_longer()
    {
        await using var engine = await TestStore.OnSqliteAsync();
        var lastMinute = new DateTimeOffset(2026, 11, 22, 16, 59, 0, TimeSpan.Zero);
        var clock = new MovableClock(lastMinute);
        var store = new ReuseStore(engine.Database, engine.Database, shifted: clock);
        await store.ImportAsync(CatalogueTexts.Small.Replace(
            ", \"issued_by_levels\": [\"COMMUNE\"]", "", StringComparison.Ordinal));
        await store.AddAsync(
            "KQ.H17.000001",
            row => row with { IssuedOn = new DateOnly(2026, 11, 1), ValidUntil = new DateOnly(2026, 11, 22) },
            persons: An);

        Assert.Equal((ReuseState.Covered, ReuseReason.ResultStands), await AskAsync("2026-11-22"));
        clock.Now = lastMinute.AddMinutes(1);
        Assert.Equal((ReuseState.NotCovered, ReuseReason.Expired), await AskAsync("2026-11-23"));

        async Task<(ReuseState, ReuseReason)> AskAsync(string due)
        {
            var request = new CheckReuseRequest
            {
                ProcedureCode = "1.000894",
                DueOn = due,
                Context = ReuseStore.Context(),
                ComponentCodes = { "TP01" },
                Holders = { ReuseStore.Person(An) },
            };
            var component = Assert.Single((await store.AskAsync(request)).Components);
            return (component.State, component.Reason);
        }
    }
}
