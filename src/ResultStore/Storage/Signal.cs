namespace ResultStore.Storage;

/// <summary>Says that there is something to look at. Set many times before anyone looks, it wakes its one waiter once.
/// </summary>
internal sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(0);
    private int _isSet;

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _semaphore.Release();
        }
    }

    /// <returns>False where nothing was said within the time.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        if (!await _semaphore.WaitAsync(atMost, ct))
        {
            return false;
        }

        // Before the look, not after it: what is said during the look wakes the next one.
        Volatile.Write(ref _isSet, 0);
        return true;
    }

    public void Dispose() => _semaphore.Dispose();
}
