using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>Every way a holder's call can end.</summary>
/// <typeparam name="T">What is handed out.</typeparam>
internal abstract record HolderOutcome<T>
{
    private HolderOutcome()
    {
    }

    public sealed record Done(T Value) : HolderOutcome<T>;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : HolderOutcome<T>;

    /// <summary>The holder has to authenticate again, or better.</summary>
    public sealed record TooWeak(SessionFault Fault, int LeastLevel) : HolderOutcome<T>;

    public sealed record CodeMalformed : HolderOutcome<T>;

    /// <summary>There is no such result, or it is somebody else's: one answer for both.</summary>
    public sealed record Unknown : HolderOutcome<T>;

    public sealed record WrongToken : HolderOutcome<T>;

    public sealed record LinkUnknown : HolderOutcome<T>;

    public static HolderOutcome<T> Of(SessionOutcome refused) => refused switch
    {
        SessionOutcome.FieldsInvalid invalid => new FieldsInvalid(invalid.Faults),
        SessionOutcome.TooWeak weak => new TooWeak(weak.Fault, weak.LeastLevel),
        _ => throw new InvalidOperationException("A known session is no refusal."),
    };

    public static HolderOutcome<T> Of(OwnOutcome refused) => refused is OwnOutcome.CodeMalformed
        ? new CodeMalformed()
        : new Unknown();
}
