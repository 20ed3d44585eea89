namespace ResultStore.Storage;

/// <summary>
/// Group commit: changes that arrive while a commit waits for the disk share the next one. Several lanes on PostgreSQL,
/// so that commits overlap; changes of one key keep to one lane, so that they never lock each other out.
/// </summary>
internal sealed class CommitQueue(Engine engine, StorageOptions options, Signal eventsWritten) : IDisposable
{
    private readonly CommitLane[] _lanes =
        [.. Enumerable.Range(0, engine.Writers).Select(_ => new CommitLane(engine, options, eventsWritten))];

    private readonly CommitLane? _aside = engine.WritesAside ? new CommitLane(engine, options, eventsWritten) : null;

    /// <summary>Runs a change inside a transaction; ends when it is committed, durably.</summary>
    /// <param name="bucket">Of the key that two callers might fight over.</param>
    /// <param name="change">
    /// May run more than once, so it keeps nothing between runs. Returns conflicts as data: what it throws takes the
    /// others of its transaction through a second run.
    /// </param>
    public Task<T> CommitAsync<T>(short bucket, Func<Session, Task<T>> change)
    {
        var unit = new CommitUnit<T>(change);
        _lanes[bucket % _lanes.Length].Add(unit);
        return unit.Committed;
    }

    /// <summary>For work in the background: in a transaction that no caller's change shares or waits for, where the
    /// engine writes on several connections.</summary>
    /// <inheritdoc cref="CommitAsync"/>
    public Task<T> CommitAsideAsync<T>(Func<Session, Task<T>> change)
    {
        var unit = new CommitUnit<T>(change);
        (_aside ?? _lanes[0]).Add(unit);
        return unit.Committed;
    }

    public void Dispose()
    {
        _aside?.Dispose();
        foreach (var lane in _lanes)
        {
            lane.Dispose();
        }
    }
}

internal abstract class CommitUnit
{
    public abstract Task RunAsync(Session session);

    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

internal sealed class CommitUnit<T>(Func<Session, Task<T>> change) : CommitUnit
{
    // Continuations must not run on the lane's thread.
    private readonly TaskCompletionSource<T> _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Committed => _committed.Task;

    public override async Task RunAsync(Session session) => _result = await change(session);

    public override void Complete() => _committed.TrySetResult(_result!);

    public override void Fail(Exception exception) => _committed.TrySetException(exception);
}
