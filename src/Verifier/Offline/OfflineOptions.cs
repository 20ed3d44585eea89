using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Verifier.Offline;

/// <summary>What is kept for when the store is away. Settings section <c>Offline</c>.</summary>
internal sealed class OfflineOptions
{
    /// <summary>
    /// File that keeps the last trust bundle, so that a restart while the store is away still knows the keys. Default:
    /// in
    /// memory only.
    /// </summary>
    public string? TrustFile { get; init; }

    /// <summary>How often the trust bundle is fetched, in seconds. Default 60.</summary>
    [Range(1, 86_400)]
    public int RefreshSeconds { get; init; } = 60;

    /// <summary>How soon to try again after a failure, in seconds. Default 5.</summary>
    [Range(1, 3_600)]
    public int RetrySeconds { get; init; } = 5;

    /// <summary>
    /// While the store is away: how long after its last word a result that it had called withdrawn is still called so,
    /// in hours. Default 24.
    /// </summary>
    [Range(1, 8_760)]
    public int WithdrawnForHours { get; init; } = 24;

    /// <summary>Most withdrawn results kept in memory, about 500 bytes each. Default 500,000.</summary>
    [Range(1_000, 100_000_000)]
    public int MostWithdrawn { get; init; } = 500_000;
}

[OptionsValidator]
internal sealed partial class OfflineOptionsValidator : IValidateOptions<OfflineOptions>;
