using Microsoft.Extensions.Options;

namespace ResultStore.Storage;

/// <summary>The rows: reads on kept connections, changes through the commit queue. Opened once, at start.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly Engine _engine;
    private readonly SessionPool _readers;
    private readonly CommitQueue _commits;
    private int _disposed;

    public Database(IOptions<StorageOptions> options)
    {
        var value = options.Value;
        _engine = value.Engine == DatabaseEngine.Sqlite ? new SqliteEngine(value.Database) : new PostgresEngine(value);
        _readers = new(_engine, value.Readers);
        _commits = new(_engine, value, EventsWritten);
    }

    /// <summary>Set whenever this server committed an event that waits for its number.</summary>
    public Signal EventsWritten { get; } = new();

    /// <summary>Brings the schema to this program's version; refuses one that is newer or not ours.</summary>
    /// <inheritdoc cref="Schema.MigrateAsync"/>
    /// <exception cref="SchemaMismatchException"/>
    /// <exception cref="StorageUnavailableException"/>
    public async Task<bool> MigrateAsync(TimeProvider clock, CancellationToken ct, bool mayBeNew = true)
    {
        try
        {
            return await Schema.MigrateAsync(_engine, clock, mayBeNew, ct);
        }
        catch (Exception exception) when (_engine.Judge(exception) is Failure.Away or Failure.Refused)
        {
            throw new StorageUnavailableException("The database is away.", exception);
        }
    }

    /// <summary>Runs a change in a transaction and ends when that is durable.</summary>
    /// <inheritdoc cref="CommitQueue.CommitAsync"/>
    /// <exception cref="StorageUnavailableException">Not stored, or not known to be.</exception>
    public Task<T> CommitAsync<T>(short bucket, Func<Session, Task<T>> change) => _commits.CommitAsync(bucket, change);

    /// <summary>The same for work in the background, which no caller waits behind.</summary>
    /// <inheritdoc cref="CommitQueue.CommitAsideAsync"/>
    /// <exception cref="StorageUnavailableException">Not stored, or not known to be.</exception>
    public Task<T> CommitAsideAsync<T>(Func<Session, Task<T>> change) => _commits.CommitAsideAsync(change);

    /// <summary>Runs a read; once more on a new connection if a kept one turns out dead.</summary>
    /// <exception cref="StorageUnavailableException"/>
    public async ValueTask<T> ReadAsync<T>(Func<Session, ValueTask<T>> read, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryReadAsync(read, ct);
            }
            catch (Exception exception) when (_engine.Judge(exception) is Failure.Away or Failure.Refused)
            {
                if (attempt == 2)
                {
                    throw new StorageUnavailableException("The database is away.", exception);
                }
            }
        }
    }

    /// <summary>The database server's clock; null where it is this machine's own.</summary>
    public ValueTask<DateTimeOffset?> ReadClockAsync(CancellationToken ct) =>
        ReadAsync(async session => await _engine.ReadClockAsync(session), ct);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _commits.Dispose();
        await _readers.DisposeAsync();
        await _engine.DisposeAsync();
        EventsWritten.Dispose();
    }

    private async ValueTask<T> TryReadAsync<T>(Func<Session, ValueTask<T>> read, CancellationToken ct)
    {
        var session = await _readers.RentAsync(ct);
        try
        {
            var result = await read(session);
            _readers.Return(session);
            return result;
        }
        catch (Exception exception)
        {
            await _readers.DropAsync(session);
            if (_engine.Judge(exception) is Failure.Away or Failure.Refused)
            {
                await _readers.DropIdleAsync();
            }

            throw;
        }
    }
}
