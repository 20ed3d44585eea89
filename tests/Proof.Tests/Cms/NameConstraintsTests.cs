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
        Assert.Equal(allowed, Trees(0, NameKind.Dns, [domain]).Allow(Named(NameKind.Dns, [host]), static _ => true));

    // Permitted is what certainly stands within, excluded what may.
    [Theory]
    [InlineData(2, "so.hanoi.vn.", "hanoi.vn", true, false)]
    [InlineData(2, ".hanoi.vn", "hanoi.vn", false, false)]
    [InlineData(1, "an@hanoi.vn", "hanoi.vn", true, false)]
    [InlineData(1, "an@so.hanoi.vn", "hanoi.vn", false, true)]
    [InlineData(1, "an@so.hanoi.vn", ".hanoi.vn", true, false)]
    [InlineData(1, "an@hanoi.vn.", "hanoi.vn", true, false)]
    [InlineData(1, "hanoi.vn", "hanoi.vn", false, false)]
    [InlineData(1, "@hanoi.vn", "hanoi.vn", false, false)]
    [InlineData(1, "an@hue.vn@hanoi.vn", "hanoi.vn", false, false)]
    [InlineData(1, "\"an@hue.vn\"@hanoi.vn", "hanoi.vn", true, false)]
    [InlineData(1, "\"an@hue.vn@hanoi.vn", "hanoi.vn", false, false)]
    [InlineData(1, "an@Hanoi.vn", "an@hanoi.vn", true, false)]
    [InlineData(1, "An@hanoi.vn", "an@hanoi.vn", false, false)]
    [InlineData(1, "binh@hanoi.vn", "an@hanoi.vn", false, true)]
    [InlineData(6, "http://hanoi.vn/a", "hanoi.vn", true, false)]
    [InlineData(6, "http://hanoi.vn./a", "hanoi.vn", true, false)]
    [InlineData(6, "mailto:an@hanoi.vn", "hanoi.vn", false, false)]
    [InlineData(6, "//hanoi.vn/a", "hanoi.vn", false, false)]
    [InlineData(6, "http://hue.vn/a", "hanoi.vn", false, true)]
    public void What_is_no_name_of_its_kind_is_neither_permitted_nor_passed_over(
        int kind, string name, string tree, bool allowedByPermitted, bool allowedByExcluded)
    {
        var certificate = Named((NameKind)kind, [name]);
        Assert.Equal(
            (allowedByPermitted, allowedByExcluded),
            (Trees(0, (NameKind)kind, [tree]).Allow(certificate, static _ => true),
                Trees(1, (NameKind)kind, [tree]).Allow(certificate, static _ => true)));
    }

    // As old authorities write it: a string type that has no @.
    [Fact]
    public void An_address_in_the_subject_is_held_against_constraints_whatever_string_it_stands_in()
    {
        foreach (var type in (byte[])[0x16, 0x13, 0x0c])
        {
            var request = new CertificateRequest(
                new X500DistinguishedName((byte[])[0x30, 0x1c, 0x31, 0x1a, 0x30, 0x18, 0x06, 0x09, 0x2a, 0x86, 0x48,
                    0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01, type, 0x0b, .. "an@hanoi.vn"u8]),
                _key, HashAlgorithmName.SHA256);
            var certificate = TestPki.Parse(_pki.Issue(request));
            Assert.False(Trees(1, NameKind.Email, ["hanoi.vn"]).Allow(certificate, static _ => true));
            Assert.True(Trees(0, NameKind.Email, ["hanoi.vn"]).Allow(certificate, static _ => true));
        }
    }

    [Fact]
    public void Every_pair_of_name_and_constraint_is_paid_for()
    {
        const int Count = 300;
        var certificate = Named(NameKind.Dns, Hosts(Count, "hanoi.vn"));
        var constraints = Trees(0, NameKind.Dns, [.. Hosts(Count - 1, "hue.vn"), "hanoi.vn"]);
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
            allowed,
            Trees(0, NameKind.Dns, Hosts(trees, name, "vn"))
                .Allow(Named(NameKind.Dns, Hosts(names, name)), static _ => true));
    }

    private static string[] Hosts(int count, string domain, string? last = null) =>
    [
        .. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"x{i}.{domain}")),
        .. last is null ? [] : new[] { last },
    ];

    private static NameConstraints Trees(int side, NameKind kind, IReadOnlyList<string> domains)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, side)))
        {
            foreach (var domain in domains)
            {
                using var subtree = writer.PushSequence();
                writer.WriteCharacterString(
                    UniversalTagNumber.IA5String, domain, new Asn1Tag(TagClass.ContextSpecific, (int)kind));
            }
        }

        return NameConstraints.Read(Ber.Reader(writer.Encode()).ReadSequence());
    }

    private Certificate Named(NameKind kind, IReadOnlyList<string> names)
    {
        // By hand: the platform's builder takes no names longer than DNS has.
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var name in names)
            {
                writer.WriteCharacterString(
                    UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, (int)kind));
            }
        }

        var request = TestPki.Request("CN=Host", _key);
        request.CertificateExtensions.Add(new X509Extension(Oids.SubjectAltName, writer.Encode(), critical: false));
        return TestPki.Parse(_pki.Issue(request));
    }
}
