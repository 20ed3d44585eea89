namespace ResultStore.Validation.Revocation;

/// <summary>What one document may cost others: so many questions, so much time.</summary>
internal sealed class FetchBudget : IDisposable
{
    private readonly CancellationTokenSource _ends;
    private int _left;

    public FetchBudget(RevocationOptions options, CancellationToken ct)
    {
        _left = options.MaxFetches;
        _ends = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _ends.CancelAfter(options.DocumentTimeoutMs);
    }

    /// <summary>Cancelled when the time is up or the caller has gone.</summary>
    public CancellationToken Ends => _ends.Token;

    public bool TrySpend() => !_ends.IsCancellationRequested && Interlocked.Decrement(ref _left) >= 0;

    public void Dispose() => _ends.Dispose();
}
