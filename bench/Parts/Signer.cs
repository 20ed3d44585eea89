using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;

namespace Parts;

/// <summary>A root, a signer below it, and documents signed by it.</summary>
internal sealed class Signer
{
    private readonly AsymmetricAlgorithm _key;
    private readonly Certificate[] _chain;

    private Signer(AsymmetricAlgorithm key, RSA rootKey, Certificate[] chain) =>
        (_key, RootKey, _chain) = (key, rootKey, chain);

    public ValidationContext Trust => new(TimeProvider.System.GetUtcNow(), [new TrustStore("root", [_chain[^1]])]);

    public Certificate Certificate => _chain[0];

    public Certificate Root => _chain[^1];

    public RSA RootKey { get; }

    /// <summary>RSA-2048 below RSA-2048, as most signers in Vietnam have it.</summary>
    public static Signer Rsa() => Make(RSA.Create(2048));

    /// <summary>P-256 below RSA-2048, as the store's seal.</summary>
    public static Signer Ecdsa() => Make(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>A one-page document of about that many bytes.</summary>
    public static byte[] Document(int bytes)
    {
        var writer = new RevisionWriter(0, 5);
        writer.Out.Raw("%PDF-1.7\n"u8);
        writer.NoteFreeHead();
        writer.Begin(1).Raw("<</Type/Catalog/Pages 2 0 R>>"u8);
        writer.End();
        writer.Begin(2).Raw("<</Type/Pages/Kids[3 0 R]/Count 1>>"u8);
        writer.End();
        writer.Begin(3).Raw("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"u8);
        writer.End();
        writer.Stream(4, default, new byte[Math.Max(0, bytes - 1_000)].AsSpan(), compress: false);
        writer.EndWithTable("/Root 1 0 R"u8);
        return writer.Out.Written.ToArray();
    }

    /// <summary>Signs a document again and again, one revision each.</summary>
    public byte[] Sign(byte[] pdf, int times)
    {
        for (var i = 0; i < times; i++)
        {
            pdf = Sign(pdf, new SignatureAppearance.Invisible()).ToArray();
        }

        return pdf;
    }

    /// <summary>One revision more.</summary>
    public SealedFile Sign(byte[] pdf, SignatureAppearance appearance)
    {
        if (!PdfDocument.TryOpen(pdf, PdfLimits.Default, out var document, out var fault))
        {
            throw new InvalidDataException(fault.ToString());
        }

        var options = new SignatureOptions
        {
            SigningTime = TimeProvider.System.GetUtcNow(),
            ContentsReserve = 8 << 10,
            Appearance = appearance,
        };
        var prepared = ((PrepareOutcome.Prepared)PadesSigner.Prepare(document, options)).Signature;
        var scheme = SignatureScheme.For(_chain[0]);
        return prepared.Complete(Cms(prepared.DigestBy(scheme.Digest)));
    }

    /// <summary>A detached signature over a digest.</summary>
    public byte[] Cms(ReadOnlySpan<byte> digest) => Signed(digest).Encode();

    /// <summary>The same before it is encoded: a time-stamp can be joined.</summary>
    public CadesSignature Signed(ReadOnlySpan<byte> digest) =>
        UnsignedCms.Create(_chain[0], _chain[1..], SignatureScheme.For(_chain[0]), digest).Sign(_key);

    /// <summary>A further certificate below the root.</summary>
    public Certificate Issue(CertificateRequest request, byte[] serial)
    {
        using var certificate = request.Create(
            new X500DistinguishedName(Root.Subject.Encoded.Span),
            X509SignatureGenerator.CreateForRSA(RootKey, RSASignaturePadding.Pkcs1),
            Root.NotBefore,
            Root.NotBefore.AddYears(5),
            serial);
        return Read(certificate.RawData);
    }

    private static Signer Make(AsymmetricAlgorithm key)
    {
        var from = TimeProvider.System.GetUtcNow().AddDays(-1);
        var rootKey = RSA.Create(2048);
        var root = new CertificateRequest("CN=Root", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using var rootCertificate = root.CreateSelfSigned(from, from.AddYears(10));
        var leaf = key is RSA rsa
            ? new CertificateRequest("CN=Signer", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=Signer", (ECDsa)key, HashAlgorithmName.SHA256);
        leaf.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, true));
        using var leafCertificate = leaf.Create(
            rootCertificate.SubjectName,
            X509SignatureGenerator.CreateForRSA(rootKey, RSASignaturePadding.Pkcs1),
            from,
            from.AddYears(5),
            [1, 2, 3, 4]);
        return new Signer(key, rootKey, [Read(leafCertificate.RawData), Read(rootCertificate.RawData)]);
    }

    private static Certificate Read(byte[] der) => Certificate.TryParse(der, out var certificate)
        ? certificate
        : throw new InvalidDataException("A certificate just made cannot be read.");
}
