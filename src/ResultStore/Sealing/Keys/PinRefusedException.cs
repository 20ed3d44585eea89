namespace ResultStore.Sealing.Keys;

/// <summary>Why a key of a token could not be opened: its PIN was refused. Inner exception of the one that says so in a
/// sentence; not to be tried again by itself, for after a few wrong ones a token locks.</summary>
internal sealed class PinRefusedException : Exception;
