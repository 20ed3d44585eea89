namespace ResultStore.GrpcHosting;

/// <summary>A section of the settings, and a class that is filled from it. Two classes may share one.</summary>
/// <param name="Name">Such as <c>Sealing</c>; a colon before each part of a longer one.</param>
/// <param name="Options">Its settable properties are the settings there are.</param>
public sealed record SettingSection(string Name, Type Options);
