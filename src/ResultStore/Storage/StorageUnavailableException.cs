namespace ResultStore.Storage;

/// <summary>
/// Database or document store is away, full or failing. Nothing was acknowledged; the same request may be sent again.
/// </summary>
internal class StorageUnavailableException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>
/// A commit was sent and its end is not known: it may be stored here and yet be lost with this server. Never a success;
/// the same request sent again is answered as stored once the database has it safe.
/// </summary>
internal sealed class OutcomeUnknownException(string message, Exception? cause = null)
    : StorageUnavailableException(message, cause);

/// <summary>A stored document is not there or is not what was stored: somebody has to put a copy back.</summary>
internal sealed class DocumentLostException(string sha256)
    : Exception($"The stored document {sha256} is missing or altered.")
{
    /// <summary>In hexadecimal.</summary>
    public string Sha256 { get; } = sha256;
}

/// <summary>The schema in the database is not the one this program was built for.</summary>
internal sealed class SchemaMismatchException(string message) : Exception(message);
