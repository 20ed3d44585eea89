using Google.Protobuf;
using ResultStore.V1;

namespace ResultStore.Storage.PersonalData;

/// <summary>Splits metadata into what may stand in clear (codes, dates) and what is encrypted (holders, and every free
/// text, as a summary may name people), and joins the two again.</summary>
internal sealed class MetadataVault(PersonalDataVault vault)
{
    /// <param name="metadata">Canonical.</param>
    /// <param name="id">The result it belongs to; bound to the ciphertext.</param>
    public StoredMetadata Hide(ResultMetadata metadata, ResultId id)
    {
        var clear = metadata.Clone();
        var hidden = new ResultMetadata
        {
            Conversion = metadata.Conversion?.Clone(),
            Summary = metadata.Summary,
            Scope = metadata.Scope,
            ProcessingUnit = metadata.ProcessingUnit,
            PaperId = metadata.PaperId,
        };
        hidden.Holders.AddRange(metadata.Holders);
        hidden.Attributes.Add(metadata.Attributes);
        clear.Holders.Clear();
        clear.Attributes.Clear();
        clear.Conversion = null;
        (clear.Summary, clear.Scope, clear.ProcessingUnit, clear.PaperId) = ("", "", "", "");
        return new StoredMetadata(
            clear.ToByteArray(),
            vault.Encrypt(hidden.ToByteArray(), id.ToBytes()),
            vault.DataKeyVersion);
    }

    /// <exception cref="System.Security.Cryptography.CryptographicException">The row was altered: a fault.</exception>
    public ResultMetadata Show(ResultRow row) => Show(row.Metadata, row.HolderCipher, row.Id);

    /// <inheritdoc cref="Show(ResultRow)"/>
    public ResultMetadata Show(byte[] clear, byte[] cipher, ResultId id)
    {
        var metadata = ResultMetadata.Parser.ParseFrom(clear);
        metadata.MergeFrom(vault.Decrypt(cipher, id.ToBytes()));
        return metadata;
    }
}

/// <param name="Clear">Protobuf without anything personal.</param>
/// <param name="Cipher">The rest, AES-GCM.</param>
/// <param name="KeyVersion">Of the key that encrypted it.</param>
internal sealed record StoredMetadata(byte[] Clear, byte[] Cipher, int KeyVersion);
