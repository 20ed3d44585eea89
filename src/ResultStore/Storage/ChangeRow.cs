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

    /// <summary>Whether it is allowed from where the caller saw the result; a repetition is told either way.</summary>
    public bool IsAllowed { get; init; } = true;

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
}

/// <summary>One thing that happened to a result.</summary>
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
    byte[] Told);

internal enum ChangeState : short
{
    Applied = 1,
    Waiting = 2,
    Lapsed = 3,
}

/// <summary>Every way a change can end.</summary>
internal abstract record ChangeOutcome
{
    private ChangeOutcome()
    {
    }

    /// <summary>Made, or waiting for its time.</summary>
    public sealed record Changed(ResultRow Row, bool Repeated) : ChangeOutcome;

    /// <summary>Not from where the result stands.</summary>
    public sealed record NotAllowed(ResultRow Now) : ChangeOutcome;

    /// <summary>Someone else changed the result meanwhile.</summary>
    public sealed record ChangedMeanwhile(ResultRow Now) : ChangeOutcome;
}
