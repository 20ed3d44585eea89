using ResultStore.Storage;
using ResultStore.Tests.Catalogue;
using ResultStore.Tests.Storage;
using ResultStore.V1;

namespace ResultStore.Tests.Reuse;

/// <summary>A store of each test's own with the small catalogue, and what an officer asks of it.</summary>
public abstract class ReuseContract(Func<Task<object>> newStore) : IAsyncLifetime
{
    protected const string Type = "KQ.H17.000001";
    protected const string An = "048090001234";
    protected const string Binh = "048090005678";

    private protected TestStore Engine { get; private set; } = null!;

    private protected ReuseStore Store { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Engine = (TestStore)await newStore();
        Store = new ReuseStore(Engine);
        await Store.ImportAsync(CatalogueTexts.Small.Replace(
            ", \"issued_by_levels\": [\"COMMUNE\"]", "", StringComparison.Ordinal));
    }

    public async Task DisposeAsync() => await Engine.DisposeAsync();

    protected static CheckReuseRequest Ask(string person, params string[] components)
    {
        var request = new CheckReuseRequest { ProcedureCode = "1.000894", Context = ReuseStore.Context() };
        request.Holders.Add(ReuseStore.Person(person));
        request.ComponentCodes.Add(components);
        return request;
    }

    private protected static UseResultRequest Use(ResultRow row)
    {
        var request = new UseResultRequest
        {
            Code = ReuseStore.CodeOf(row),
            ProcedureCode = "1.000894",
            ComponentCode = "TP01",
            Context = ReuseStore.Context(),
        };
        request.Holders.Add(ReuseStore.Person(An));
        return request;
    }

    protected static FindResultsRequest Find(string person) =>
        new() { Holder = ReuseStore.Person(person), PageSize = 3, Context = ReuseStore.Context() };
}
