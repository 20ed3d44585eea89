using System.Security.Cryptography;
using Proof.Cms;
using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>An officer of the test authority who signs <see cref="PdfFile"/>s.</summary>
internal sealed class TestSigner : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestSigner(string subject = "CN=Officer", DateTimeOffset? notAfter = null)
    {
        Certificate = TestPki.Parse(Pki.Issue(TestPki.Request(subject, _key), notAfter: notAfter));
        Store = new TrustStore("test", [TestPki.Parse(Pki.Root)]);
    }

    public TestPki Pki { get; } = new();

    public Certificate Certificate { get; }

    public TrustStore Store { get; }

    public ValidationContext Context => new(TestPki.Now, [Store]);

    public byte[] Cms(byte[] digest) => SignedCms(digest).Encode();

    /// <summary>The same with an attribute that should be a signature time-stamp.</summary>
    public byte[] CmsWithToken(byte[] digest, byte[] token) =>
        SignedCms(digest).WithSignatureTimestamp(token).Encode();

    /// <summary>The same with a signature time-stamp over the signature value, or over other bytes.</summary>
    public byte[] CmsWithTimestamp(byte[] digest, TestTimestampAuthority authority, byte[]? stamped = null)
    {
        var cms = SignedCms(digest);
        return cms.WithSignatureTimestamp(
            authority.Stamp(SHA256.HashData(stamped ?? cms.SignatureValue.Span))).Encode();
    }

    /// <summary>Appends a signed revision.</summary>
    public void Sign(PdfFile file, SignOptions? options = null) => SignedRevision.Append(file, options ?? new(), Cms);

    public void Dispose()
    {
        Pki.Dispose();
        _key.Dispose();
    }

    /// <summary>The same with signed attributes of the caller's making; no more than one certificate inside.</summary>
    public byte[] CmsOver(byte[] attributes, (string Oid, byte[] Value)? unsigned = null) => EdwardsCms.Encode(
        Certificate, DigestAlgorithm.Sha256.Oid, attributes,
        _key.SignData(attributes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
        "1.2.840.10045.4.3.2", unsigned: unsigned is { } one ? (one.Oid, [one.Value]) : null);

    /// <summary>The same with signature time-stamps, made once there is a value.</summary>
    public byte[] CmsOver(byte[] attributes, Func<byte[], IEnumerable<byte[]>> stamps)
    {
        var value = _key.SignData(attributes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return EdwardsCms.Encode(
            Certificate, DigestAlgorithm.Sha256.Oid, attributes, value, "1.2.840.10045.4.3.2",
            unsigned: (Oids.SignatureTimeStampToken, [.. stamps(value)]));
    }

    /// <summary>The same under a signature policy.</summary>
    public byte[] CmsUnder(byte[] policy, byte[] digest) => UnsignedCms
        .Create(Certificate, [TestPki.Parse(Pki.Ca)], SignatureScheme.EcdsaSha256, digest, policy).Sign(_key).Encode();

    private CadesSignature SignedCms(byte[] digest) =>
        UnsignedCms.Create(Certificate, [TestPki.Parse(Pki.Ca)], SignatureScheme.EcdsaSha256, digest).Sign(_key);
}
