using Microsoft.Extensions.Options;

namespace ResultStore.Intake;

/// <summary>Bounds how many documents are validated and sealed at once, and how many may wait: beyond that callers
/// hear BUSY at once, while it is still cheap.</summary>
internal sealed class WorkGate(IOptions<IntakeOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(
        options.Value.MaxConcurrent > 0 ? options.Value.MaxConcurrent : Environment.ProcessorCount * 2);

    private int _waiting;

    /// <returns>A place, to be disposed of; null where too many wait already.</returns>
    public async Task<IDisposable?> EnterAsync(CancellationToken ct)
    {
        if (Interlocked.Increment(ref _waiting) > options.Value.MaxWaiting + 1)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            await _places.WaitAsync(ct);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        return new Place(_places);
    }

    public void Dispose() => _places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? _places = places;

        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
    }
}
