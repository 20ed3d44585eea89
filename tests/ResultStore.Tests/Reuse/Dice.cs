namespace ResultStore.Tests.Reuse;

/// <summary>Choices that one seed decides, so that a failing world can be made again.</summary>
internal sealed class Dice(int seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>0 to <paramref name="below"/> - 1 (SplitMix64).</summary>
    public int Roll(int below)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)below);
    }

    public bool Once(int @in) => Roll(@in) == 0;

    public T Pick<T>(params IReadOnlyList<T> of) => of[Roll(of.Count)];

    public List<T> Some<T>(IReadOnlyList<T> of, int oneIn) => [.. of.Where(_ => Once(oneIn))];
}
