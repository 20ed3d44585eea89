using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ResultStore.Storage.PersonalData;

/// <summary>
/// Keeps personal data unreadable at rest: a holder's id is stored only as a keyed blind index, texts only as AES-GCM
/// ciphertext. Keys have versions: one is in use for what is new, every other one stays readable.
/// </summary>
/// <param name="blindIndexKeys">Version to 32-byte HMAC key.</param>
/// <param name="dataKeys">Version to 32-byte AES key.</param>
internal sealed class PersonalDataVault(
    IReadOnlyDictionary<short, byte[]> blindIndexKeys,
    IReadOnlyDictionary<short, byte[]> dataKeys)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = sizeof(short) + NonceSize;

    private volatile Versions _inUse = new(dataKeys.Keys.Max(), blindIndexKeys.Keys.Max());

    /// <summary>The version new ciphertexts are made with.</summary>
    public short DataKeyVersion => _inUse.Data;

    /// <summary>The version new blind indexes are made with.</summary>
    public short BlindIndexVersion => _inUse.BlindIndex;

    /// <summary>The newest version at hand, in use or not yet.</summary>
    public short Newest(KeyKind kind) => (kind == KeyKind.Data ? dataKeys : blindIndexKeys).Keys.Max();

    /// <summary>All versions at hand.</summary>
    public IEnumerable<short> VersionsOf(KeyKind kind) => (kind == KeyKind.Data ? dataKeys : blindIndexKeys).Keys;

    /// <summary>Tells one key from another, and nothing about it.</summary>
    /// <returns>32 bytes.</returns>
    public byte[] Fingerprint(KeyKind kind, short version) => HMACSHA256.HashData(
        (kind == KeyKind.Data ? dataKeys : blindIndexKeys)[version], "resultstore personal-data key fingerprint"u8);

    /// <summary>Makes what is new with these versions from now on.</summary>
    /// <returns>False, and nothing is changed, where one of them is not at hand.</returns>
    public bool TryUse(short data, short blindIndex)
    {
        if (!dataKeys.ContainsKey(data) || !blindIndexKeys.ContainsKey(blindIndex))
        {
            return false;
        }

        _inUse = new Versions(data, blindIndex);
        return true;
    }

    /// <summary>Every version a stored blind index may have, newest first.</summary>
    public IEnumerable<short> BlindIndexVersions => blindIndexKeys.Keys.OrderDescending();

    /// <summary>What stands for a holder's id in the database.</summary>
    /// <returns>32 bytes: HMAC-SHA256 of the canonical id.</returns>
    public byte[] BlindIndex(HolderId holder, short version) =>
        HMACSHA256.HashData(blindIndexKeys[version], Encoding.UTF8.GetBytes(holder.Canonical));

    /// <summary>A digest of personal content that says nothing to those without the key, to tell same from
    /// different. Keyed with the oldest key, which never leaves: the answer must not depend on a rotation.</summary>
    /// <returns>32 bytes.</returns>
    public byte[] Digest(ReadOnlySpan<byte> content)
    {
        var key = blindIndexKeys[blindIndexKeys.Keys.Min()];
        return HMACSHA256.HashData(key, content);
    }

    /// <summary>32 bytes that stand for a holder where one has to be told from others, not found.</summary>
    public byte[] DigestOf(HolderId holder) => Digest(Encoding.UTF8.GetBytes(holder.Canonical));

    /// <summary>Encrypts with the newest key.</summary>
    /// <param name="plain">What to hide.</param>
    /// <param name="context">What it belongs to, e.g. a result's id: ciphertext moved to another row will not
    /// open.</param>
    /// <returns>Key version (2 bytes), nonce (12), ciphertext, tag (16).</returns>
    public byte[] Encrypt(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        // Read once: a rotation may begin on the way.
        var version = DataKeyVersion;
        var sealedBytes = new byte[HeaderSize + plain.Length + TagSize];
        BinaryPrimitives.WriteInt16BigEndian(sealedBytes, version);
        var nonce = sealedBytes.AsSpan(sizeof(short), NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(dataKeys[version], TagSize);
        aes.Encrypt(
            nonce,
            plain,
            sealedBytes.AsSpan(HeaderSize, plain.Length),
            sealedBytes.AsSpan(HeaderSize + plain.Length),
            context);
        return sealedBytes;
    }

    /// <summary>The version a ciphertext was made with; 0: it is none.</summary>
    public static short VersionOf(ReadOnlySpan<byte> sealedBytes) =>
        sealedBytes.Length < HeaderSize + TagSize ? (short)0 : BinaryPrimitives.ReadInt16BigEndian(sealedBytes);

    /// <summary>Opens what <see cref="Encrypt"/> made.</summary>
    /// <exception cref="CryptographicException">The row was altered, moved, or its key is not here: a
    /// fault.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> context)
    {
        if (sealedBytes.Length < HeaderSize + TagSize)
        {
            throw new CryptographicException("A ciphertext is shorter than its header.");
        }

        var version = BinaryPrimitives.ReadInt16BigEndian(sealedBytes);
        if (!dataKeys.TryGetValue(version, out var key))
        {
            throw new CryptographicException($"Data-encryption key {version} is not here.");
        }

        var plain = new byte[sealedBytes.Length - HeaderSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(
            sealedBytes.Slice(sizeof(short), NonceSize),
            sealedBytes.Slice(HeaderSize, plain.Length),
            sealedBytes[^TagSize..],
            plain,
            context);
        return plain;
    }

    private sealed record Versions(short Data, short BlindIndex);
}
