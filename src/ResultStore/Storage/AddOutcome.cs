namespace ResultStore.Storage;

/// <summary>Every way storing a push can end. First is the result that was there before.</summary>
internal abstract record AddOutcome
{
    private AddOutcome()
    {
    }

    public sealed record Stored : AddOutcome;

    public sealed record FirstAnswerAgain(ResultRow First) : AddOutcome;

    public sealed record MetadataDiffers(ResultRow First) : AddOutcome;

    public sealed record DocumentDiffers(ResultRow First) : AddOutcome;

    public sealed record DocumentAlreadyStored(ResultRow First) : AddOutcome;

    public sealed record ReservationUnusable(ReservationFault Reason) : AddOutcome;

    /// <summary>Draw another code.</summary>
    public sealed record CodeCollision : AddOutcome;

    /// <summary>Draw another place.</summary>
    public sealed record StatusSlotTaken : AddOutcome;
}

internal enum ReservationFault
{
    Unknown,
    Used,
    Expired,
    OtherSystem,
    OtherHolder,
    OtherProcedure,
}
