using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Proof.Pdf.Encryption;

/// <summary>The key that the empty user password opens.</summary>
/// <remarks>ISO 32000-2, 7.6.4.3 and 7.6.4.4, by the numbers of its algorithms.</remarks>
internal static class FileKey
{
    private const int PasswordBytes = 32;
    private const int SaltBytes = 8;

    // Stands for the missing password (algorithm 2, step a).
    private static readonly byte[] Padding =
    [
        0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08,
        0x2E, 0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
    ];

    /// <summary>The key; null where the document opens with a password only, or contradicts itself.</summary>
    /// <param name="id">First part of the file identifier; empty where there is none.</param>
    public static byte[]? Open(EncryptionDictionary encryption, ReadOnlySpan<byte> id) =>
        encryption.Revision >= 5 ? OpenBySalt(encryption) : OpenByPadding(encryption, id);

    // Algorithm 2; the answer is tried by algorithms 4 and 5, so the user entry proves it.
    private static byte[]? OpenByPadding(EncryptionDictionary encryption, ReadOnlySpan<byte> id)
    {
        Span<byte> rest = [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF];
        BinaryPrimitives.WriteInt32LittleEndian(rest, encryption.Permissions);
        var isOpen = encryption.Revision < 4 || encryption.EncryptsMetadata;
        Span<byte> hash = LegacyMd5.Hash(
            [.. Padding, .. encryption.Owner.Span, .. rest[..4], .. id, .. isOpen ? [] : rest[4..]]);
        for (var i = 0; i < 50 && encryption.Revision >= 3; i++)
        {
            LegacyMd5.Again(hash, encryption.KeyLength);
        }

        var key = hash[..encryption.KeyLength].ToArray();
        return encryption.User.Span.StartsWith(UserEntry(key, encryption.Revision, id)) ? key : null;
    }

    private static byte[] UserEntry(byte[] key, int revision, ReadOnlySpan<byte> id)
    {
        if (revision == 2)
        {
            var entry = new byte[PasswordBytes];
            Rc4.Apply(key, Padding, entry);
            return entry;
        }

        var hash = LegacyMd5.Hash([.. Padding, .. id]);
        Span<byte> turned = stackalloc byte[key.Length];
        for (var i = 0; i < 20; i++)
        {
            for (var k = 0; k < key.Length; k++)
            {
                turned[k] = (byte)(key[k] ^ i);
            }

            Rc4.Apply(turned, hash, hash);
        }

        return hash;
    }

    // Algorithm 2.A, steps c, e and f, and 11 and 13.
    private static byte[]? OpenBySalt(EncryptionDictionary encryption)
    {
        var user = encryption.User.Span;
        var validation = user.Slice(PasswordBytes, SaltBytes);
        if (!Hash(encryption.Revision, validation).AsSpan().SequenceEqual(user[..PasswordBytes]))
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.Key = Hash(encryption.Revision, user.Slice(PasswordBytes + SaltBytes, SaltBytes));
        var key = aes.DecryptCbc(encryption.UserKey.Span, new byte[16], PaddingMode.None);
        aes.Key = key;
        var permissions = aes.DecryptEcb(encryption.SealedPermissions.Span, PaddingMode.None).AsSpan();
        var metadata = encryption.EncryptsMetadata ? (byte)'T' : (byte)'F';
        return BinaryPrimitives.ReadInt32LittleEndian(permissions) == encryption.Permissions
            && permissions[8] == metadata && permissions[9..12].SequenceEqual("adb"u8) ? key : null;
    }

    // Of the empty password nothing goes before the salt.
    private static byte[] Hash(int revision, ReadOnlySpan<byte> salt)
    {
        var hash = SHA256.HashData(salt);
        return revision == 5 ? hash : Harden(hash);
    }

    // Algorithm 2.B. The last byte is at most 255, so it ends after 288 rounds at the latest.
    private static byte[] Harden(byte[] hash)
    {
        using var aes = Aes.Create();
        for (var (round, last) = (0, (byte)0); round < 64 || last > round - 32; round++)
        {
            var repeated = new byte[64 * hash.Length];
            for (var i = 0; i < 64; i++)
            {
                hash.CopyTo(repeated, i * hash.Length);
            }

            aes.Key = hash[..16];
            var sealedHash = aes.EncryptCbc(repeated, hash.AsSpan(16, 16), PaddingMode.None);
            last = sealedHash[^1];

            // The first 16 bytes as one number, modulo 3: 256 is 1 modulo 3, so their sum says the same.
            var sum = 0;
            foreach (var b in sealedHash.AsSpan(0, 16))
            {
                sum += b;
            }

            hash = (sum % 3) switch
            {
                0 => SHA256.HashData(sealedHash),
                1 => SHA384.HashData(sealedHash),
                _ => SHA512.HashData(sealedHash),
            };
        }

        return hash[..32];
    }
}
