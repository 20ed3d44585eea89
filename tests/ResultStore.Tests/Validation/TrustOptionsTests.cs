using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Proof.Cms;
using Proof.Pades;
using ResultStore.V1;
using ResultStore.Validation;
using ResultStore.Validation.Evidence;
using SignatureReport = ResultStore.V1.SignatureReport;

namespace ResultStore.Tests.Validation;

/// <summary>The signature policies an operator lets signers name: how they are given, checked and kept.</summary>
public sealed class TrustOptionsTests : IDisposable
{
    private const string Oid = "1.3.6.1.4.1.99999.11.1";

    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData("Quy chế"u8));

    private readonly string _file = Path.GetTempFileName();

    public TrustOptionsTests() => File.WriteAllText(_file, "Quy chế");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void An_anchor_vouches_until_its_own_end_or_the_day_that_is_set()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var end = new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var made = new CertificateRequest("CN=Root", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(end.AddYears(-20), end);
        Assert.True(Certificate.TryParse(made.RawData, out var root));
        var digest = Convert.ToHexStringLower(root.Sha256.Span);

        var folder = Directory.CreateTempSubdirectory("resultstore-trust-");
        File.WriteAllText(Path.Combine(folder.FullName, "root.pem"), made.ExportCertificatePem());
        var trust = Stores(new() { Signers = [folder.FullName], Timestamps = [folder.FullName] });
        var unknown = Assert.Throws<InvalidDataException>(() => Stores(
            new() { Signers = [folder.FullName], SunsetDates = new() { [Digest] = "never" } }));
        Assert.Contains("none of the certificates", unknown.Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
        Assert.Equal(end, trust.Current.Signers[0].SunsetOf!(root));
        Assert.Null(trust.Current.Timestamps[0].SunsetOf);
        Assert.Equal(
            end.AddYears(-1), new SunsetDates(new Dictionary<string, string> { [digest] = "2039-01-01" }).Of(root));
        Assert.Equal(
            DateTimeOffset.MaxValue, new SunsetDates(new Dictionary<string, string> { [digest] = "never" }).Of(root));
        foreach (var (sha256, day) in new[] { (digest, "soon"), (digest[1..], "2039-01-01") })
        {
            var fault = Assert.Throws<InvalidDataException>(
                () => new SunsetDates(new Dictionary<string, string> { [sha256] = day }));
            Assert.Contains("Trust:SunsetDates", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_policy_is_given_by_its_document_or_by_its_digest()
    {
        var trust = Trust(
            new() { Oid = Oid, Name = "Quy chế", File = _file }, new() { Oid = Oid, Digest = Digest },
            new() { Oid = "2.16.76.1.7.1.1.2.3", Digest = new string('0', 40), DigestAlgorithm = "SHA1" });
        Assert.Equal([("Quy chế", true), (Oid, true), ("2.16.76.1.7.1.1.2.3", false)], trust.Known.Select(
            known => (known.Name, known.Digests.Contains(
                new(DigestAlgorithm.Sha256.Oid, Convert.FromHexString(Digest))))));
        Assert.Equal(UnknownSignaturePolicies.Refuse, trust.Unknown);
    }

    [Theory]
    [InlineData("1.3.6.1.4.1.99999", "", "", "SHA256", "exactly one of File and Digest")]
    [InlineData("1.3.6.1.4.1.99999", "nowhere.pdf", "", "SHA256", "nowhere.pdf is no file")]
    [InlineData("1.3.6.1.4.1.99999", "nowhere.pdf", "00", "SHA256", "exactly one of File and Digest")]
    [InlineData("1.3.6.1.4.1.99999", "", "00", "SHA256", "as long as DigestAlgorithm makes it")]
    [InlineData("1.3.6.1.4.1.99999", "", "zz", "SHA256", "as long as DigestAlgorithm makes it")]
    [InlineData("1.3.6.1.4.1.99999", "", "00", "MD5", "as long as DigestAlgorithm makes it")]
    [InlineData("urn:oid:1.2.3", "", "00", "SHA256", "Oid is an object identifier")]
    [InlineData("1.41.3", "", "00", "SHA256", "Oid is an object identifier")]
    [InlineData("1.2.03", "", "00", "SHA256", "Oid is an object identifier")]
    [InlineData("3.1", "", "00", "SHA256", "Oid is an object identifier")]
    [InlineData("1", "", "00", "SHA256", "Oid is an object identifier")]
    [InlineData("1.2.3.", "", "00", "SHA256", "Oid is an object identifier")]
    public void What_is_wrong_with_one_stops_the_start_and_is_told(
        string oid, string file, string digest, string algorithm, string words)
    {
        var judged = new TrustOptionsValidator().Validate(null, new TrustOptions
        {
            Signers = ["trust"],
            SignaturePolicies =
                [new() { Oid = oid, File = file, Digest = digest, DigestAlgorithm = algorithm }],
        });
        Assert.True(judged.Failed);
        Assert.Contains(words, judged.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_known_is_kept_with_a_verdict_and_what_was_kept_before_judges_none()
    {
        var rules = Trust(new SignaturePolicyOptions { Oid = Oid, Name = "Quy chế", File = _file });
        var context = new ValidationContext(default, [])
        {
            Policy = ValidationPolicy.Intake with { SignaturePolicies = rules },
        };
        var kept = KeptPolicy.Parser.ParseFrom(PolicyForm.Of(context).ToByteArray());
        var restored = PolicyForm.PolicyOf(kept, acceptsUnprovedTime: false).SignaturePolicies;
        Assert.Equal(UnknownSignaturePolicies.Refuse, restored.Unknown);
        var known = Assert.Single(restored.Known);
        Assert.Equal((Oid, "Quy chế"), (known.Oid, known.Name));
        Assert.Equal(rules.Known[0].Digests, known.Digests);

        // As programs wrote it that read no signature policy.
        var older = new KeptPolicy { Revocation = kept.Revocation, Modifications = kept.Modifications };
        Assert.Equal(
            UnknownSignaturePolicies.NotJudged,
            PolicyForm.PolicyOf(older, acceptsUnprovedTime: false).SignaturePolicies.Unknown);

        // And a card that does not tell of them contradicts none that does.
        var (before, now) = (Card(null), Card(new NamedSignaturePolicy { Oid = Oid }));
        Assert.Empty(ReportComparison.Between(before, now));
        Assert.NotEmpty(ReportComparison.Between(now, before));
    }

    private static SignatureReport Card(NamedSignaturePolicy? policy) =>
        new() { Signatures = { new SignatureCard { SignaturePolicy = policy } } };

    private static SignaturePolicyRules Trust(params SignaturePolicyOptions[] policies)
    {
        var options = new TrustOptions { SignaturePolicies = policies, Signers = [Path.GetTempPath()] };
        Assert.True(new TrustOptionsValidator().Validate(null, options).Succeeded);
        return Stores(new TrustOptions { SignaturePolicies = policies }).SignaturePolicies;
    }

    private static TrustStores Stores(TrustOptions options) =>
        new(Options.Create(options), NullLogger<TrustStores>.Instance);
}
