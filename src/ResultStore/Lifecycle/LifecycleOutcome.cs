using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Lifecycle;

/// <summary>Every way a change can end for its caller.</summary>
internal abstract record LifecycleOutcome
{
    private LifecycleOutcome()
    {
    }

    public sealed record Changed(ResultRow Row, DateTimeOffset EffectiveAt, bool Repeated) : LifecycleOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : LifecycleOutcome;

    public sealed record CodeMalformed : LifecycleOutcome;

    /// <summary>Unknown, or not the caller's to change.</summary>
    public sealed record Unknown : LifecycleOutcome;

    public sealed record NotAllowedFromHere(ResultRow Row) : LifecycleOutcome;

    /// <summary>The decision's change was cancelled or could not be made when its time came: that takes a new decision.
    /// </summary>
    public sealed record DecisionSpent(bool WasCancelled) : LifecycleOutcome;

    /// <summary>Recorded, or settled.</summary>
    public sealed record DisputeSet(ResultRow Row, string Id) : LifecycleOutcome;

    /// <summary>There is nothing to settle.</summary>
    public sealed record NoOpenDispute : LifecycleOutcome;

    /// <summary>Somebody else recorded the dispute, and the caller is not the issuing agency.</summary>
    public sealed record NotYours : LifecycleOutcome;

    /// <summary>No change of that decision waits.</summary>
    public sealed record NothingWaits(ResultRow Row) : LifecycleOutcome;

    public sealed record ChangedMeanwhile(ResultRow Row) : LifecycleOutcome;

    /// <summary>Nothing stands in the place of the result by that code.</summary>
    public sealed record SuccessorUnusable(SuccessorFault Fault) : LifecycleOutcome;

    /// <summary>The decision document is not accepted.</summary>
    public sealed record DecisionRefused(SignatureReport Report, DocumentFault Fault) : LifecycleOutcome;
}

/// <summary>Why a result cannot stand in another's place.</summary>
internal enum SuccessorFault
{
    /// <summary>The code is none.</summary>
    Malformed,

    /// <summary>There is none, or it is not the caller's to change: which of the two is not told.</summary>
    Unknown,

    /// <summary>It is the result that it should replace.</summary>
    Itself,

    NotInForce,

    /// <summary>The two have no holder in common.</summary>
    OtherHolder,
}
