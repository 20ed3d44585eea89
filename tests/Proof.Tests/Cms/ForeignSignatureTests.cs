using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>Signatures of every kind that openssl makes and .NET's own CMS reader partly does not take.</summary>
public sealed class ForeignSignatureTests
{
    private static readonly byte[] Document = "Quyết định số 01"u8.ToArray();

    public static TheoryData<string, string, string> Kinds => new()
    {
        { "RSA -pkeyopt rsa_keygen_bits:2048", "", "RSA PKCS#1 v1.5 with SHA256" },
        { "RSA -pkeyopt rsa_keygen_bits:2048", "-md sha512", "RSA PKCS#1 v1.5 with SHA512" },
        { "RSA -pkeyopt rsa_keygen_bits:2048", "-keyid", "RSA PKCS#1 v1.5 with SHA256" },
        { "RSA -pkeyopt rsa_keygen_bits:2048", "-noattr", "RSA PKCS#1 v1.5 with SHA256" },
        { "RSA -pkeyopt rsa_keygen_bits:2048", "-keyopt rsa_padding_mode:pss", "RSASSA-PSS with SHA256" },
        {
            "RSA -pkeyopt rsa_keygen_bits:2048", "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:0",
            "RSASSA-PSS with SHA256"
        },
        {
            "RSA -pkeyopt rsa_keygen_bits:2047",
            "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:77 -keyopt rsa_mgf1_md:sha512",
            "RSASSA-PSS with SHA256"
        },
        { "RSA-PSS -pkeyopt rsa_keygen_bits:2048", "-keyopt rsa_padding_mode:pss", "RSASSA-PSS with SHA256" },
        { "RSA -pkeyopt rsa_keygen_bits:2048", "-md sha3-256", "RSA PKCS#1 v1.5 with SHA3-256" },
        { "EC -pkeyopt ec_paramgen_curve:brainpoolP384r1", "-md sha384", "ECDSA with SHA384" },
        { "EC -pkeyopt ec_paramgen_curve:P-384", "-md sha384", "ECDSA with SHA384" },
        { "EC -pkeyopt ec_paramgen_curve:P-521", "-md sha512", "ECDSA with SHA512" },
        { "EC -pkeyopt ec_paramgen_curve:brainpoolP256r1", "", "ECDSA with SHA256" },
        { "EC -pkeyopt ec_paramgen_curve:brainpoolP512r1", "-md sha512", "ECDSA with SHA512" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Reads_and_verifies_openssls_signatures(string key, string options, string algorithm)
    {
        if (!OpenSsl.IsPresent)
        {
            return;
        }

        using var openssl = new OpenSsl();
        MakeKey(openssl, key);
        openssl.Write("document", Document);
        var (exit, output) = openssl.Run([
            "cms", "-sign", "-binary", "-in", "document", "-signer", "cert.pem", "-inkey", "key.pem",
            "-outform", "DER", "-out", "cms.der", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ]);
        Assert.True(exit == 0, output);

        Assert.True(SignedData.TryParse(openssl.Read("cms.der"), out var signed, out var fault), fault.ToString());
        Assert.Equal(algorithm, signed.SignatureAlgorithm.Name);
        var digest = signed.DigestAlgorithm!.Hash(Document);
        Assert.Equal(CmsVerdict.Intact, signed.Verify(digest));
        Assert.Equal(options.Contains("-noattr", StringComparison.Ordinal), signed.MessageDigest.IsEmpty);

        digest[0] ^= 1;
        Assert.Equal(Indication.TotalFailed, signed.Verify(digest).Indication);
    }

    [Theory]
    [InlineData("ed25519")]
    [InlineData("ed448")]
    public void Verifies_edwards_curve_signatures_through_openssl(string kind)
    {
        if (!OpenSsl.IsPresent)
        {
            return;
        }

        using var openssl = new OpenSsl();
        MakeKey(openssl, kind);
        openssl.Run("x509", "-in", "cert.pem", "-outform", "DER", "-out", "cert.der");
        openssl.Write("document", Document);
        var (exit, output) = openssl.Run(
            "pkeyutl", "-sign", "-rawin", "-inkey", "key.pem", "-in", "document", "-out", "signature");
        Assert.True(exit == 0, output);

        Assert.True(Certificate.TryParse(openssl.Read("cert.der"), out var certificate));
        Assert.Equal(SignatureResult.Valid, certificate.VerifyIssued(certificate));
        var signature = openssl.Read("signature");
        Assert.Equal(
            SignatureResult.Valid,
            certificate.PublicKey.Verify(certificate.SignatureAlgorithm, Document, signature));
        signature[5] ^= 1;
        Assert.Equal(
            SignatureResult.Invalid,
            certificate.PublicKey.Verify(certificate.SignatureAlgorithm, Document, signature));
    }

    [Theory]
    [InlineData("ed25519", "2.16.840.1.101.3.4.2.3")]
    [InlineData("ed448", "2.16.840.1.101.3.4.2.12")]
    public void Verifies_a_cms_signature_of_an_edwards_key(string kind, string digestOid)
    {
        if (!OpenSsl.IsPresent)
        {
            return;
        }

        using var openssl = new OpenSsl();
        MakeKey(openssl, kind);
        openssl.Run("x509", "-in", "cert.pem", "-outform", "DER", "-out", "cert.der");
        Assert.True(Certificate.TryParse(openssl.Read("cert.der"), out var certificate));
        Assert.True(DigestAlgorithm.TryFromOid(digestOid, out var digest));
        using var running = digest.CreateIncremental();
        running.Append(Document);
        var attributes = EdwardsCms.Attributes(running.Current());
        openssl.Write("attributes", attributes);
        openssl.Run("pkeyutl", "-sign", "-rawin", "-inkey", "key.pem", "-in", "attributes", "-out", "signature");
        var encoded = EdwardsCms.Encode(certificate, digestOid, attributes, openssl.Read("signature"));

        Assert.True(SignedData.TryParse(encoded, out var signed, out var fault), fault.ToString());
        Assert.Equal(CmsVerdict.Intact, signed.Verify(running.Current()));
        encoded[^1] ^= 1;
        Assert.True(SignedData.TryParse(encoded, out signed, out _));
        Assert.Equal(CmsFinding.SignatureInvalid, signed.Verify(running.Current()).Finding);
    }

    [Fact]
    public void Refuses_a_signature_that_carries_its_content()
    {
        if (!OpenSsl.IsPresent)
        {
            return;
        }

        using var openssl = new OpenSsl();
        MakeKey(openssl, "EC -pkeyopt ec_paramgen_curve:P-256");
        openssl.Write("document", Document);
        openssl.Run(
            "cms", "-sign", "-binary", "-nodetach", "-in", "document", "-signer", "cert.pem", "-inkey", "key.pem",
            "-outform", "DER", "-out", "cms.der");

        Assert.False(SignedData.TryParse(openssl.Read("cms.der"), out _, out var fault));
        Assert.Equal(CmsFault.NotDetached, fault);
    }

    [Fact]
    public void Refuses_two_signers_and_says_which_digest_it_does_not_know()
    {
        if (!OpenSsl.IsPresent)
        {
            return;
        }

        using var openssl = new OpenSsl();
        MakeKey(openssl, "EC -pkeyopt ec_paramgen_curve:P-256");
        openssl.Write("document", Document);
        MakeKey(openssl, "EC -pkeyopt ec_paramgen_curve:P-256", "other");
        openssl.Run(
            "cms", "-sign", "-binary", "-in", "document", "-signer", "cert.pem", "-inkey", "key.pem",
            "-signer", "othercert.pem", "-inkey", "otherkey.pem", "-outform", "DER", "-out", "two.der");
        Assert.False(SignedData.TryParse(openssl.Read("two.der"), out _, out var fault));
        Assert.Equal(CmsFault.NotOneSigner, fault);

        openssl.Run(
            "cms", "-sign", "-binary", "-md", "sha224", "-in", "document", "-signer", "cert.pem", "-inkey", "key.pem",
            "-outform", "DER", "-out", "sha224.der");
        Assert.True(SignedData.TryParse(openssl.Read("sha224.der"), out var signed, out _));
        var verdict = signed.Verify(new byte[28]);
        Assert.Equal(Indication.Indeterminate, verdict.Indication);
        Assert.Equal(SubIndication.CryptoConstraintsFailure, verdict.SubIndication);
        Assert.Equal("SHA224 (2.16.840.1.101.3.4.2.4)", verdict.Algorithm);
    }

    private static void MakeKey(OpenSsl openssl, string kind, string prefix = "")
    {
        var made = openssl.Run(["genpkey", "-out", prefix + "key.pem", "-algorithm", .. kind.Split(' ')]);
        Assert.True(made.Exit == 0, made.Output);
        var issued = openssl.Run(
            "req", "-x509", "-new", "-key", prefix + "key.pem", "-subj", "/CN=Foreign/C=VN", "-days", "3650",
            "-out", prefix + "cert.pem");
        Assert.True(issued.Exit == 0, issued.Output);
    }
}
