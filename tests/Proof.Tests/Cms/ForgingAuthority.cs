using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>
/// A trusted root that signs whatever it is handed: what stands behind a signature check is reached only by input that
/// passes it.
/// </summary>
internal sealed class ForgingAuthority : IDisposable
{
    private static readonly byte[] EcdsaWithSha256 =
        [0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X500DistinguishedName _rootName = new("CN=Forging Root");
    private readonly X500DistinguishedName _caName = new("CN=Forging CA");

    internal ForgingAuthority()
    {
        // No key identifier: lists of other authorities are adopted with theirs.
        var root = new CertificateRequest(_rootName, _rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var rootCertificate = root.CreateSelfSigned(TestPki.Start, TestPki.End);
        Root = TestPki.Parse(rootCertificate);
        Ca = Issue(TestPki.Request(_caName.Name, _caKey, ca: true), _rootName, _rootKey, [1, 1]);
        Leaf = Issue(TestPki.Request("CN=Forged Leaf", _leafKey), _caName, _caKey, [1, 2]);
    }

    internal Certificate Root { get; }

    internal Certificate Ca { get; }

    internal Certificate Leaf { get; }

    public void Dispose()
    {
        _rootKey.Dispose();
        _caKey.Dispose();
        _leafKey.Dispose();
    }

    /// <summary>Another authority's certificate or list with our names and key in it, to mutate from.</summary>
    internal byte[]? Adopt(byte[] encoded)
    {
        if (DerTree.Parse(encoded) is not [{ Children: [{ Children: { Count: > 5 } tbs }, ..] outer }])
        {
            return null;
        }

        var isCertificate = tbs[0].Tag is [0xa0];
        var names = isCertificate ? (Issuer: 3, Subject: 5) : (Issuer: 2, Subject: -1);
        tbs[names.Issuer - 1] = DerTree.Parse(EcdsaWithSha256)![0];
        tbs[names.Issuer] = DerTree.Parse(_rootName.RawData)![0];
        if (isCertificate && tbs.Count > 6)
        {
            tbs[names.Subject] = DerTree.Parse(_caName.RawData)![0];
            tbs[6] = DerTree.Parse(_caKey.ExportSubjectPublicKeyInfo())![0];
        }

        return Sign(DerTree.Encode(outer));
    }

    /// <summary>
    /// The same with a signature of the root: for certificates, lists and basic OCSP responses alike.
    /// </summary>
    /// <returns>null if it does not look like one of them.</returns>
    internal byte[]? Resign(byte[] encoded)
    {
        try
        {
            return Sign(new AsnReader(encoded, AsnEncodingRules.BER).PeekContentBytes());
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>An OCSP answer on the CA's certificate, without its outer envelope.</summary>
    internal byte[] BasicOcspResponse()
    {
        var request = OcspRequest.Create(Ca, Root, DigestAlgorithm.Sha256, []);
        var response = new OcspResponder(_rootKey, Root, Root).Respond(
            request.Encoded, _ => new IssuedStatus.Good(), TestPki.Now, TestPki.Now.AddDays(1));
        return DerTree.Parse(response)![0].Children![1].Children![0].Children![1].Children![0].Encode();
    }

    private byte[] Sign(ReadOnlyMemory<byte> contents)
    {
        var reader = new AsnReader(contents, AsnEncodingRules.BER);
        var tbs = reader.ReadEncodedValue();
        reader.ReadEncodedValue();
        reader.ReadEncodedValue();
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(tbs.Span);
            writer.WriteEncodedValue(EcdsaWithSha256);
            writer.WriteBitString(_rootKey.SignData(
                tbs.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
            while (reader.HasData)
            {
                writer.WriteEncodedValue(reader.ReadEncodedValue().Span);
            }
        }

        return writer.Encode();
    }

    private static Certificate Issue(
        CertificateRequest request, X500DistinguishedName issuer, ECDsa key, byte[] serial)
    {
        using var certificate = request.Create(
            issuer, X509SignatureGenerator.CreateForECDsa(key), TestPki.Start, TestPki.End, serial);
        return TestPki.Parse(certificate);
    }
}
