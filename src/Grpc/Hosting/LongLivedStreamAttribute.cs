namespace ResultStore.GrpcHosting;

/// <summary>
/// On a method whose stream is meant to stay open, such as a watch: it has no longest duration and is not counted
/// among the server's concurrent calls. It should end when
/// <see cref="ServerDraining.Token"/> fires, and bound its own number.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongLivedStreamAttribute : Attribute;
