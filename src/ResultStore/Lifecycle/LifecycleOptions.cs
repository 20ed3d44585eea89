using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ResultStore.Lifecycle;

/// <summary>How results may be changed. Section <c>Lifecycle</c>.</summary>
internal sealed class LifecycleOptions
{
    /// <summary>Kinds of change that need a signed decision document: <c>Revoke</c>, <c>Annul</c>, ... Default: none.
    /// </summary>
    public string[] DecisionRequired { get; init; } = [];

    /// <summary>How often changes whose time has come are looked for, in milliseconds. Default 1,000.</summary>
    [Range(100, 60_000)]
    public int DueCheckMs { get; init; } = 1_000;

    /// <summary>Longest time ahead a change may be set for, in days. Default 730.</summary>
    [Range(1, 36_500)]
    public int MaxDaysAhead { get; init; } = 730;
}

[OptionsValidator]
internal sealed partial class LifecycleOptionsValidator : IValidateOptions<LifecycleOptions>;
