using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ResultStore.Log;

/// <summary>How events get their numbers. Section <c>Log</c>.</summary>
internal sealed class LogOptions : IValidatableObject
{
    /// <summary>How often events that another server wrote are looked for, in milliseconds. Default 100.</summary>
    [Range(10, 10_000)]
    public int PollMs { get; init; } = 100;

    /// <summary>Least time between two rounds, so that events of a burst share one, in milliseconds. Default 20.
    /// </summary>
    [Range(0, 10_000)]
    public int GatherMs { get; init; } = 20;

    /// <summary>How often the sequencer shows that it lives while nothing happens, in milliseconds. Default 500: what a
    /// watcher knows of the present is at most about twice as old.</summary>
    [Range(50, 10_000)]
    public int BeatMs { get; init; } = 500;

    /// <summary>After how long without a sign of life another server takes over, in milliseconds. Default 5,000.
    /// </summary>
    [Range(500, 60_000)]
    public int LeaseMs { get; init; } = 5_000;

    /// <summary>Most events that get their numbers in one transaction. Default 500.</summary>
    [Range(1, 5_000)]
    public int MostPerRound { get; init; } = 500;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LeaseMs < 4 * BeatMs)
        {
            yield return new("Log:LeaseMs is at least four times Log:BeatMs.", [nameof(LeaseMs)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class LogOptionsValidator : IValidateOptions<LogOptions>;
