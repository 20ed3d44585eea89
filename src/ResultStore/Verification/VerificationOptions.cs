using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ResultStore.Verification;

/// <summary>What verifiers may send. Section <c>Verification</c>.</summary>
internal sealed class VerificationOptions
{
    /// <summary>Largest file taken for verification, in bytes. Default 80 MiB: a sealed file is longer than what was
    /// submitted.</summary>
    [Range(1, 512 << 20)]
    public int MaxDocumentBytes { get; init; } = 80 << 20;
}

[OptionsValidator]
internal sealed partial class VerificationOptionsValidator : IValidateOptions<VerificationOptions>;
