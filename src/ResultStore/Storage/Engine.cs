namespace ResultStore.Storage;

/// <summary>What differs between the two engines. SQL is not among it.</summary>
internal abstract class Engine : IAsyncDisposable
{
    /// <summary>Connections that commit at the same time.</summary>
    public abstract int Writers { get; }

    /// <summary>Whether work in the background has a writing connection of its own.</summary>
    public abstract bool WritesAside { get; }

    /// <summary>The word that an engine's own migrations carry: <c>0002_name.sqlite.sql</c>.</summary>
    public abstract string Name { get; }

    public abstract Task<Session> OpenWriterAsync(CancellationToken ct);

    public abstract Task<Session> OpenReaderAsync(CancellationToken ct);

    /// <summary>Waits until no other server changes the schema; ends with the transaction.</summary>
    public abstract Task HoldSchemaAsync(Session session);

    /// <summary>What went wrong, as far as a caller's next step depends on it.</summary>
    public abstract Failure Judge(Exception exception);

    /// <summary>The database server's clock; null where it is this machine's.</summary>
    public abstract Task<DateTimeOffset?> ReadClockAsync(Session session);

    public abstract ValueTask DisposeAsync();
}

internal enum Failure
{
    /// <summary>The statement is at fault, or its data.</summary>
    Fault,

    /// <summary>Two transactions met; the same one again will pass.</summary>
    Conflict,

    /// <summary>Refused by the database for now (full, read-only, locked); certainly not committed.</summary>
    Refused,

    /// <summary>The connection broke or timed out; if it was committing, the end is unknown.</summary>
    Away,
}
