using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;

namespace Proof.Tests.Cms;

public sealed class SignedDataTests : IDisposable
{
    private static readonly byte[] Document = "The quick brown fox.\r\n"u8.ToArray();

    private readonly TestPki _pki = new();

    public static TheoryData<string> Schemes => ["RSA", "PSS", "P-256", "P-384", "P-521"];

    public void Dispose() => _pki.Dispose();

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Verifies_what_it_signed(string name)
    {
        var (encoded, digest) = Sign(name);

        Assert.True(SignedData.TryParse(encoded, out var signed, out var fault), fault.ToString());
        Assert.Equal(CmsVerdict.Intact, signed.Verify(digest));
        Assert.Null(signed.SigningTime);
        Assert.Equal(2, signed.SigningCertificateReference?.Version);
        Assert.Equal(CmsWarnings.None, signed.Warnings);
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void OpenSsl_accepts_what_it_signed(string name)
    {
        if (!OpenSsl.IsPresent)
        {
            return;
        }

        var (encoded, _) = Sign(name);
        using var openssl = new OpenSsl();
        openssl.Write("cms.der", encoded);
        openssl.Write("document", Document);
        openssl.WriteText("root.pem", _pki.Root.ExportCertificatePem() + "\n");
        var (exit, output) = openssl.Run(
            "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "cms.der", "-content", "document",
            "-CAfile", "root.pem", "-purpose", "any", "-out", "copy");

        Assert.True(exit == 0, output);
    }

    [Fact]
    public void Tells_a_changed_document_from_a_changed_signature()
    {
        var (encoded, digest) = Sign("P-256");
        Assert.True(SignedData.TryParse(encoded, out var signed, out _));
        var otherDigest = SHA256.HashData("something else"u8);
        Assert.Equal(SubIndication.HashFailure, signed.Verify(otherDigest).SubIndication);

        var at = encoded.AsSpan().LastIndexOf(signed.SignatureValue.Span);
        encoded[at + signed.SignatureValue.Length - 1] ^= 1;
        Assert.True(SignedData.TryParse(encoded, out signed, out _));
        var verdict = signed.Verify(digest);
        Assert.Equal(Indication.TotalFailed, verdict.Indication);
        Assert.Equal(SubIndication.SigCryptoFailure, verdict.SubIndication);
    }

    [Fact]
    public void Takes_zero_padding_and_warns_of_other_bytes_behind()
    {
        var (encoded, digest) = Sign("P-256");
        Assert.True(SignedData.TryParse((byte[])[.. encoded, .. new byte[100]], out var padded, out _));
        Assert.Equal(CmsWarnings.None, padded.Warnings);
        Assert.True(padded.Verify(digest).IsIntact);

        Assert.True(SignedData.TryParse((byte[])[.. encoded, 1], out var trailed, out _));
        Assert.Equal(CmsWarnings.TrailingBytes, trailed.Warnings);
    }

    [Fact]
    public void Reads_indefinite_lengths_as_streaming_signers_write_them()
    {
        var (encoded, digest) = Sign("P-256");
        var info = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        var oid = info.ReadEncodedValue();
        var data = info.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence();
        List<byte> inner = [];
        while (data.HasData)
        {
            inner.AddRange(data.ReadEncodedValue().Span);
        }

        var ber = Indefinite(0x30, [.. oid.Span, .. Indefinite(0xa0, Indefinite(0x30, [.. inner]))]);
        Assert.True(SignedData.TryParse(ber, out var signed, out var fault), fault.ToString());
        Assert.True(signed.Verify(digest).IsIntact);

        static byte[] Indefinite(byte tag, byte[] content) => [tag, 0x80, .. content, 0, 0];
    }

    [Fact]
    public void Verifies_unsorted_attributes_as_they_stand_and_warns()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = _pki.Leaf("CN=Signer", key);
        var digest = SHA256.HashData(Document);
        var cms = UnsignedCms.Create(signer, [], SignatureScheme.EcdsaSha256, digest);
        var attributes = new AsnReader(cms.AttributesToSign, AsnEncodingRules.BER).ReadSetOf();
        var parts = new List<byte[]>();
        while (attributes.HasData)
        {
            parts.Insert(0, attributes.ReadEncodedValue().ToArray());
        }

        var encoded = cms.Sign(key).Encode();
        byte[] reversed = [.. parts.SelectMany(each => each)];
        var at = encoded.AsSpan().IndexOf(cms.AttributesToSign.Span[^reversed.Length..]);
        reversed.CopyTo(encoded, at);
        Assert.True(SignedData.TryParse(encoded, out var reordered, out _));
        Assert.Equal(CmsWarnings.UnsortedAttributes, reordered.Warnings);
        Assert.Equal(CmsFinding.SignatureInvalid, reordered.Verify(digest).Finding);

        // Signed in the odd order it verifies.
        var value = SignatureScheme.EcdsaSha256.Sign(key, SHA256.HashData(reordered.SignedAttributes.Span));
        Assert.Equal(
            SignatureResult.Valid,
            signer.PublicKey.Verify(reordered.SignatureAlgorithm, reordered.SignedAttributes.Span, value));
    }

    [Fact]
    public void A_certificate_exchanged_for_another_of_the_same_name_and_key_is_seen()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var digest = SHA256.HashData(Document);
        var template = TestPki.Request("CN=Signer", key);
        byte[] serial = [1, 2, 3];
        var generator = X509SignatureGenerator.CreateForRSA(_pki.CaKey, RSASignaturePadding.Pkcs1);
        Certificate Issue(int days) => TestPki.Parse(_pki.Own(template.Create(
            _pki.Ca.SubjectName, generator, TestPki.Start, TestPki.Start.AddDays(days), serial)));
        var encoded = UnsignedCms.Create(Issue(100), [], SignatureScheme.EcdsaSha256, digest).Sign(key).Encode();
        var bare = SignedData.TryParse(encoded, out var signed, out _) ? signed : throw new InvalidDataException();
        var other = Issue(200);

        Assert.True(bare.Verify(digest).IsIntact);
        Assert.Equal(CmsFinding.SigningCertificateDiffers, bare.SigningCertificateReference?.Judge(other)?.Finding);
    }

    [Fact]
    public void Refuses_nothing_zeros_and_noise_with_a_typed_fault()
    {
        Assert.False(SignedData.TryParse(default, out _, out var fault));
        Assert.Equal(CmsFault.Empty, fault);
        Assert.False(SignedData.TryParse(new byte[1000], out _, out fault));
        Assert.Equal(CmsFault.Empty, fault);
        Assert.False(SignedData.TryParse("not a signature"u8.ToArray(), out _, out fault));
        Assert.Equal(CmsFault.Malformed, fault);
        Assert.False(SignedData.TryParse(new byte[] { 0x30, 0x80, 0, 0 }, out _, out fault));
        Assert.Equal(CmsFault.Malformed, fault);
    }

    [Fact]
    public void Refuses_a_signature_value_that_another_key_made()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var cms = UnsignedCms.Create(
            _pki.Leaf("CN=Signer", key), [], SignatureScheme.EcdsaSha256, SHA256.HashData(Document));

        Assert.Throws<CryptographicException>(() => cms.Sign(other));
    }

    private (byte[] Encoded, byte[] Digest) Sign(string name)
    {
        using AsymmetricAlgorithm key = name switch
        {
            "RSA" or "PSS" => RSA.Create(2048),
            "P-384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            "P-521" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
            _ => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        };
        var signer = _pki.Leaf("CN=Signer, C=VN", key);
        var scheme = name == "PSS" ? SignatureScheme.RsaPssSha256 : SignatureScheme.For(signer);
        var digest = scheme.Digest.Hash(Document);
        return (UnsignedCms.Create(signer, [TestPki.Parse(_pki.Ca)], scheme, digest).Sign(key).Encode(), digest);
    }
}
