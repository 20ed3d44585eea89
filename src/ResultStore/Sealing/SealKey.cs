using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;
using ResultStore.Sealing.Keys;

namespace ResultStore.Sealing;

/// <summary>One of the store's seals: a certificate chain and, unless it is retired, its key. P-256 is the rule: it
/// signs 13 times faster than RSA-2048 and has no end in the ETSI suites; RSA is for authorities that give nothing
/// else.</summary>
internal sealed class SealKey : IScopedKey
{
    private const int LeastRsaBits = 2048;

    private readonly Certificate[] _chain;
    private readonly SignatureScheme _scheme;

    /// <exception cref="InvalidDataException">Key and certificate do not belong together.</exception>
    public SealKey(SealKeyEntry entry, X509Certificate2Collection chain, SigningKey? key)
    {
        Entry = entry;
        Private = key;
        Certificates = chain;
        _chain = [.. chain.Select(Parse)];
        _scheme = SchemeFor(Certificate, entry.Id);
        ValidFrom = Later(entry.ValidFrom, Certificate.NotBefore);
        ValidTo = entry.ValidTo is { } end && end < Certificate.NotAfter ? end : Certificate.NotAfter;
        if (key is null)
        {
            return;
        }

        if (!Certificate.SubjectPublicKeyInfo.Span.SequenceEqual(key.SubjectPublicKeyInfo))
        {
            throw new InvalidDataException($"The private key of seal {entry.Id} does not belong to its certificate.");
        }

        try
        {
            _ = SignWith(key, new byte[Digest.Length]);
        }
        catch (CryptographicException)
        {
            throw new InvalidDataException($"The private key of seal {entry.Id} does not sign.");
        }
    }

    public SealKeyEntry Entry { get; }

    /// <summary>Null for a retired seal.</summary>
    public SigningKey? Private { get; }

    /// <summary>Leaf first.</summary>
    public X509Certificate2Collection Certificates { get; }

    /// <summary>Leaf first, as Proof reads them.</summary>
    public IReadOnlyList<Certificate> Chain => _chain;

    public Certificate Certificate => _chain[0];

    /// <summary>What the document's byte range is digested with.</summary>
    public DigestAlgorithm Digest => _scheme.Digest;

    public IReadOnlyList<string> Agencies => Entry.Agencies;

    public DateTimeOffset ValidFrom { get; }

    public DateTimeOffset? ValidTo { get; }

    /// <summary>Signs a document's digest.</summary>
    /// <param name="digest">By <see cref="Digest"/>, over the byte range.</param>
    /// <exception cref="SealingUnavailableException">The key is away.</exception>
    public CadesSignature Sign(byte[] digest)
    {
        try
        {
            return SignWith(
                Private ?? throw new SealingUnavailableException($"Seal {Entry.Id} is retired."), digest);
        }
        catch (CryptographicException)
        {
            // Without its cause: what a library below says may hold what it was given.
            throw new SealingUnavailableException($"The key of seal {Entry.Id} does not sign.");
        }
    }

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) =>
        one is { } known && known > other ? known : other;

    private static Certificate Parse(X509Certificate2 certificate) =>
        Certificate.TryParse(certificate.RawDataMemory.Span, out var parsed)
            ? parsed
            : throw new InvalidDataException("A certificate of a seal's chain cannot be read.");

    private static SignatureScheme SchemeFor(Certificate certificate, string id)
    {
        try
        {
            var scheme = SignatureScheme.For(certificate);
            return scheme.Kind == SignatureKind.Ecdsa || certificate.PublicKey.Bits >= LeastRsaBits
                ? scheme
                : throw new InvalidDataException($"Seal {id}: an RSA key below {LeastRsaBits} bits.");
        }
        catch (NotSupportedException)
        {
            throw new InvalidDataException($"Seal {id}: neither RSA nor ECDSA.");
        }
    }

    private CadesSignature SignWith(SigningKey key, byte[] digest) =>
        key.Use(each => UnsignedCms.Create(_chain[0], _chain[1..], _scheme, digest).Sign(each));
}
