using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>What stands where nothing should, or says no zone or another algorithm, is refused and never left out.
/// </summary>
public sealed class StrictReadingTests : IDisposable
{
    private const string SanOfHanoi = "a00c300a8208" + "68616e6f692e766e"; // [0] { { dNSName hanoi.vn } }
    private const string SanOfHue = "a10a30088206" + "6875652e766e"; // [1] { { dNSName hue.vn } }

    private readonly TestPki _pki = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _pki.Dispose();
    }

    [Theory]
    [InlineData("2.5.29.30", "301a" + SanOfHanoi + SanOfHue, true)] // name constraints
    [InlineData("2.5.29.30", "301a" + SanOfHue + SanOfHanoi, false)]
    [InlineData("2.5.29.30", "3010" + SanOfHanoi + "a200", false)]
    [InlineData("2.5.29.30", "300e" + SanOfHanoi + "0500", false)]
    [InlineData("2.5.29.30", "3010" + SanOfHanoi + "0500", false)]
    [InlineData("2.5.29.36", "3006800100810100", true)] // policy constraints
    [InlineData("2.5.29.36", "3006810100800100", false)]
    [InlineData("2.5.29.36", "3003820100", false)]
    [InlineData("2.5.29.36", "3008800610000000000000", false)] // a byte behind it
    [InlineData("2.5.29.36", "30088006100000000000", true)] // more than anybody counts to
    [InlineData("2.5.29.54", "020100" + "0500", false)] // inhibit any policy
    [InlineData("2.5.29.31", "300030" + "00", false)] // distribution points
    public void An_extension_is_read_to_its_end(string oid, string value, bool isWellFormed)
    {
        var request = TestPki.Request("CN=Extended", _key);
        request.CertificateExtensions.Add(new X509Extension(oid, Convert.FromHexString(value), critical: true));
        var certificate = TestPki.Parse(_pki.Issue(request));
        Assert.Equal(isWellFormed, !certificate.Extended.IsMalformed);
    }

    // RFC 9608, 2.
    [Theory]
    [InlineData(null, true)]
    [InlineData("2.5.29.31", false)]
    [InlineData("2.5.29.46", false)]
    public void No_revocation_is_not_believed_of_a_certificate_that_says_where_it_is_told(string? beside, bool believed)
    {
        var request = TestPki.Request("CN=Short", _key);
        request.CertificateExtensions.Add(new X509Extension(Oids.NoRevAvail, [5, 0], critical: false));
        if (beside is not null)
        {
            var points = Convert.FromHexString("300c" + "300a" + "a008" + "a006" + "8604" + "683a2f2f");
            request.CertificateExtensions.Add(new X509Extension(beside, points, critical: false));
        }

        Assert.Equal(believed, TestPki.Parse(_pki.Issue(request)).Extended.HasNoRevocation);
    }

    [Theory]
    [InlineData("20260601120000Z", true)]
    [InlineData("20260601120000.5Z", true)]
    [InlineData("20260601190000+0700", true)]
    [InlineData("20260601120000", false)]
    [InlineData("2026060112", false)]
    public void A_time_without_a_zone_is_no_time(string text, bool isTime)
    {
        byte[] encoded = [0x18, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
        if (isTime)
        {
            var time = Ber.Reader(encoded).ReadTime();
            Assert.Equal(TestPki.Now, time.AddMilliseconds(-time.Millisecond));
        }
        else
        {
            Assert.Throws<AsnContentException>(() => Ber.Reader(encoded).ReadTime());
        }
    }

    // The outer identifier is not signed: it must not say other parameters, nor an older version have extensions.
    [Theory]
    [InlineData("06092a864886f70d01010b0500", "06092a864886f70d01010b0400", true)]
    [InlineData("a003020102", "a003020100", false)]
    [InlineData("a003020102", "a003020103", false)]
    public void A_certificate_that_contradicts_itself_is_on_no_path(string written, string instead, bool atTheEnd)
    {
        var der = _pki.Leaf("CN=Leaf", _key).Der.ToArray();
        Assert.True(Certificate.TryParse(der, out var certificate) && certificate.IsConsistent);
        var (old, changed) = (Convert.FromHexString(written), Convert.FromHexString(instead));
        var at = atTheEnd ? der.AsSpan().LastIndexOf(old) : der.AsSpan().IndexOf(old);
        changed.CopyTo(der.AsSpan(at));
        Assert.True(Certificate.TryParse(der, out var other));
        Assert.False(other.IsConsistent);
    }

    [Fact]
    public void A_list_of_another_version_or_with_two_algorithms_is_none()
    {
        var list = new EvidenceForge(TestPki.Parse(_pki.Ca), _pki.CaKey).Crl([]);
        Assert.True(Crl.TryParse(list, out _));
        Assert.False(Crl.TryParse(Patched([0x02, 0x01, 0x01, 0x30], [0x02, 0x01, 0x02, 0x30]), out _));
        Assert.False(Crl.TryParse(Patched([0x02, 0x01, 0x01, 0x30], [0x02, 0x01, 0x00, 0x30]), out _));
        Assert.False(Crl.TryParse(Patched([0x01, 0x0b, 0x05, 0x00], [0x01, 0x0c, 0x05, 0x00]), out _));

        byte[] Patched(byte[] written, byte[] instead)
        {
            var copy = list.ToArray();
            instead.CopyTo(copy.AsSpan(copy.AsSpan().IndexOf(written)));
            return copy;
        }
    }

    [Fact]
    public void A_scope_is_read_to_its_end_and_stands_in_a_list_once()
    {
        var forge = new EvidenceForge(TestPki.Parse(_pki.Ca), _pki.CaKey);
        var users = EvidenceForge.Scope((1, false, [0xff]));
        Assert.True(Crl.TryParse(forge.Crl([], [users]), out _));
        Assert.False(Crl.TryParse(forge.Crl([], [users, users]), out _));
        Assert.False(Crl.TryParse(forge.Crl([], [EvidenceForge.Scope((5, false, [0]), (1, false, [0xff]))]), out _));
        Assert.False(Crl.TryParse(forge.Crl([], [EvidenceForge.Scope((9, false, [0xff]))]), out _));
    }

    // RFC 5280, 7.1, and RFC 4518, 2.2.
    [Theory]
    [InlineData("13034126420c", "0c03412642", true)] // A&B, as PrintableString, which has no &
    [InlineData("1c08" + "0000004100000042", "0c024142", true)] // UniversalString
    [InlineData("0c0441c2ad42", "0c024142", true)] // a soft hyphen
    [InlineData("0c0541e2808b42", "0c024142", true)] // a space of no width
    [InlineData("0403412642", "0c03412642", false)] // octets are no text
    [InlineData("0402abcd", "0c09" + "233034303261626364", false)] // nor is "#0402abcd", which writes them out
    [InlineData("0c03412042", "0c024142", false)]
    public void Names_are_the_same_by_what_they_say_in_any_string(string one, string other, bool same)
    {
        Assert.Equal(same, Name(one).Equals(Name(other)));

        DistinguishedName Name(string value)
        {
            var text = Convert.FromHexString(value);
            text = text[..(text[1] + 2)];
            byte[] pair = [0x06, 0x03, 0x55, 0x04, 0x0a, .. text];
            return DistinguishedName.Read((byte[])
            [
                0x30, (byte)(pair.Length + 4), 0x31, (byte)(pair.Length + 2), 0x30, (byte)pair.Length, .. pair,
            ]);
        }
    }
}
