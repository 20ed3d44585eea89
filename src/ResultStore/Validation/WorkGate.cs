namespace ResultStore.Validation;

/// <summary>Bounds how many documents are validated and sealed at once, and how many may wait: beyond that callers
/// hear BUSY at once, while it is still cheap. Large ones take turns, as the pages of each are all in memory while it
/// is read.</summary>
/// <param name="places">Documents at once.</param>
/// <param name="mostWaiting">Documents that may wait.</param>
internal sealed class WorkGate(int places, int mostWaiting) : IDisposable
{
    private const int LargeBytes = 8 << 20;

    private readonly SemaphoreSlim _places = new(places);
    private readonly SemaphoreSlim _large = new(Math.Max(1, Environment.ProcessorCount / 2));
    private int _waiting;

    /// <param name="length">Of the document, in bytes.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>A place, to be disposed of; null where too many wait already.</returns>
    public async Task<IDisposable?> EnterAsync(long length, CancellationToken ct)
    {
        if (Interlocked.Increment(ref _waiting) > mostWaiting + 1)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            return length < LargeBytes ? await TakeAsync(_places, null, ct) : await TakeBothAsync(ct);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose()
    {
        _places.Dispose();
        _large.Dispose();
    }

    private static async Task<IDisposable> TakeAsync(SemaphoreSlim places, IDisposable? held, CancellationToken ct)
    {
        await places.WaitAsync(ct);
        return new Place(places, held);
    }

    private async Task<IDisposable> TakeBothAsync(CancellationToken ct)
    {
        var large = await TakeAsync(_large, null, ct);
        try
        {
            return await TakeAsync(_places, large, ct);
        }
        catch
        {
            large.Dispose();
            throw;
        }
    }

    private sealed class Place(SemaphoreSlim places, IDisposable? held) : IDisposable
    {
        private SemaphoreSlim? _places = places;

        public void Dispose()
        {
            Interlocked.Exchange(ref _places, null)?.Release();
            held?.Dispose();
        }
    }
}
