using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Proof.Cms;

/// <summary>A hash function by the names that CMS, .NET and people use for it.</summary>
public sealed class DigestAlgorithm
{
    private DigestAlgorithm(string oid, HashAlgorithmName name, int length, bool available)
    {
        Oid = oid;
        Name = name;
        Length = length;
        IsAvailable = available;
    }

    /// <summary>
    /// SHA-1; readable for old signatures, never written. The algorithm policy says until when it counted.
    /// </summary>
    public static DigestAlgorithm Sha1 { get; } = new("1.3.14.3.2.26", HashAlgorithmName.SHA1, 20, true);

    /// <summary>SHA-256, FIPS 180-4.</summary>
    public static DigestAlgorithm Sha256 { get; } = new("2.16.840.1.101.3.4.2.1", HashAlgorithmName.SHA256, 32, true);

    /// <summary>SHA-384, FIPS 180-4.</summary>
    public static DigestAlgorithm Sha384 { get; } = new("2.16.840.1.101.3.4.2.2", HashAlgorithmName.SHA384, 48, true);

    /// <summary>SHA-512, FIPS 180-4.</summary>
    public static DigestAlgorithm Sha512 { get; } = new("2.16.840.1.101.3.4.2.3", HashAlgorithmName.SHA512, 64, true);

    /// <summary>SHA3-256, FIPS 202.</summary>
    public static DigestAlgorithm Sha3x256 { get; } =
        new("2.16.840.1.101.3.4.2.8", HashAlgorithmName.SHA3_256, 32, SHA3_256.IsSupported);

    /// <summary>SHA3-384, FIPS 202.</summary>
    public static DigestAlgorithm Sha3x384 { get; } =
        new("2.16.840.1.101.3.4.2.9", HashAlgorithmName.SHA3_384, 48, SHA3_384.IsSupported);

    /// <summary>SHA3-512, FIPS 202.</summary>
    public static DigestAlgorithm Sha3x512 { get; } =
        new("2.16.840.1.101.3.4.2.10", HashAlgorithmName.SHA3_512, 64, SHA3_512.IsSupported);

    /// <summary>SHAKE256 with 64 bytes of output: the digest that goes with Ed448.</summary>
    /// <remarks>RFC 8419, 2.3 and 3.1.</remarks>
    public static DigestAlgorithm Shake256 { get; } =
        new("2.16.840.1.101.3.4.2.12", new("SHAKE256"), 64, System.Security.Cryptography.Shake256.IsSupported);

    private static readonly DigestAlgorithm[] All =
        [Sha256, Sha384, Sha512, Sha1, Sha3x256, Sha3x384, Sha3x512, Shake256];

    /// <summary>Those that this program knows, whether this machine computes them or not.</summary>
    internal static IReadOnlyList<DigestAlgorithm> Known => All;

    /// <summary>Dotted object identifier.</summary>
    public string Oid { get; }

    /// <summary>The name .NET knows it by, for example <c>SHA256</c>.</summary>
    public HashAlgorithmName Name { get; }

    /// <summary>Output size in bytes.</summary>
    public int Length { get; }

    /// <summary>How much of it is hashed in about 15 ns; roughly, and rather less.</summary>
    internal int BytesPerStep => this == Sha1 || this == Sha256 ? 16 : this == Sha384 || this == Sha512 ? 8 : 4;

    /// <summary>Whether this machine's cryptographic library computes it.</summary>
    public bool IsAvailable { get; }

    /// <summary>Looks a digest up by identifier.</summary>
    /// <returns><see langword="false"/> for a digest this program does not know.</returns>
    public static bool TryFromOid(string oid, [NotNullWhen(true)] out DigestAlgorithm? digest)
    {
        digest = Array.Find(All, each => each.Oid == oid);
        return digest is not null;
    }

    /// <summary>Looks a digest up by the name .NET knows it by, for example <c>SHA256</c> or <c>SHA3-256</c>.</summary>
    /// <returns><see langword="false"/> for a digest this program does not know.</returns>
    public static bool TryFromName(HashAlgorithmName name, [NotNullWhen(true)] out DigestAlgorithm? digest)
    {
        digest = Array.Find(All, each => each.Name == name);
        return digest is not null;
    }

    /// <summary>The digest of bytes at hand; <see cref="Length"/> bytes.</summary>
    /// <exception cref="PlatformNotSupportedException">It is not available: ask <see cref="IsAvailable"/>
    /// first.</exception>
    public byte[] Hash(ReadOnlySpan<byte> data) =>
        this == Sha1 ? LegacySha1.Hash(data)
        : this == Shake256 ? System.Security.Cryptography.Shake256.HashData(data, Length)
        : CryptographicOperations.HashData(Name, data);

    /// <summary>A running digest that can be read at any point and then fed further.</summary>
    /// <exception cref="PlatformNotSupportedException">It is not available: ask <see cref="IsAvailable"/>
    /// first.</exception>
    public IncrementalDigest CreateIncremental() => new(this);

    /// <summary>The name as in <see cref="Name"/>.</summary>
    public override string ToString() => Name.Name!;
}
