using System.Formats.Asn1;
using System.Security.Cryptography;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>Lists that are asked more than once answer from an index, as they do from end to end.</summary>
public sealed class CrlIndexTests : IDisposable
{
    private readonly TestPki _pki = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Certificate _ca;
    private readonly EvidenceForge _forge;

    public CrlIndexTests()
    {
        _ca = TestPki.Parse(_pki.Ca);
        _forge = new EvidenceForge(_ca, _pki.CaKey);
    }

    public void Dispose()
    {
        _key.Dispose();
        _pki.Dispose();
    }

    [Fact]
    public void The_index_finds_what_going_through_the_list_finds()
    {
        var other = _pki.Leaf("CN=Other issuer", _key).Subject;
        EvidenceForge.Entry[] entries = [.. Enumerable.Range(0, 3_000).Select(i => new EvidenceForge.Entry(
            Serial(i % 1_000), i % 7, (i % 500) switch { 250 => other, 490 => _ca.Subject, _ => null }))];
        foreach (var encoded in (byte[][])
            [_forge.Crl(entries), _forge.Crl(entries, [EvidenceForge.Scope((4, false, [0xff]))]), _forge.Crl([])])
        {
            Assert.True(Crl.TryParse(encoded, out var indexed));
            for (var serial = 0; serial < 1_020; serial += 17)
            {
                foreach (var issuer in (DistinguishedName[])[_ca.Subject, other])
                {
                    Assert.True(Crl.TryParse(encoded, out var fresh));
                    var expected = fresh.Find(issuer, Serial(serial));
                    var found = indexed.Find(issuer, Serial(serial));
                    Assert.Equal((expected?.Reason, expected?.RevokedAt), (found?.Reason, found?.RevokedAt));
                    Assert.Equal(expected?.CertificateIssuer?.Count, found?.CertificateIssuer?.Count);
                }
            }
        }
    }

    [Fact]
    public void A_malformed_entry_is_told_each_time()
    {
        var encoded = _forge.Crl([.. Enumerable.Range(0, 50).Select(i => new EvidenceForge.Entry(Serial(i)))]);
        var at = encoded.AsSpan().IndexOf(Serial(40)) - 2;
        encoded[at] = 0x04;
        Assert.True(Crl.TryParse(encoded, out var crl));
        for (var i = 0; i < 5; i++)
        {
            Assert.Throws<AsnContentException>(() => crl.Find(_ca.Subject, Serial(2)));
        }
    }

    [Fact]
    public void A_list_of_many_is_asked_often_without_allocating_for_each_entry()
    {
        var encoded = _forge.Crl([.. Enumerable.Range(0, 20_000).Select(i => new EvidenceForge.Entry(Serial(i)))]);
        Assert.True(Crl.TryParse(encoded, out var crl));
        crl.Find(_ca.Subject, Serial(1));
        crl.Find(_ca.Subject, Serial(1));
        crl.Find(_ca.Subject, Serial(1));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Assert.NotNull(crl.Find(_ca.Subject, Serial(i * 19)));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    private static byte[] Serial(int number) => [0x5a, (byte)(number >> 16), (byte)(number >> 8), (byte)number];
}
