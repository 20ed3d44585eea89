namespace Cli.Diagnosis;

/// <summary>How much a finding matters.</summary>
internal enum Severity
{
    Good,
    Warning,
    Fault,
}

/// <summary>What one check found, in both languages.</summary>
internal sealed record Finding(string Check, Severity Severity, string Vi, string En)
{
    public static Finding Good(string check, string vi, string en) => new(check, Severity.Good, vi, en);

    public static Finding Warning(string check, string vi, string en) => new(check, Severity.Warning, vi, en);

    public static Finding Fault(string check, string vi, string en) => new(check, Severity.Fault, vi, en);
}
