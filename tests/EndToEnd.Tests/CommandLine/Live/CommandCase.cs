namespace EndToEnd.Tests.CommandLine.Live;

/// <summary>How a command is tried on a running site: once so that it does its work, once so that it cannot.</summary>
/// <param name="Works">What follows the command's name where it works, without <c>--json</c>.</param>
/// <param name="Fields">Names in the answer for programs: of its first element where it is a list, of each line where
/// it is lines. Dots lead inside.</param>
/// <param name="Says">Words of the answer for people.</param>
/// <param name="Fails">What follows the command's name where it cannot be done.</param>
/// <param name="Exit">What that ends with.</param>
/// <param name="Reason">The reason that programs are told.</param>
/// <param name="Why">Words of the reason that people are told.</param>
internal sealed record CommandCase(
    string[] Works, string[] Fields, string Says, string[] Fails, int Exit, string Reason, string Why)
{
    /// <summary>What works for people, where the same twice would be refused.</summary>
    public string[]? Again { get; init; }

    /// <summary>Where the reason stands in the answer for programs.</summary>
    public string At { get; init; } = "refused.reason";

    /// <summary>A folder's worth of work: what went well is told beside what did not.</summary>
    public bool InParts { get; init; }

    /// <summary>Whether its answer hangs on what other cases do: tried after them.</summary>
    public bool Last { get; init; }

    /// <summary>Whether it runs until it is asked to stop.</summary>
    public bool Stays { get; init; }
}
