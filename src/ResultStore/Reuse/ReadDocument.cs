using ResultStore.Storage;

namespace ResultStore.Reuse;

/// <summary>Opens the file of a result.</summary>
internal sealed class ReadDocument(DocumentStore documents)
{
    /// <exception cref="StorageUnavailableException">The file is not there or cannot be read.</exception>
    public FileStream Open(ResultRow row, bool submitted) => Open(submitted ? row.SubmittedSha256 : row.SealedSha256);

    /// <inheritdoc cref="Open(ResultRow, bool)"/>
    public FileStream Open(byte[] sha256) =>
        documents.OpenRead(sha256)
        ?? throw new StorageUnavailableException("A stored document is missing from the document store.");
}
