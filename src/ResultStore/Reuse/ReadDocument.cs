using ResultStore.Storage;

namespace ResultStore.Reuse;

/// <summary>Opens the file of a result.</summary>
internal sealed class ReadDocument(DocumentStore documents)
{
    /// <exception cref="DocumentLostException"/>
    /// <exception cref="StorageUnavailableException"/>
    public FileStream Open(ResultRow row, bool submitted) => Open(submitted ? row.SubmittedSha256 : row.SealedSha256);

    /// <inheritdoc cref="Open(ResultRow, bool)"/>
    public FileStream Open(byte[] sha256) =>
        documents.OpenRead(sha256) ?? throw documents.Lost(sha256);
}
