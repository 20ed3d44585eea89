using System.Security.Cryptography;
using Proof.Cms;

namespace Proof.Tests.Cms;

public sealed class AlgorithmPolicyTests
{
    private static readonly AlgorithmPolicy Policy = AlgorithmPolicy.BuiltIn;

    public static TheoryData<int, bool, string, string?> Rsa => new()
    {
        { 1024, false, "2018-01-01", null },
        { 1024, false, "2020-01-01", "2019-10-01" },
        { 2048, false, "2026-06-01", null },
        { 2048, false, "2029-01-01", "2029-01-01" },
        { 3072, false, "2030-01-01", "2029-01-01" },
        { 3072, true, "2050-01-01", null },
        { 2048, true, "2030-01-01", "2029-01-01" },
    };

    [Theory]
    [MemberData(nameof(Rsa))]
    public void An_rsa_signature_counts_until_its_day(int bits, bool pss, string at, string? until)
    {
        using var rsa = RSA.Create(bits);
        var algorithm = new SignatureAlgorithm(
            pss ? SignatureKind.RsaPss : SignatureKind.RsaPkcs1, "",
            DigestAlgorithm.Sha256, DigestAlgorithm.Sha256, 32);
        var finding = Policy.Judge(algorithm, PublicKey.Import(rsa.ExportSubjectPublicKeyInfo()), Day(at));

        Assert.Equal(until is null ? null : Day(until), finding?.Until);
        Assert.Equal(until is null, finding is null);
    }

    [Fact]
    public void Sha1_counted_once_and_what_nobody_knows_never()
    {
        Assert.Null(Policy.Judge(DigestAlgorithm.Sha1, "", Day("2012-07-31")));
        Assert.Equal(
            SubIndication.CryptoConstraintsFailureNoPoe,
            Policy.Judge(DigestAlgorithm.Sha1, "", Day("2012-08-01"))?.SubIndication);
        Assert.Equal(
            SubIndication.CryptoConstraintsFailure, Policy.Judge(null, "1.2.3", Day("2001-01-01"))?.SubIndication);
    }

    [Fact]
    public void The_end_of_a_signature_is_the_earlier_of_its_digest_and_its_key()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = PublicKey.Import(ec.ExportSubjectPublicKeyInfo());

        Assert.Equal(Day("2012-08-01"), Policy.EndOf(new(SignatureKind.Ecdsa, "", DigestAlgorithm.Sha1), key));
        Assert.Equal(DateTimeOffset.MaxValue, Policy.EndOf(new(SignatureKind.Ecdsa, "", DigestAlgorithm.Sha256), key));
        Assert.Null(Policy.EndOf(new(SignatureKind.Unknown, "1.2.3", null), key));
    }

    [Fact]
    public void Refuses_a_table_that_is_none() =>
        Assert.Throws<FormatException>(() => AlgorithmPolicy.Parse("{\"version\":\"1\"}"u8.ToArray()));

    private static DateTimeOffset Day(string text) =>
        DateTimeOffset.Parse(text + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
}
