using ResultStore.Storage;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Intake;

/// <summary>Every way a push can end. Anything else is an outage or a bug, and is thrown.</summary>
internal abstract record SubmitOutcome
{
    private SubmitOutcome()
    {
    }

    /// <summary>It is stored, durably; or it was, and this is the first answer again.</summary>
    public sealed record Stored(ResultRow Row, SignatureReport Report, bool Repeated) : SubmitOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : SubmitOutcome;

    /// <summary>The issuing agency is not one of the system's.</summary>
    public sealed record AgencyNotAllowed(string Agency) : SubmitOutcome;

    /// <summary>The bytes do not have the stated length or SHA-256.</summary>
    public sealed record DigestMismatch : SubmitOutcome;

    public sealed record DocumentTooLarge : SubmitOutcome;

    /// <summary>The document or its signatures are not accepted.</summary>
    /// <param name="Fault">The first that stands in the way.</param>
    /// <param name="Report">What was found.</param>
    /// <param name="Missing">Signatures that this kind of paper needs.</param>
    /// <param name="IsEmpty">Whether no byte was sent.</param>
    public sealed record DocumentRefused(
        DocumentFault Fault,
        SignatureReport Report,
        IReadOnlyList<SignerKind> Missing,
        bool IsEmpty = false) : SubmitOutcome;

    public sealed record MetadataDiffers(ResultRow First, IReadOnlyList<FieldFault> Faults) : SubmitOutcome;

    public sealed record DocumentDiffers(ResultRow First) : SubmitOutcome;

    /// <param name="First">What has the file; null where the caller may not know.</param>
    public sealed record DocumentAlreadyStored(ResultRow? First) : SubmitOutcome;

    public sealed record ReservationUnusable : SubmitOutcome;

    public sealed record ClockWrong : SubmitOutcome;

    public sealed record Busy : SubmitOutcome;
}
