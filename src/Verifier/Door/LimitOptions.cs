using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Verifier.Door;

/// <summary>How much one address may ask. Settings section <c>Limits</c>.</summary>
internal sealed class LimitOptions
{
    /// <summary>
    /// Questions a minute from one address (IPv6: one /64) in the long run. Default 600: a scan asks twice, thousands
    /// of phones can share their carrier's address, and 68 random bits keep codes from being guessed, not this limit.
    /// </summary>
    [Range(1, 1_000_000)]
    public int QuestionsPerMinute { get; init; } = 600;

    /// <summary>Questions at once after a rest. Default 300.</summary>
    [Range(1, 1_000_000)]
    public int QuestionBurst { get; init; } = 300;

    /// <summary>Files a minute from one address. Default 30.</summary>
    [Range(1, 100_000)]
    public int DocumentsPerMinute { get; init; } = 30;

    /// <summary>Files handled at once, from all addresses. Default 16.</summary>
    [Range(1, 10_000)]
    public int DocumentsAtOnce { get; init; } = 16;

    /// <summary>Largest file, in bytes. Default 80 MiB, as the store's own: a sealed copy is longer than the
    /// largest document that was submitted.</summary>
    [Range(1, 1 << 30)]
    public int MaxDocumentBytes { get; init; } = 80 << 20;

    /// <summary>Longest silence within a file that is being sent, in seconds. Default 20.</summary>
    [Range(1, 3600)]
    public int DocumentIdleSeconds { get; init; } = 20;
}

[OptionsValidator]
internal sealed partial class LimitOptionsValidator : IValidateOptions<LimitOptions>;
