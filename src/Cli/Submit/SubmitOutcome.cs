using Cli.Store;
using ResultStore.V1;

namespace Cli.Submit;

/// <summary>How one item ended.</summary>
internal abstract record SubmitOutcome(SubmitItem Item)
{
    /// <summary>The store answered OK; fields that it took and doubts beside it.</summary>
    public sealed record Stored(SubmitItem Item, Receipt Receipt, IReadOnlyList<FieldFault> Warnings)
        : SubmitOutcome(Item);

    /// <summary>Stored by an earlier run, as the store confirms; nothing was sent.</summary>
    public sealed record StoredBefore(SubmitItem Item, string Code) : SubmitOutcome(Item);

    /// <summary>The store said why not.</summary>
    public sealed record Refused(SubmitItem Item, RefusalReading Why) : SubmitOutcome(Item);

    /// <summary>The item could not be read here.</summary>
    public sealed record Unreadable(SubmitItem Item, string Why) : SubmitOutcome(Item);
}
