namespace ResultStore.Sealing;

/// <summary>The server's clock differs too much from the time-stamp authority's or the database's: nothing was stored.
/// </summary>
internal sealed class ClockWrongException() : Exception("The clock is off.");
