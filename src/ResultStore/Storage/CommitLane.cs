namespace ResultStore.Storage;

/// <summary>One writing connection, on a thread of its own: runs what has gathered as one transaction.</summary>
internal sealed class CommitLane : IDisposable
{
    private const int MaxAttempts = 6;

    private readonly Engine _engine;
    private readonly Signal _eventsWritten;
    private readonly int _maxUnits;
    private readonly Mailbox<CommitUnit> _waiting;
    private readonly Thread _thread;
    private Session? _session;

    public CommitLane(Engine engine, StorageOptions options, Signal eventsWritten)
    {
        _engine = engine;
        _eventsWritten = eventsWritten;
        _maxUnits = options.MaxUnitsPerCommit;
        _waiting = new(options.QueueLength);
        _thread = new(Run) { IsBackground = true, Name = "commit" };
        _thread.Start();
    }

    /// <summary>Never waits: so long a queue is not emptied in time, and the caller's thread is needed.</summary>
    public void Add(CommitUnit unit)
    {
        if (!_waiting.TryAdd(unit))
        {
            unit.Fail(new StorageUnavailableException(
                _waiting.IsClosed ? "The server is stopping." : "Too many changes wait for the database."));
        }
    }

    /// <summary>What was added is still committed.</summary>
    public void Dispose()
    {
        _waiting.Close();
        _thread.Join();
    }

    private void Run()
    {
        var batch = new List<CommitUnit>(_maxUnits);
        while (_waiting.Take(out var first))
        {
            batch.Add(first);
            while (batch.Count < _maxUnits && _waiting.TryTake(out var next))
            {
                batch.Add(next);
            }

            FlushAsync(batch).GetAwaiter().GetResult(); // the thread is this lane's own
            batch.Clear();
        }

        DropAsync().GetAwaiter().GetResult();
    }

    private async Task FlushAsync(List<CommitUnit> batch)
    {
        var failure = await TryAsync(batch);
        // A connection that lay idle may have died long ago: once more on a new one. Not after an unknown end.
        if (failure is StorageUnavailableException and not OutcomeUnknownException)
        {
            failure = await TryAsync(batch);
        }

        if (failure is null)
        {
            return;
        }

        if (failure is StorageUnavailableException)
        {
            batch.ForEach(unit => unit.Fail(failure));
            return;
        }

        // One of them is at fault, or met another server's transaction: each alone, so that it harms itself only.
        foreach (var unit in batch)
        {
            // Once the database is away, the rest need not find that out one by one.
            failure = failure is StorageUnavailableException ? failure : await TryAloneAsync(unit);
            if (failure is not null)
            {
                unit.Fail(failure);
            }
        }
    }

    /// <returns>Null when committed.</returns>
    private async Task<Exception?> TryAloneAsync(CommitUnit unit)
    {
        for (var attempt = 1; ; attempt++)
        {
            var failure = await TryAsync([unit]);
            if (failure is null || _engine.Judge(failure) != Failure.Conflict)
            {
                return failure;
            }

            if (attempt == MaxAttempts)
            {
                return new StorageUnavailableException("Too many writers want the same rows.", failure);
            }

            await Task.Delay(1 << attempt);
        }
    }

    /// <summary>One transaction.</summary>
    /// <returns>Null when committed and the callers told so; else why not, and nobody was told.</returns>
    private async Task<Exception?> TryAsync(IReadOnlyList<CommitUnit> batch)
    {
        var committing = false;
        try
        {
            _session ??= await _engine.OpenWriterAsync(CancellationToken.None);
            await _session.BeginAsync();
            foreach (var unit in batch)
            {
                await unit.RunAsync(_session);
            }

            committing = true;
            await _session.CommitAsync();
        }
        catch (Exception exception)
        {
            var failure = _engine.Judge(exception);
            await RollbackAsync(keep: failure is Failure.Fault or Failure.Conflict);
            return failure switch
            {
                Failure.Away when committing => new OutcomeUnknownException("The commit was not answered.", exception),
                Failure.Away => new StorageUnavailableException("The database is away.", exception),
                Failure.Refused => new StorageUnavailableException("The database takes no changes now.", exception),
                _ => exception,
            };
        }

        if (_session.CommitInDoubt)
        {
            return new OutcomeUnknownException("The commit did not reach its standby.");
        }

        if (_session.EventsWritten)
        {
            _eventsWritten.Set();
        }

        foreach (var unit in batch)
        {
            unit.Complete();
        }

        return null;
    }

    private async Task RollbackAsync(bool keep)
    {
        try
        {
            if (keep && _session is not null)
            {
                await _session.RollbackAsync();
                return;
            }
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException)
        {
            // The connection is of no more use; closing it rolls back.
        }

        await DropAsync();
    }

    private async Task DropAsync()
    {
        if (_session is null)
        {
            return;
        }

        try
        {
            await _session.DisposeAsync();
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException)
        {
            // Broken already.
        }

        _session = null;
    }
}
