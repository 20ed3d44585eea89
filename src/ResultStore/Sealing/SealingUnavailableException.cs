namespace ResultStore.Sealing;

/// <summary>Nothing can be sealed now: a key or a time-stamp authority is away. Nothing was stored; a retry may
/// succeed.</summary>
internal sealed class SealingUnavailableException : Exception
{
    public SealingUnavailableException(string message)
        : base(message)
    {
    }

    public SealingUnavailableException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Whether it is a time-stamp authority, and not the seal's key.</summary>
    public bool OfAuthority { get; init; }

    /// <summary>Whether no key is valid: a retry does not help before an operator has put one there.</summary>
    public bool ForOperator { get; init; }
}
