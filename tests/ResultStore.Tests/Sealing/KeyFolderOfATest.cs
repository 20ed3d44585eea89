using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using ResultStore.Sealing;
using ResultStore.Sealing.Keys;

namespace ResultStore.Tests.Sealing;

/// <summary>A key folder with one token key and one seal; goes away with the test.</summary>
internal sealed class KeyFolderOfATest : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("resultstore-keys-");

    public KeyFolderOfATest()
    {
        WriteToken(new TokenKeyEntry
        {
            Kid = 1,
            KeyFile = WriteEc("token-1.key.pem"),
            Agencies = ["*"],
            ValidFrom = Start,
        });
        WriteSeal("seal.key.pem", "seal.chain.pem", "CN=Seal 1");
    }

    public string Path => _folder.FullName;

    public List<TokenKeyEntry> Tokens { get; } = [];

    /// <param name="read">In place of the ring's own reading.</param>
    public KeyRing Ring(Func<string, KeySet?, KeySet>? read = null) => new(Path, NullLogger<KeyRing>.Instance, read);

    public void WriteToken(TokenKeyEntry entry)
    {
        Tokens.RemoveAll(each => each.Kid == entry.Kid);
        Tokens.Add(entry);
        WriteTokens();
    }

    public void WriteTokens() => Write(KeyLists.Tokens, KeyLists.Write(Tokens));

    public void WriteSeals(params SealKeyEntry[] seals) => Write(KeyLists.Seals, KeyLists.Write(seals));

    public string WriteEc(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Write(name, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A key with a certificate of its own.</summary>
    public void WriteSeal(string keyFile, string chainFile, string subject, AsymmetricAlgorithm? key = null)
    {
        using var made = key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = SelfSigned(subject, made);
        Write(keyFile, made.ExportPkcs8PrivateKeyPem());
        Write(chainFile, certificate.ExportCertificatePem());
    }

    public static X509Certificate2 SelfSigned(string subject, AsymmetricAlgorithm key)
    {
        var request = key is RSA rsa
            ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(Start, Start.AddYears(5));
    }

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, bytes);
        SetMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return name;
    }

    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
