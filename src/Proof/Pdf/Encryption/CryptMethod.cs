namespace Proof.Pdf.Encryption;

/// <summary>What a crypt filter does.</summary>
/// <remarks>ISO 32000-2, table 25.</remarks>
internal enum CryptMethod
{
    /// <summary>Nothing: the bytes stand as they are.</summary>
    Identity,

    /// <summary>RC4 with a key for each object (V1, V2, and CFM V2).</summary>
    Rc4,

    /// <summary>AES-128 in CBC mode with a key for each object (CFM AESV2).</summary>
    AesV2,

    /// <summary>AES-256 in CBC mode with the file's key (CFM AESV3).</summary>
    AesV3,
}
