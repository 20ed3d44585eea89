using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Proof.Cms;

/// <summary>An X.509 certificate, parsed once and shared by everything that meets the same bytes again.</summary>
/// <remarks>RFC 5280, 4.1. Immutable and usable from any thread.</remarks>
public sealed class Certificate : IEquatable<Certificate>
{
    /// <summary>Largest certificate read, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int MaxExtensions = 128;
    private const int MaxSerialBytes = 64;

    private readonly Lazy<ConcurrentDictionary<DigestAlgorithm, ReadOnlyMemory<byte>>> _hashes = new();
    private readonly Lazy<PublicKey> _publicKey;
    private readonly Lazy<ReadOnlyMemory<byte>> _keyHash;
    private readonly Lazy<CertificateExtensions> _extensions;

    private Certificate(ReadOnlyMemory<byte> der, byte[] sha256)
    {
        Der = der;
        Sha256 = sha256;
        var outer = Ber.Reader(der).ReadSequence();
        ToBeSigned = outer.PeekEncodedValue();
        var tbs = outer.ReadSequence();
        var signature = outer.ReadAlgorithm();
        SignatureValue = outer.ReadBits();
        Version = tbs.NextIs(0) ? tbs.ReadSequence(Ber.Context(0, true)).ReadSmall() + 1 : 1;
        SerialNumber = tbs.ReadIntegerBytes();
        var inner = tbs.ReadAlgorithm();
        SignatureAlgorithm = SignatureAlgorithm.Read(signature, outer: null);
        AlgorithmsAgree = inner.IsSame(signature);
        Issuer = DistinguishedName.Read(tbs.ReadEncodedValue());
        var validity = tbs.ReadSequence();
        NotBefore = validity.ReadTime();
        NotAfter = validity.ReadTime();
        Subject = DistinguishedName.Read(tbs.ReadEncodedValue());
        SubjectPublicKeyInfo = tbs.ReadEncodedValue();
        var info = Ber.Reader(SubjectPublicKeyInfo).ReadSequence();
        KeyAlgorithm = info.ReadAlgorithm();
        PublicKeyBits = info.ReadBits();
        Extensions = ReadExtensions(tbs);
        tbs.ThrowIfNotEmpty();
        if (SerialNumber.Length > MaxSerialBytes)
        {
            throw new AsnContentException();
        }

        _keyHash = new Lazy<ReadOnlyMemory<byte>>(() => DigestAlgorithm.Sha1.Hash(PublicKeyBits.Span));
        _publicKey = new Lazy<PublicKey>(() => PublicKey.Import(SubjectPublicKeyInfo));
        _extensions = new Lazy<CertificateExtensions>(() => CertificateExtensions.Read(this));
    }

    /// <summary>The whole certificate, as it was given.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>SHA-256 of <see cref="Der"/>, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Sha256 { get; }

    /// <summary>Digest of <see cref="Der"/>: thousands of signatures may ask which of thousands of certificates they
    /// mean.</summary>
    internal ReadOnlyMemory<byte> HashOf(DigestAlgorithm digest) => digest == DigestAlgorithm.Sha256 ? Sha256
        : _hashes.Value.GetOrAdd(digest, static (algorithm, der) => algorithm.Hash(der.Span), Der);

    /// <summary>TBSCertificate as encoded: what the issuer signed.</summary>
    public ReadOnlyMemory<byte> ToBeSigned { get; }

    /// <summary>The issuer's signature.</summary>
    public ReadOnlyMemory<byte> SignatureValue { get; }

    /// <summary>How the issuer signed.</summary>
    public SignatureAlgorithm SignatureAlgorithm { get; }

    /// <summary>1, 2 or 3.</summary>
    public int Version { get; }

    /// <summary>Content octets of the INTEGER, big-endian, two's complement.</summary>
    public ReadOnlyMemory<byte> SerialNumber { get; }

    /// <summary>Who issued it.</summary>
    public DistinguishedName Issuer { get; }

    /// <summary>Whose key it certifies.</summary>
    public DistinguishedName Subject { get; }

    /// <summary>First instant of validity, included.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>Last instant of validity, included.</summary>
    public DateTimeOffset NotAfter { get; }

    internal bool IsValidAt(DateTimeOffset time) => time >= NotBefore && time <= NotAfter;

    /// <summary>SubjectPublicKeyInfo as encoded.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>Key type and parameters.</summary>
    internal AlgorithmIdentifier KeyAlgorithm { get; }

    /// <summary>Content of subjectPublicKey: what OCSP hashes.</summary>
    internal ReadOnlyMemory<byte> PublicKeyBits { get; }

    /// <summary>SHA-1 of <see cref="PublicKeyBits"/>, 20 bytes: a name, not a proof.</summary>
    internal ReadOnlyMemory<byte> KeyHash => _keyHash.Value;

    /// <summary>The subject's key, imported at first use.</summary>
    public PublicKey PublicKey => _publicKey.Value;

    /// <summary>Whether issuer and subject are the same name.</summary>
    public bool IsSelfIssued => Issuer.Equals(Subject);

    /// <summary>Whether BasicConstraints says it may issue certificates.</summary>
    public bool IsCa => Extended.IsCa;

    /// <summary>The KeyUsage extension; null if absent.</summary>
    public KeyUsages? KeyUsage => Extended.KeyUsage;

    /// <summary>Purposes of the ExtendedKeyUsage extension; empty if absent.</summary>
    public IReadOnlyList<string> ExtendedKeyUsages => Extended.ExtendedKeyUsages;

    /// <summary>Certificate policies; empty if absent.</summary>
    public IReadOnlyList<string> PolicyOids => Extended.Policies ?? [];

    /// <summary>Where OCSP responders for this certificate listen, as written: never to be called unchecked.</summary>
    public IReadOnlyList<string> OcspUrls => Extended.OcspUrls;

    /// <summary>Where the issuer's certificate is to be had, as written.</summary>
    public IReadOnlyList<string> CaIssuersUrls => Extended.CaIssuersUrls;

    /// <summary>Where CRLs for this certificate are to be had, as written.</summary>
    public IReadOnlyList<string> CrlUrls =>
    [
        .. Extended.CrlDistributionPoints.Concat(Extended.FreshestCrl).SelectMany(each => each.Names)
            .Where(each => each.Kind == NameKind.Uri).Select(each => each.Text),
    ];

    /// <summary>The decoded extensions.</summary>
    internal CertificateExtensions Extended => _extensions.Value;

    /// <summary>Whether the algorithm inside the signed part is the one outside, and only a certificate of version 3
    /// has extensions.</summary>
    /// <remarks>RFC 5280, 4.1.1.2, 4.1.2.1 and 4.1.2.9.</remarks>
    internal bool IsConsistent => AlgorithmsAgree && Version <= 3 && (Version == 3 || Extensions.Count == 0);

    private bool AlgorithmsAgree { get; }

    /// <summary>Extensions as encoded, by identifier.</summary>
    internal IReadOnlyDictionary<string, RawExtension> Extensions { get; }

    /// <summary>Reads a certificate, or finds it in the cache.</summary>
    /// <param name="der">One certificate; what stands behind it is left out. Copied if kept.</param>
    /// <param name="certificate">The certificate.</param>
    /// <returns><see langword="false"/> if it is malformed or over <see cref="MaxBytes"/>. Never throws.</returns>
    public static bool TryParse(ReadOnlySpan<byte> der, [NotNullWhen(true)] out Certificate? certificate)
    {
        certificate = null;
        var length = Ber.Measure(der);
        if (length is 0 or > MaxBytes)
        {
            return false;
        }

        der = der[..length];
        var sha256 = new byte[32];
        SHA256.HashData(der, sha256);
        if (CertificateCache.TryGet(sha256, out certificate))
        {
            return true;
        }

        try
        {
            certificate = CertificateCache.Add(new Certificate(der.ToArray(), sha256));
            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>Whether this certificate's key made the signature on <paramref name="issued"/>.</summary>
    internal SignatureResult VerifyIssued(Certificate issued) => CertificateCache.RememberSignature(this, issued);

    /// <summary>Subject, for logs of tests and tools.</summary>
    public override string ToString() => Subject.ToString();

    /// <summary>The same bytes are the same certificate.</summary>
    public bool Equals(Certificate? other) =>
        ReferenceEquals(this, other) || (other is not null && Sha256.Span.SequenceEqual(other.Sha256.Span));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Certificate);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(Sha256.Span);

    private static Dictionary<string, RawExtension> ReadExtensions(AsnReader tbs)
    {
        Dictionary<string, RawExtension> found = [];
        while (tbs.NextIs(1) || tbs.NextIs(2))
        {
            _ = tbs.ReadEncodedValue(); // unique identifiers, [1] and [2]
        }

        if (!tbs.HasData)
        {
            return found;
        }

        var list = tbs.ReadSequence(Ber.Context(3, true)).ReadSequence();
        while (list.HasData)
        {
            var extension = RawExtension.Read(list, out var oid);
            if (found.Count >= MaxExtensions || !found.TryAdd(oid, extension))
            {
                throw new AsnContentException(); // RFC 5280, 4.2: an extension occurs once
            }
        }

        return found;
    }
}

/// <summary>An extension of a certificate, CRL or OCSP message before anyone looked into it.</summary>
internal readonly record struct RawExtension(bool Critical, ReadOnlyMemory<byte> Value)
{
    internal static RawExtension Read(AsnReader list, out string oid)
    {
        var extension = list.ReadSequence();
        oid = extension.ReadOid();
        var critical = extension.NextIs(UniversalTagNumber.Boolean) && extension.ReadBoolean();
        return new RawExtension(critical, extension.ReadOctets());
    }
}
