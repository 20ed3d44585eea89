namespace ResultStore.GrpcHosting;

/// <summary>What is wrong with the names and values of settings, in sentences.</summary>
/// <param name="Faults">The server does not start with them.</param>
/// <param name="Doubts">Variables of the environment that may be misspelt settings, or another program's.</param>
public sealed record SettingFindings(IReadOnlyList<string> Faults, IReadOnlyList<string> Doubts);
