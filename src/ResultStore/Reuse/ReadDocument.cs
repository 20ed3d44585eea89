using ResultStore.Storage;

namespace ResultStore.Reuse;

/// <summary>Opens the file of a result.</summary>
internal sealed class ReadDocument(DocumentStore documents)
{
    /// <exception cref="StorageUnavailableException">The file is not there or cannot be read: the scrub will mend it.
    /// </exception>
    public FileStream Open(ResultRow row, bool submitted) =>
        documents.OpenRead(submitted ? row.SubmittedSha256 : row.SealedSha256)
        ?? throw new StorageUnavailableException("A stored document is missing from the document store.");
}
