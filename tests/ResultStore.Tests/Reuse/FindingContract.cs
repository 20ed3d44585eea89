using ResultStore.Access;
using ResultStore.Reuse;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Reuse;

/// <summary>The search for a holder's results, on either engine.</summary>
public abstract class FindingContract(Func<Task<object>> newStore) : ReuseContract(newStore)
{
    [EngineFact]
    public async Task Filters_that_contradict_or_are_unknown_are_refused_and_a_token_is_its_callers_alone()
    {
        await Store.AddAsync(Type, persons: An);
        await Store.AddAsync(Type, persons: An);
        var wrong = Find(An);
        (wrong.IssuedFrom, wrong.IssuedTo) = ("2026-02-01", "2026-01-01");
        wrong.Statuses.Add((V1.ResultStatus)99);
        var request = Find(An);
        request.PageSize = 1;
        request.PageToken = Assert.IsType<FindOutcome.Answered>(
            await Store.Finding.FindAsync(ReuseStore.Agency, request, "", default)).Response.NextPageToken;
        var other = new Caller("khac", [ClientRole.Agency], ["H17"], 0, false);

        var refused = await Store.Finding.FindAsync(ReuseStore.Agency, wrong, "", default);
        var stolen = await Store.Finding.FindAsync(other, request, "", default);

        Assert.Equal(
            ["issued_to", "statuses[0]"],
            Assert.IsType<FindOutcome.FieldsInvalid>(refused).Faults.Select(fault => fault.Path));
        Assert.Equal("page_token", Assert.Single(Assert.IsType<FindOutcome.FieldsInvalid>(stolen).Faults).Path);
        Assert.IsType<FindOutcome.Answered>(
            await Store.Finding.FindAsync(ReuseStore.Agency, request, "", default));
    }

    [EngineFact]
    public async Task Pages_hold_every_result_once_though_new_ones_come_in_between()
    {
        var codes = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            codes.Add(ReuseStore.CodeOf(await Store.AddAsync(Type, keyVersion: (short)(1 + (i % 2)), persons: An)));
        }

        var found = new List<string>();
        var request = Find(An);
        do
        {
            var page = Assert.IsType<FindOutcome.Answered>(
                await Store.Finding.FindAsync(ReuseStore.Agency, request, "", default)).Response;
            found.AddRange(page.Results.Select(result => result.Code));
            request.PageToken = page.NextPageToken;
            await Store.AddAsync(Type, persons: An);
        }
        while (request.PageToken.Length > 0);

        // Results of one millisecond have no order among themselves; each is there once, whatever came in between.
        Assert.All(codes, code => Assert.Single(found, code));
        Assert.Equal(found.Count, found.Distinct().Count());
    }

    [EngineFact]
    public async Task Filters_hold_for_every_result_and_a_token_belongs_to_its_question()
    {
        var wanted = await Store.AddAsync(Type, row => row with { AgencyCode = "H17.33.2" }, persons: An);
        await Store.AddAsync("KQ.H17.000002", row => row with { AgencyCode = "H17.33.2" }, persons: An);
        await Store.AddAsync(Type, row => row with { AgencyCode = "H48" }, persons: An);
        await Store.AddAsync(Type, persons: Binh);
        var request = Find(An);
        request.ResultTypeCodes.Add("1.001193");
        request.AgencyCode = "000.00.33.H17";
        request.Statuses.Add(V1.ResultStatus.Valid);

        var found = await Store.Finding.FindAsync(ReuseStore.Agency, request, "", default);
        var all = Find(An);
        all.PageSize = 1;
        var token = Assert.IsType<FindOutcome.Answered>(
            await Store.Finding.FindAsync(ReuseStore.Agency, all, "", default)).Response.NextPageToken;
        var other = Find(Binh);
        other.PageToken = token;

        var result = Assert.Single(Assert.IsType<FindOutcome.Answered>(found).Response.Results);
        Assert.Equal((ReuseStore.CodeOf(wanted), "Giấy khai sinh"), (result.Code, result.ResultName));
        Assert.Equal("page_token", Assert.Single(Assert.IsType<FindOutcome.FieldsInvalid>(
            await Store.Finding.FindAsync(ReuseStore.Agency, other, "", default)).Faults).Path);
    }

    [EngineFact]
    public async Task A_one_stop_system_finds_only_what_it_pushed_itself()
    {
        await Store.AddAsync(Type, row => row with { SystemId = "khac" }, persons: An);
        var own = await Store.AddAsync(Type, row => row with { SystemId = "mot-cua" }, persons: An);

        var found = Assert.IsType<FindOutcome.Answered>(await Store.Finding.FindAsync(
            new Caller("mot-cua", [ClientRole.OneStop], ["H17"], 0, false), Find(An), "", default));

        Assert.Equal(ReuseStore.CodeOf(own), Assert.Single(found.Response.Results).Code);
    }
}

public sealed class SqliteFindingTests() : FindingContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresFindingTests() : FindingContract(async () => await TestStore.OnPostgresAsync());
