using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ResultStore.Sealing.Keys;

namespace ResultStore.Tests.Sealing;

/// <summary>Keys in files and their PINs.</summary>
public sealed class KeyOpeningTests : IDisposable
{
    private const string Pin = "mật khẩu 42&#";

    private readonly KeyFolderOfATest _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Opens_pem_encrypted_pem_and_pkcs12_of_both_kinds()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        _folder.Write("pin", Pin + "\n");
        foreach (var key in (AsymmetricAlgorithm[])[ec, rsa])
        {
            using var certificate = KeyFolderOfATest.SelfSigned("CN=Seal", key);
            var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
            _folder.Write("plain.pem", key.ExportPkcs8PrivateKeyPem());
            _folder.Write("closed.pem", key.ExportEncryptedPkcs8PrivateKeyPem(Pin, encryption));
            _folder.Write("closed.p12", certificate.Export(X509ContentType.Pkcs12, Pin));
            foreach (var file in (string[])["plain.pem", "closed.pem", "closed.p12"])
            {
                using var opened = KeyOpening.Open(new KeySource(file, null, "pin", null), _folder.Path);
                Assert.Equal(key.ExportSubjectPublicKeyInfo(), opened.SubjectPublicKeyInfo);
                Assert.NotEmpty(opened.Use(each => each is RSA r
                    ? r.SignHash(new byte[32], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                    : ((ECDsa)each).SignHash(new byte[32])));
            }
        }
    }

    [Fact]
    public void Takes_a_pin_from_a_variable_and_never_repeats_it()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        _folder.Write("closed.pem", ec.ExportEncryptedPkcs8PrivateKeyPem(Pin, encryption));
        Environment.SetEnvironmentVariable("RESULTSTORE_TEST_PIN", Pin);
        using var opened = KeyOpening.Open(
            new KeySource("closed.pem", null, null, "RESULTSTORE_TEST_PIN"), _folder.Path);
        Assert.Equal(ec.ExportSubjectPublicKeyInfo(), opened.SubjectPublicKeyInfo);

        _folder.Write("wrong", "other 4711");
        foreach (var source in (KeySource[])
            [new("closed.pem", null, "wrong", null), new("closed.pem", null, null, "NO_SUCH_VARIABLE"),
                new("closed.pem", null, null, null), new(null, "pkcs11:token=x?pin-value=4711", null, null)])
        {
            var fault = Assert.Throws<InvalidDataException>(() => KeyOpening.Open(source, _folder.Path));
            Assert.DoesNotContain("4711", fault.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Refuses_files_that_others_can_read()
    {
        _folder.WriteEc("open.pem");
        KeyFolderOfATest.SetMode(
            Path.Combine(_folder.Path, "open.pem"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var fault = Assert.Throws<InvalidDataException>(
            () => KeyOpening.Open(new KeySource("open.pem", null, null, null), _folder.Path));
        Assert.Contains("0600", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Signs_for_many_threads_at_once()
    {
        using var key = KeyOpening.Open(new KeySource(_folder.WriteEc("many.pem"), null, null, null), _folder.Path);
        using var check = ECDsa.Create();
        check.ImportSubjectPublicKeyInfo(key.SubjectPublicKeyInfo, out _);
        var digest = SHA256.HashData("nội dung"u8);
        var signatures = new byte[800][];
        Parallel.For(0, signatures.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            signatures[i] = key.Use(each => ((ECDsa)each).SignHash(digest)));
        Assert.All(signatures, each => Assert.True(check.VerifyHash(digest, each)));
    }
}
