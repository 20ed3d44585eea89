namespace ResultStore.Storage;

/// <summary>Whether something that is tried again and again fails now, so that it is told when that changes and not at
/// every try.</summary>
internal sealed class StandingFault
{
    private string? _kind;

    /// <param name="kind">Of the fault.</param>
    /// <returns>Whether it is news.</returns>
    public bool Begins(string kind) => Interlocked.Exchange(ref _kind, kind) != kind;

    /// <returns>Whether there was one.</returns>
    public bool Ends() => Interlocked.Exchange(ref _kind, null) is not null;
}
