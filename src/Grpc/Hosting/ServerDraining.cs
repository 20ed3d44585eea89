namespace ResultStore.GrpcHosting;

/// <summary>The server's way out: first it says so, then calls run out, then they are cancelled.</summary>
public sealed class ServerDraining : IDisposable
{
    private readonly CancellationTokenSource _started = new();
    private readonly CancellationTokenSource _callsEnd = new();

    /// <summary>Fires when no further calls will be taken: streams meant to stay open should end.</summary>
    public CancellationToken Token => _started.Token;

    /// <summary>Fires when running calls have had their time.</summary>
    internal CancellationToken CallsEnd => _callsEnd.Token;

    public void Dispose()
    {
        _started.Dispose();
        _callsEnd.Dispose();
    }

    internal async Task StartAsync(TimeSpan callsEndAfter)
    {
        _callsEnd.CancelAfter(callsEndAfter);
        await _started.CancelAsync();
    }
}
