using ResultStore.Catalogue;
using ResultStore.Catalogue.Import;
using ResultStore.Reuse;
using ResultStore.Storage;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Reuse;

/// <summary>Papers that run out by their kind, on either engine.</summary>
public abstract class PaperTermContract(Func<Task<object>> newStore) : ReuseContract(newStore)
{
    [EngineFact]
    public async Task A_paper_runs_out_by_its_kind_as_it_was_when_it_was_issued()
    {
        var today = StatusRules.DayOf(TimeProvider.System.GetUtcNow());
        await Store.ImportAsync("""
            { "result_types": [
              { "code": "KQ.H17.000001", "name": "Giấy khai sinh", "aliases": ["1.001193"], "validity_months": 12 }] }
            """);
        ResultRow Old(ResultRow row) => row with { IssuedOn = today.AddMonths(-13) };
        var over = await Store.AddAsync(Type, Old, persons: An);
        var byAlias = await Store.AddAsync("1.001193", Old, persons: An);
        var own = await Store.AddAsync(Type, row => Old(row) with { ValidUntil = today }, persons: An);
        var young = await Store.AddAsync(Type, persons: An);

        var request = Find(An);
        (request.PageSize, request.PageToken) = (10, "");
        var found = Assert.IsType<FindOutcome.Answered>(
            await Store.Finding.FindAsync(ReuseStore.Agency, request, "", default)).Response.Results
            .ToDictionary(result => result.Code);

        foreach (var row in new[] { over, byAlias })
        {
            var result = found[ReuseStore.CodeOf(row)];
            Assert.Equal((V1.ResultStatus.Expired, true), (result.Status, result.ValidUntilByKind));
            Assert.Equal(CatalogueCodes.Text(row.IssuedOn.AddMonths(12)), result.ValidUntil);
            Assert.IsType<RelyOutcome.NotInForce>(
                await Store.UseAsync(Use(row)));
        }

        Assert.Equal(V1.ResultStatus.Valid, found[ReuseStore.CodeOf(own)].Status);
        Assert.False(found[ReuseStore.CodeOf(own)].ValidUntilByKind);
        Assert.Equal((V1.ResultStatus.Valid, true),
            (found[ReuseStore.CodeOf(young)].Status, found[ReuseStore.CodeOf(young)].ValidUntilByKind));
    }

    [EngineFact]
    public async Task A_later_term_of_a_kind_leaves_older_papers_as_they_were()
    {
        var today = StatusRules.DayOf(TimeProvider.System.GetUtcNow());
        const string Kind = """
            { "result_types": [{ "code": "KQ.H17.000001", "name": "Giấy khai sinh", "aliases": ["1.001193"]MONTHS }] }
            """;
        await ImportFromAsync(Kind.Replace("MONTHS", "", StringComparison.Ordinal), today.AddYears(-3));
        await ImportFromAsync(
            Kind.Replace("MONTHS", ", \"validity_months\": 1", StringComparison.Ordinal), today.AddMonths(-6));
        var before = await Store.AddAsync(Type, row => row with { IssuedOn = today.AddMonths(-7) }, persons: An);
        var after = await Store.AddAsync(Type, row => row with { IssuedOn = today.AddMonths(-5) }, persons: An);

        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(V1.ResultStatus.Valid, Store.Terms.StatusOf(before, now));
        Assert.Equal(V1.ResultStatus.Expired, Store.Terms.StatusOf(after, now));

        async Task ImportFromAsync(string json, DateOnly from) =>
            Assert.IsType<ImportOutcome.Compared>(await Store.Import.RunAsync(
                new ImportStart { ValidFrom = CatalogueCodes.Text(from) },
                [new("c.json", CatalogueFormat.Json, System.Text.Encoding.UTF8.GetBytes(json))], "quan-tri", default));
    }

    [EngineFact]
    public async Task Before_the_catalogue_is_read_a_paper_without_a_last_day_is_not_called_valid()
    {
        var row = await Store.AddAsync(Type, persons: An);
        var unread = new ReuseStore(Engine).Terms;
        var now = TimeProvider.System.GetUtcNow();

        Assert.Throws<StorageUnavailableException>(() => unread.StatusOf(row, now));
        Assert.Equal(V1.ResultStatus.Revoked,
            unread.StatusOf(row with { Status = global::ResultStore.Storage.ResultStatus.Revoked }, now));
        Assert.Equal(V1.ResultStatus.Valid,
            unread.StatusOf(row with { ValidUntil = StatusRules.DayOf(now) }, now));
    }
}

public sealed class SqlitePaperTermTests() : PaperTermContract(async () => await TestStore.OnSqliteAsync());

[NeedsPostgres]
public sealed class PostgresPaperTermTests() : PaperTermContract(async () => await TestStore.OnPostgresAsync());
