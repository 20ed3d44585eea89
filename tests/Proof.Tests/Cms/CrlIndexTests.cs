using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>Lists answer from an index, which is made at the first question and paid for.</summary>
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_last_entry_of_a_serial_number_under_its_issuer_is_found(bool indirect)
    {
        var other = _pki.Leaf("CN=Other issuer", _key).Subject;
        EvidenceForge.Entry[] entries = [.. Enumerable.Range(0, 3_000).Select(i => new EvidenceForge.Entry(
            Serial(i % 1_000), i % 7, (i % 500) switch { 250 => other, 490 => _ca.Subject, _ => null }))];
        var crl = Read(_forge.Crl(entries, indirect ? [Indirect] : []));
        for (var serial = 0; serial < 1_020; serial += 17)
        {
            foreach (var issuer in (DistinguishedName[])[_ca.Subject, other])
            {
                var named = _ca.Subject;
                EvidenceForge.Entry? expected = null;
                foreach (var entry in entries)
                {
                    named = indirect ? entry.Issuer ?? named : named;
                    var isIt = named.Equals(issuer) && entry.Serial.Span.SequenceEqual(Serial(serial));
                    expected = isIt ? entry : expected;
                }

                var found = crl.Find(issuer, Serial(serial), Free);
                Assert.Equal(expected?.Reason, (int?)found?.Reason);
                Assert.Equal(expected?.Issuer is null, found?.CertificateIssuer is null);
            }
        }
    }

    [Fact]
    public void A_list_without_entries_lists_nobody() =>
        Assert.Null(Read(_forge.Crl([])).Find(_ca.Subject, Serial(1), Free));

    // What each case took before it was counted: memory for every name of an issuer, or every entry at each question.
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_serial_number_that_all_entries_have_is_asked_at_a_price(bool indirect, bool named)
    {
        const int Count = 5_000;
        var other = _pki.Leaf("CN=Other issuer", _key).Subject;
        var crl = Read(_forge.Crl(
            [.. Enumerable.Range(0, Count).Select(_ => new EvidenceForge.Entry(Serial(1), 1, named ? other : null))],
            indirect ? [Indirect] : []));
        var spent = 0L;
        crl.Find(_ca.Subject, Serial(2), Spend);
        Assert.InRange(spent, 10 * Count, 100 * Count);
        spent = 0;
        Assert.Equal(!named, crl.Find(_ca.Subject, Serial(1), Spend) is not null);
        Assert.InRange(spent, named ? 100 * Count : 32, named ? 500 * Count : 200);
        Assert.Null(crl.Find(_ca.Subject, Serial(1), static _ => false));

        bool Spend(long steps)
        {
            spent += steps;
            return true;
        }
    }

    [Fact]
    public void A_list_that_is_not_paid_for_is_asked_again_in_full()
    {
        var crl = Read(_forge.Crl([.. Enumerable.Range(0, 5_000).Select(i => new EvidenceForge.Entry(Serial(i)))]));
        Assert.Null(crl.Find(_ca.Subject, Serial(7), static _ => false));
        Assert.NotNull(crl.Find(_ca.Subject, Serial(7), Free));
        Assert.NotNull(crl.Find(_ca.Subject, Serial(7), static steps => steps < 200));
    }

    [Fact]
    public void A_list_that_was_prepared_costs_a_document_what_it_looks_into()
    {
        var crl = Read(_forge.Crl([.. Enumerable.Range(0, 5_000).Select(i => new EvidenceForge.Entry(Serial(i)))]));
        crl.Prepare();
        Assert.NotNull(crl.Find(_ca.Subject, Serial(7), static steps => steps < 200));
    }

    [Fact]
    public void A_number_longer_than_any_authority_gives_makes_no_list()
    {
        Assert.True(Crl.TryParse(WithNumberOf(20), out _));
        Assert.False(Crl.TryParse(WithNumberOf(65), out _));

        byte[] WithNumberOf(int bytes) =>
            _forge.Crl([], [(Oids.CrlNumber, false, EvidenceForge.Integer(BigInteger.Pow(2, (8 * bytes) - 2)))]);
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
            Assert.Throws<AsnContentException>(() => crl.Find(_ca.Subject, Serial(2), Free));
        }
    }

    [Fact]
    public void A_list_of_many_is_asked_often_without_allocating_for_each_entry()
    {
        var encoded = _forge.Crl([.. Enumerable.Range(0, 20_000).Select(i => new EvidenceForge.Entry(Serial(i)))]);
        Assert.True(Crl.TryParse(encoded, out var crl));
        crl.Find(_ca.Subject, Serial(1), Free);
        crl.Find(_ca.Subject, Serial(1), Free);
        crl.Find(_ca.Subject, Serial(1), Free);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Assert.NotNull(crl.Find(_ca.Subject, Serial(i * 19), Free));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    private static (string Oid, bool Critical, byte[] Value) Indirect => EvidenceForge.Scope((4, false, [0xff]));

    private static Func<long, bool> Free => static _ => true;

    private static Crl Read(byte[] encoded)
    {
        Assert.True(Crl.TryParse(encoded, out var crl));
        return crl;
    }

    private static byte[] Serial(int number) => [0x5a, (byte)(number >> 16), (byte)(number >> 8), (byte)number];
}
