using System.Security.Cryptography;

namespace Proof.Pdf.Encryption;

/// <summary>
/// The only door to MD5: keys of encryption dictionaries up to version 4 are derived by it (ISO 32000-2, 7.6.4.3.2 and
/// 7.6.3.3). It opens what anyone can open; no verdict rests on it, and nothing is ever made with it here.
/// </summary>
internal static class LegacyMd5
{
#pragma warning disable RS0030, CA5351 // banned elsewhere, needed to read what others wrote; see above
    internal static byte[] Hash(ReadOnlySpan<byte> data) => MD5.HashData(data);

    /// <summary>In place: the first bytes of <paramref name="data"/> give way to their hash.</summary>
    internal static void Again(Span<byte> data, int length) => MD5.HashData(data[..length], data);
#pragma warning restore RS0030, CA5351
}
