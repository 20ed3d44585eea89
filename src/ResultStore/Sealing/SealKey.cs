using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;

namespace ResultStore.Sealing;

/// <summary>The store's seal: a P-256 key and its certificate chain. P-256 signs 13 times faster than RSA-2048 and has
/// no end in the ETSI suites.</summary>
internal sealed class SealKey : IDisposable
{
    private readonly ECDsa _key;
    private readonly Certificate _certificate;
    private readonly Certificate[] _others;

    /// <exception cref="InvalidDataException">Key and certificate do not belong together.</exception>
    public SealKey(ECDsa key, X509Certificate2Collection chain)
    {
        _key = key;
        var certificates = chain.Select(Parse).ToArray();
        _certificate = certificates[0];
        _others = certificates[1..];
        NotAfter = _certificate.NotAfter;
        var probe = new byte[SHA256.HashSizeInBytes];
        if (!_certificate.SubjectPublicKeyInfo.Span.SequenceEqual(key.ExportSubjectPublicKeyInfo()))
        {
            throw new InvalidDataException("The seal's private key does not belong to its certificate.");
        }

        _ = Prepare(probe).Sign(_key);
    }

    /// <summary>When the seal's certificate ends.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>Signs a document's digest.</summary>
    /// <param name="digest">SHA-256 over the byte range.</param>
    /// <exception cref="SealingUnavailableException">The key is away.</exception>
    public CadesSignature Sign(ReadOnlySpan<byte> digest)
    {
        var cms = Prepare(digest);
        try
        {
            return cms.Sign(_key);
        }
        catch (CryptographicException fault)
        {
            throw new SealingUnavailableException("The seal's key does not sign.", fault);
        }
    }

    public void Dispose() => _key.Dispose();

    private static Certificate Parse(X509Certificate2 certificate) =>
        Certificate.TryParse(certificate.RawDataMemory.Span, out var parsed)
            ? parsed
            : throw new InvalidDataException("A certificate of the seal's chain cannot be read.");

    private UnsignedCms Prepare(ReadOnlySpan<byte> digest) =>
        UnsignedCms.Create(_certificate, _others, SignatureScheme.EcdsaSha256, digest);
}
