using ResultStore.Validation;

namespace ResultStore.Tests.Validation;

public sealed class WorkGateTests
{
    private const long Small = 200_000;
    private const long Large = 60 << 20;

    [Fact]
    public async Task Lets_large_documents_in_by_turns_and_small_ones_beside_them()
    {
        using var gate = Gate();
        var turns = Math.Max(1, Environment.ProcessorCount / 2);
        var held = new List<IDisposable?>();
        for (var i = 0; i < turns; i++)
        {
            held.Add(await gate.EnterAsync(Large, CancellationToken.None));
        }

        var waiting = gate.EnterAsync(Large, CancellationToken.None);
        using var small = await gate.EnterAsync(Small, CancellationToken.None);

        Assert.False(waiting.IsCompleted);
        Assert.NotNull(small);
        held[0]!.Dispose();
        using var next = await waiting;
        Assert.NotNull(next);
        held.ForEach(place => place!.Dispose());
    }

    [Fact]
    public async Task Gives_a_large_documents_turn_back_when_its_caller_hangs_up()
    {
        using var gate = Gate(places: 1);
        using var hangUp = new CancellationTokenSource();
        var small = await gate.EnterAsync(Small, CancellationToken.None);
        var given = gate.EnterAsync(Large, hangUp.Token);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        small!.Dispose();

        using var next = await gate.EnterAsync(Large, CancellationToken.None);

        Assert.NotNull(next);
    }

    [Fact]
    public async Task Says_at_once_that_too_many_wait()
    {
        using var gate = Gate(places: 1, waiting: 1);
        using var held = await gate.EnterAsync(Small, CancellationToken.None);
        var waiting = gate.EnterAsync(Small, CancellationToken.None);
        var second = gate.EnterAsync(Small, CancellationToken.None);

        Assert.Null(await gate.EnterAsync(Small, CancellationToken.None));
        held!.Dispose();
        (await waiting)!.Dispose();
        (await second)!.Dispose();
    }

    private static WorkGate Gate(int places = 64, int waiting = 64) => new(places, waiting);
}
