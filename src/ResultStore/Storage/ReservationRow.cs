namespace ResultStore.Storage;

/// <summary>A code given before its document existed, with all that was known then.</summary>
internal sealed record ReservationRow
{
    /// <summary>Of the first holder, 0..4095.</summary>
    public required short Bucket { get; init; }

    public required byte[] Code { get; init; }

    /// <summary>The id that the result will have.</summary>
    public required ResultId ResultId { get; init; }

    public required string SystemId { get; init; }

    public required string AgencyCode { get; init; }

    public required string ProcedureCode { get; init; }

    public required string DossierCode { get; init; }

    public required string ResultNumber { get; init; }

    public required int StatusList { get; init; }

    public required int StatusIndex { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    public required int DataKeyVersion { get; init; }

    /// <summary>32 bytes, keyed, of the first holder: the same at reserving and at use.</summary>
    public required byte[] HolderDigest { get; init; }

    /// <summary>32 bytes, keyed, of the whole metadata.</summary>
    public required byte[] MetadataDigest { get; init; }

    public required byte[] Token { get; init; }

    public required byte[] Metadata { get; init; }

    public required byte[] HolderCipher { get; init; }
}

/// <summary>Every way reserving can end.</summary>
internal abstract record ReserveOutcome
{
    private ReserveOutcome()
    {
    }

    public sealed record Reserved : ReserveOutcome;

    public sealed record FirstAnswerAgain(ReservationRow First) : ReserveOutcome;

    public sealed record MetadataDiffers(ReservationRow First) : ReserveOutcome;

    /// <summary>Draw another code.</summary>
    public sealed record CodeCollision : ReserveOutcome;

    /// <summary>Draw another place.</summary>
    public sealed record StatusSlotTaken : ReserveOutcome;
}
