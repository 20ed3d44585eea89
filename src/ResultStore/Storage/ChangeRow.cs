namespace ResultStore.Storage;

/// <summary>A change to be made to a result, with all that is written beside it.</summary>
internal sealed record NewChange
{
    /// <summary>UUIDv7; the event has the same.</summary>
    public required ResultId Id { get; init; }

    public required EventKind Kind { get; init; }

    /// <summary>The row as the caller saw it; a version that has moved on since is told.</summary>
    public required ResultRow Seen { get; init; }

    /// <summary>Where it leads.</summary>
    public required ResultStatus Next { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>After <see cref="RecordedAt"/>: the change waits until then.</summary>
    public required DateTimeOffset EffectiveAt { get; init; }

    public required string SystemId { get; init; }

    public required string DecisionNumber { get; init; }

    public byte[]? DecisionSha256 { get; init; }

    /// <summary>Encrypted: reason, legal basis, officer.</summary>
    public required byte[] Told { get; init; }

    /// <summary>With a replacement.</summary>
    public ResultRow? Successor { get; init; }

    /// <summary>With a correction or amendment: the row as it is to read.</summary>
    public ResultRow? Corrected { get; init; }

    /// <summary>With a cancellation: the decision whose changes are to wait no longer.</summary>
    public string? Cancels { get; init; }
}

/// <summary>One thing that happened to a result.</summary>
/// <param name="SuccessorBucket">Of the result that takes its place.</param>
/// <param name="Metadata">Of a correction or amendment: while it waits, what it is to bring; then, what it
/// replaced.</param>
/// <param name="Cipher">Beside <paramref name="Metadata"/>.</param>
internal sealed record ChangeRow(
    short Bucket,
    ResultId Result,
    ResultId Id,
    EventKind Kind,
    ChangeState State,
    int Version,
    DateTimeOffset RecordedAt,
    DateTimeOffset EffectiveAt,
    string SystemId,
    string DecisionNumber,
    byte[]? DecisionSha256,
    byte[]? SuccessorCode,
    byte[] Told,
    short? SuccessorBucket,
    byte[]? Metadata,
    byte[]? Cipher);

/// <summary>What becomes of a result when a change's time has come.</summary>
/// <param name="Next">Where it leads.</param>
/// <param name="Corrected">With a correction or amendment: the row as it is to read.</param>
/// <param name="Told">What was told of the change, encrypted anew: a rotation of keys that has read the row before must
/// not write it back.</param>
internal sealed record DueChange(ResultStatus Next, ResultRow? Corrected, byte[] Told);

internal enum ChangeState : short
{
    Applied = 1,
    Waiting = 2,
    Lapsed = 3,
    Cancelled = 4,
}

/// <summary>Every way a change can end.</summary>
internal abstract record ChangeOutcome
{
    private ChangeOutcome()
    {
    }

    /// <summary>Made, or waiting for its time.</summary>
    public sealed record Changed(ResultRow Row, bool Repeated) : ChangeOutcome;

    /// <summary>There is nothing to cancel.</summary>
    public sealed record NotAllowed(ResultRow Now) : ChangeOutcome;

    /// <summary>Someone else changed the result meanwhile.</summary>
    public sealed record ChangedMeanwhile(ResultRow Now) : ChangeOutcome;
}
