using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Proof.Qr;

/// <summary>
/// Ties a token to one document: the first half of its SHA-256 and its length, both of the document as submitted.
/// The submitted document is a prefix of the sealed file, so whoever holds the sealed file hashes that many bytes.
/// </summary>
/// <param name="Sha256Prefix">First 16 bytes of SHA-256, big-endian.</param>
/// <param name="Length">In bytes.</param>
public readonly record struct DocumentMark(UInt128 Sha256Prefix, uint Length)
{
    internal const int Size = 20;

    /// <summary>From a whole SHA-256.</summary>
    /// <param name="sha256">32 bytes.</param>
    /// <param name="length">Length of the document, in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The digest is not 32 bytes long.</exception>
    public static DocumentMark Of(ReadOnlySpan<byte> sha256, uint length)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sha256.Length, SHA256.HashSizeInBytes);
        return new DocumentMark(BinaryPrimitives.ReadUInt128BigEndian(sha256), length);
    }

    /// <summary>Whether this file is the document, or begins with it (a sealed file does).</summary>
    public bool Matches(ReadOnlySpan<byte> file) =>
        Length <= file.Length && Of(SHA256.HashData(file[..(int)Length]), Length) == this;

    internal static DocumentMark Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]));

    internal void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, Sha256Prefix);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], Length);
    }
}
