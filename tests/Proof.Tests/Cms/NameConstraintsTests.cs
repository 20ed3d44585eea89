using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>Names of a certificate are held against what the authorities above may certify, at a price.</summary>
public sealed class NameConstraintsTests : IDisposable
{
    private readonly TestPki _pki = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _pki.Dispose();
    }

    [Theory]
    [InlineData("so.hanoi.vn", "hanoi.vn", true)]
    [InlineData("SO.Hanoi.VN", ".hanoi.vn", true)]
    [InlineData("hanoi.vn", "hanoi.vn", true)]
    [InlineData("sohanoi.vn", "hanoi.vn", false)]
    [InlineData("hanoi.vn.example", "hanoi.vn", false)]
    public void A_host_stands_within_a_domain_by_whole_labels(string host, string domain, bool allowed) =>
        Assert.Equal(allowed, Permitting([domain]).Allow(Named([host]), static _ => true));

    [Fact]
    public void Every_pair_of_name_and_constraint_is_paid_for()
    {
        const int Count = 300;
        var certificate = Named(Hosts(Count, "hanoi.vn"));
        var constraints = Permitting([.. Hosts(Count - 1, "hue.vn"), "hanoi.vn"]);
        var spent = 0L;
        Assert.True(constraints.Allow(certificate, Spend));
        Assert.InRange(spent, Count * Count, 10 * Count * Count);
        Assert.False(constraints.Allow(certificate, static _ => false));

        bool Spend(long steps)
        {
            spent += steps;
            return true;
        }
    }

    [Theory]
    [InlineData(900, 300, 8, false)] // too many pairs
    [InlineData(60, 200, 900, false)] // too many bytes
    [InlineData(100, 100, 50, true)]
    public void More_than_an_authority_has_names_for_is_not_allowed(int names, int trees, int length, bool allowed)
    {
        var name = string.Join('.', Enumerable.Repeat("hanoi", length / 6)) + ".vn";
        Assert.Equal(
            allowed, Permitting(Hosts(trees, name, "vn")).Allow(Named(Hosts(names, name)), static _ => true));
    }

    private static string[] Hosts(int count, string domain, string? last = null) =>
    [
        .. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"x{i}.{domain}")),
        .. last is null ? [] : new[] { last },
    ];

    private static NameConstraints Permitting(IReadOnlyList<string> domains)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            foreach (var domain in domains)
            {
                using var subtree = writer.PushSequence();
                writer.WriteCharacterString(
                    UniversalTagNumber.IA5String, domain, new Asn1Tag(TagClass.ContextSpecific, 2));
            }
        }

        return NameConstraints.Read(Ber.Reader(writer.Encode()).ReadSequence());
    }

    private Certificate Named(IReadOnlyList<string> hosts)
    {
        // By hand: the platform's builder takes no names longer than DNS has.
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var host in hosts)
            {
                writer.WriteCharacterString(
                    UniversalTagNumber.IA5String, host, new Asn1Tag(TagClass.ContextSpecific, 2));
            }
        }

        var request = TestPki.Request("CN=Host", _key);
        request.CertificateExtensions.Add(new X509Extension(Oids.SubjectAltName, writer.Encode(), critical: false));
        return TestPki.Parse(_pki.Issue(request));
    }
}
