namespace ResultStore.Sealing;

/// <summary>A seal's certificate ended before any time of the seal was proved: nothing that is appended now can prove
/// it.</summary>
internal sealed class SealBeyondProofException(string message) : Exception(message);
