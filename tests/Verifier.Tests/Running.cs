namespace Verifier.Tests;

/// <summary>A store and a Verifier in front of it, shared by tests that leave both as they are.</summary>
public sealed class Running : IAsyncLifetime
{
    internal FakeStore Store { get; private set; } = null!;

    internal VerifierProcess Verifier { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Store = await FakeStore.StartAsync(FreePort.Number());
        Results.PutOnRecord(Store);
        Verifier = await VerifierProcess.StartAsync(Store.Port);
        await Wait.UntilReadyAsync(Verifier);
    }

    public async Task DisposeAsync()
    {
        await Verifier.DisposeAsync();
        await Store.DisposeAsync();
    }
}

internal static class Wait
{
    /// <summary>Until the trust bundle has arrived.</summary>
    public static async Task UntilReadyAsync(VerifierProcess verifier)
    {
        using var client = new HttpClient();
        for (var i = 0; i < 300; i++)
        {
            using var response = await client.GetAsync($"{verifier.Origin}/readyz");
            if (response.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("No trust bundle arrived.");
    }
}
