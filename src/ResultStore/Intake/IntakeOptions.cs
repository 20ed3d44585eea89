using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ResultStore.V1;

namespace ResultStore.Intake;

/// <summary>What is taken in. Section <c>Intake</c>.</summary>
internal sealed class IntakeOptions : IValidatableObject
{
    private const string Person = "person";
    private const string Agency = "agency";

    /// <summary>Largest PDF taken, in bytes. Default 64 MiB.</summary>
    [Range(1, 512 << 20)]
    public int MaxDocumentBytes { get; init; } = 64 << 20;

    /// <summary>Largest PDF taken in one unary message, in bytes; larger ones are uploaded in pieces.
    /// Default 8 MiB.</summary>
    [Range(1, 64 << 20)]
    public int MaxUnaryDocumentBytes { get; init; } = 8 << 20;

    /// <summary>How many days a reserved code can be used. Default 30.</summary>
    [Range(1, 365)]
    public int ReservationDays { get; init; } = 30;

    /// <summary>Items of one back-fill stream handled at once. Default 16.</summary>
    [Range(1, 256)]
    public int BackfillWindow { get; init; } = 16;

    /// <summary>Documents validated and sealed at once on this server; 0: twice the processors. Default 0.</summary>
    [Range(0, 1_024)]
    public int MaxConcurrent { get; init; }

    /// <summary>Documents that may wait for their turn before callers hear BUSY. Default 1,024.</summary>
    [Range(0, 1_000_000)]
    public int MaxWaiting { get; init; } = 1_024;

    /// <summary>Signatures a document must bear: <c>person</c>, <c>agency</c>. None listed: both (NĐ 30/2020, Đ.5).
    /// </summary>
    public string[] RequiredSigners { get; init; } = [];

    /// <summary>What <see cref="RequiredSigners"/> comes to.</summary>
    internal IReadOnlyList<SignerKind> Required => RequiredSigners.Length == 0
        ? [SignerKind.Person, SignerKind.Agency]
        : [.. RequiredSigners.Select(word => word == Person ? SignerKind.Person : SignerKind.Agency)];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // As words: the binder would pass over an element that is no member of an enum.
        if (RequiredSigners.Any(word => word is not (Person or Agency)))
        {
            yield return new("Intake:RequiredSigners holds person, agency or both.", [nameof(RequiredSigners)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class IntakeOptionsValidator : IValidateOptions<IntakeOptions>;
