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

    /// <summary>Files judged at once on this server; 0: as many as it has processors. What one file may cost in memory
    /// is bounded, and so is what all cost together. Default 0.</summary>
    [Range(0, 1_024)]
    public int MaxConcurrent { get; init; }

    /// <summary>Files that may wait for their turn before callers hear BUSY. Default 256.</summary>
    [Range(0, 1_000_000)]
    public int MaxWaiting { get; init; } = 256;
}

[OptionsValidator]
internal sealed partial class VerificationOptionsValidator : IValidateOptions<VerificationOptions>;
