using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Intake;

/// <summary>One push as it came through the door.</summary>
/// <param name="Caller">Who pushes.</param>
/// <param name="Metadata">As sent.</param>
/// <param name="Spool">The bytes, received whole and hashed on the way; whoever made it disposes of it.</param>
/// <param name="StatedSha256">What the sender says it is; empty: nothing.</param>
/// <param name="StatedLength">What the sender says; 0: nothing.</param>
/// <param name="ReservedCode">The code the document carries already; empty: none.</param>
internal sealed record Submission(
    Caller Caller,
    ResultMetadata? Metadata,
    Spool Spool,
    ReadOnlyMemory<byte> StatedSha256,
    long StatedLength,
    string ReservedCode)
{
    /// <summary>Where the sender said so, for a refusal to name.</summary>
    public string StatedSha256Path { get; init; } = "document_sha256";
}
