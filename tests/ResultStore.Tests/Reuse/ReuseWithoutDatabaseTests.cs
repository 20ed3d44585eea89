using ResultStore.Storage;
using ResultStore.Tests.Catalogue;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Reuse;

public sealed class ReuseWithoutDatabaseTests
{
    [Fact]
    public async Task Without_the_database_everything_is_unknown_and_nothing_not_covered()
    {
        var options = new StorageOptions
        {
            Engine = DatabaseEngine.Postgresql,
            Database = "Host=127.0.0.1;Port=1;Username=nobody;Database=nothing;Timeout=1",
        };
        await using var away = new Database(Microsoft.Extensions.Options.Options.Create(options));
        await using var catalogue = await TestStore.OnSqliteAsync();
        var store = new ReuseStore(away, catalogue.Database);
        await store.ImportAsync(CatalogueTexts.Small);
        var request = new CheckReuseRequest { ProcedureCode = "1.000894", Context = ReuseStore.Context() };
        request.Holders.Add(ReuseStore.Person("048090001234"));

        var answer = await store.AskAsync(request);

        Assert.Equal(ReuseState.Unknown, answer.State);
        var component = Assert.Single(answer.Components);
        Assert.Equal((ReuseState.Unknown, ReuseReason.StoreAway), (component.State, component.Reason));
        Assert.Equal(0, component.National.DuocTaiSuDung);
    }
}
