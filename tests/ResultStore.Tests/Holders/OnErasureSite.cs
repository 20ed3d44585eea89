using ResultStore.Tests.Storage;

namespace ResultStore.Tests.Holders;

/// <summary>Tests of erasures, each with a store of its own.</summary>
public abstract class OnErasureSite(Func<Task<object>> newStore) : IAsyncLifetime
{
    private protected TestStore Store { get; private set; } = null!;

    private protected ErasureSite Site { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Store = (TestStore)await newStore();
        Site = new ErasureSite(Store);
    }

    public async Task DisposeAsync() => await Store.DisposeAsync();
}
