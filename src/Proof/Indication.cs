namespace Proof;

/// <summary>The three ends of a validation.</summary>
/// <remarks>ETSI EN 319 102-1, 5.1.3, table 5.</remarks>
public enum Indication
{
    /// <summary>Every check passed.</summary>
    TotalPassed,

    /// <summary>Proven bad: no further evidence can mend it.</summary>
    TotalFailed,

    /// <summary>What is at hand does not suffice to say passed or failed.</summary>
    Indeterminate,
}
