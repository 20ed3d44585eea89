using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using Proof.Qr;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>Keys, a time-stamp authority and the seal's usual options; every instance has keys of its own.</summary>
internal sealed class SealingKit : IDisposable
{
    public const string Code = "7K3M-9QWX-2FHT-5ZRD-V";
    public const string Host = "ketqua.example.vn";

    /// <summary>As long as a real token's link, so that the symbol has the real version.</summary>
    public static readonly string Link = $"https://{Host}/v#{string.Concat(Enumerable.Repeat("0123456789", 36))}01";

    private static readonly bool[,] Modules = QrMatrix.Of(Link).ToArray();

    private readonly TestPki _pki = new();
    private readonly ECDsa _sealKey;
    private readonly RSA _officerKey;
    private readonly ECDsa _stampKey;
    private byte _serial;

    public SealingKit()
    {
        _sealKey = _pki.Own(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        _officerKey = _pki.Own(RSA.Create(2048));
        _stampKey = _pki.Own(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        Seal = _pki.Leaf("CN=Store Seal, O=Test", _sealKey);
        Officer = _pki.Leaf("CN=Nguyen Van A, O=Test", _officerKey);
        var request = TestPki.Request("CN=Test TSA, O=Test", _stampKey);
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], critical: true));
        Stamp = TestPki.Parse(_pki.Issue(request));
        Ca = TestPki.Parse(_pki.Ca);
        Root = TestPki.Parse(_pki.Root);
    }

    public Certificate Seal { get; }

    public Certificate Officer { get; }

    public Certificate Stamp { get; }

    public Certificate Ca { get; }

    public Certificate Root { get; }

    public static SignatureAppearance.QrCode Qr => new(Modules, Code, Host);

    public static SignatureOptions SealOptions => new()
    {
        SigningTime = TestPki.Now,
        FieldName = "ResultStoreSeal",
        Tooltip = $"Mã kết quả {Code}",
        Appearance = Qr,
    };

    public static UnencryptedPdf Open(ReadOnlyMemory<byte> pdf)
    {
        Assert.True(PdfDocument.TryOpen(pdf, PdfLimits.Default, out var document, out var fault), fault?.Detail);
        return document;
    }

    public static PreparedSignature Prepare(ReadOnlyMemory<byte> pdf, SignatureOptions? options = null) =>
        Assert.IsType<PrepareOutcome.Prepared>(PadesSigner.Prepare(Open(pdf), options ?? SealOptions)).Signature;

    /// <summary>CMS by the store's P-256 key.</summary>
    public CadesSignature SignAsStore(PreparedSignature prepared) =>
        UnsignedCms.Create(Seal, [Ca], SignatureScheme.EcdsaSha256, prepared.DigestBy(DigestAlgorithm.Sha256))
            .Sign(_sealKey);

    /// <summary>CMS by an officer's RSA key.</summary>
    public CadesSignature SignAsOfficer(PreparedSignature prepared) =>
        UnsignedCms.Create(Officer, [Ca], SignatureScheme.RsaPkcs1Sha256, prepared.DigestBy(DigestAlgorithm.Sha256))
            .Sign(_officerKey);

    /// <summary>The document with a seal of level B-B.</summary>
    public byte[] SealFile(ReadOnlyMemory<byte> pdf, SignatureOptions? options = null)
    {
        var prepared = Prepare(pdf, options);
        return prepared.Complete(SignAsStore(prepared).Encode()).ToArray();
    }

    /// <summary>The document with an officer's signature.</summary>
    public byte[] OfficerSigns(ReadOnlyMemory<byte> pdf, SignatureOptions? options = null)
    {
        var prepared = Prepare(pdf, options ?? new SignatureOptions { SigningTime = TestPki.Now });
        return prepared.Complete(SignAsOfficer(prepared).Encode()).ToArray();
    }

    /// <summary>An RFC 3161 token over a digest.</summary>
    public ReadOnlyMemory<byte> Token(ReadOnlySpan<byte> digest)
    {
        var request = TimeStampRequest.Create(DigestAlgorithm.Sha256, digest, RandomNumberGenerator.GetBytes(8));
        var authority = new TimeStampAuthority(_stampKey, Stamp, [Ca], "1.3.6.1.4.1.99999.1", TimeSpan.FromSeconds(1));
        var response = authority.Respond(request.Encoded, TestPki.Now.AddSeconds(2), [++_serial]);
        return Assert.IsType<TimeStampResponse.Granted>(TimeStampResponse.Read(response, request)).Token.Encoded;
    }

    /// <summary>A list of the issuing authority on which nobody stands.</summary>
    public ReadOnlyMemory<byte> EmptyCrl() => new CertificateRevocationListBuilder().Build(
        _pki.Ca.CopyWithPrivateKey(_pki.CaKey), 1, TestPki.Now.AddDays(30), HashAlgorithmName.SHA256,
        RSASignaturePadding.Pkcs1, TestPki.Now.AddDays(-1));

    /// <summary>A list of the root on which nobody stands.</summary>
    public ReadOnlyMemory<byte> EmptyRootCrl() =>
        CrlPublisher.Publish(Root, _pki.RootKey, [], 1, TestPki.Now.AddDays(-1), TestPki.Now.AddDays(30));

    /// <summary>The issuing authority's OCSP response: good.</summary>
    public ReadOnlyMemory<byte> GoodOcsp(Certificate certificate) => new OcspResponder(_pki.CaKey, Ca, Ca).Respond(
        OcspRequest.Create(certificate, Ca, DigestAlgorithm.Sha1, []).Encoded, _ => new IssuedStatus.Good(),
        TestPki.Now, TestPki.Now.AddDays(30));

    public ValidationReport Validate(ReadOnlyMemory<byte> pdf) =>
        PadesValidator.Validate(pdf, new ValidationContext(TestPki.Now.AddDays(1), [new TrustStore("test", [Root])]));

    public void Dispose() => _pki.Dispose();
}
