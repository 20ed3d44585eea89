using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Proof.Cms;
using ResultStore.Tests.Sealing;
using ResultStore.Validation.Revocation;

namespace ResultStore.Tests.Validation;

/// <summary>What becomes of revocation lists in the operator's folder as files change, break and go.</summary>
public sealed class CrlFolderTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("resultstore-lists-").FullName;
    private readonly MovableClock _clock = new(Start);
    private int _written;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_list_that_breaks_or_a_folder_that_is_empty_or_away_forgets_no_revocation()
    {
        var (name, first) = List("CN=One");
        var (other, second) = List("CN=Two");
        Write("one.crl", first);
        Write("two.crl", second);
        var lists = new CrlFolder(
            Options.Create(new RevocationOptions { CrlFolder = _folder, CrlFolderSeconds = 1 }), _clock,
            NullLogger<CrlFolder>.Instance);
        Assert.Equal((1, 1, 0), Counts());

        // Half written, then whole again; a stray file is worth a word only.
        Write("one.crl", first[..(first.Length / 2)]);
        Write("notes.txt", "hello"u8.ToArray());
        Assert.Equal((1, 1, 1), Counts());
        Assert.Contains("still counts", lists.Faults[0].Sentence, StringComparison.Ordinal);
        Write("one.crl", first);
        Assert.Equal((1, 1, 0), Counts());

        // Taken away beside others, it is gone.
        File.Delete(Path.Combine(_folder, "two.crl"));
        Assert.Equal((1, 0, 0), Counts());

        // Empty, or away altogether: what was known is known.
        File.Delete(Path.Combine(_folder, "one.crl"));
        Assert.Equal((1, 0, 1), Counts());
        Directory.Delete(_folder, recursive: true);
        Assert.Equal((1, 0, 1), Counts());
        Directory.CreateDirectory(_folder);
        Write("two.crl", second);
        Assert.Equal((0, 1, 0), Counts());

        (int One, int Two, int Faults) Counts()
        {
            _clock.Now += TimeSpan.FromSeconds(2);
            return (lists.Of(name).Count, lists.Of(other).Count, lists.Faults.Count);
        }
    }

    private void Write(string name, byte[] content)
    {
        File.WriteAllBytes(Path.Combine(_folder, name), content);
        File.SetLastWriteTimeUtc(Path.Combine(_folder, name), Start.UtcDateTime.AddSeconds(++_written));
    }

    private static (DistinguishedName Issuer, byte[] List) List(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var issuer = request.CreateSelfSigned(Start, Start.AddYears(5));
        Assert.True(Certificate.TryParse(issuer.RawData, out var parsed));
        return (parsed.Subject, new CertificateRevocationListBuilder().Build(
            issuer, 1, Start.AddDays(30), HashAlgorithmName.SHA256, thisUpdate: Start));
    }
}
