using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>For whom, for what and until when a list or an OCSP response speaks.</summary>
public sealed class RevocationScopeTests : IDisposable
{
    private const string Here = "http://ca.example/here.crl";
    private const string CrlDistributionPoints = "2.5.29.31";

    private static readonly DateTimeOffset Now = TestPki.Now;
    private static readonly byte[] True = [0xff];

    private readonly TestPki _pki = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Certificate _leaf;
    private readonly Certificate _ca;
    private readonly EvidenceForge _forge;

    public RevocationScopeTests()
    {
        _leaf = _pki.Leaf("CN=Leaf", _key);
        _ca = TestPki.Parse(_pki.Ca);
        _forge = new EvidenceForge(_ca, _pki.CaKey);
    }

    private enum Outcome
    {
        Good,
        Revoked,
        OutOfScope,
        NotTrusted,
        Stale,
        Unreliable,
        FromTheFuture,
    }

    public void Dispose()
    {
        _key.Dispose();
        _pki.Dispose();
    }

    [Fact]
    public void A_list_of_authorities_says_nothing_of_users_and_one_of_users_does()
    {
        Expect(Outcome.Good, Lists(_forge.Crl([], [EvidenceForge.Scope((1, false, True))])));
        Expect(Outcome.OutOfScope, Lists(_forge.Crl([], [EvidenceForge.Scope((2, false, True))])));
        Expect(Outcome.OutOfScope, Lists(_forge.Crl([], [EvidenceForge.Scope((5, false, True))])));
    }

    [Fact]
    public void A_list_of_some_reasons_clears_only_together_with_the_others()
    {
        // Bits from the left: 1 and 2 are the two compromises, 3 to 8 the rest.
        var compromised = _forge.Crl([], [EvidenceForge.Scope((3, false, [5, 0x60]))]);
        var others = _forge.Crl([], [EvidenceForge.Scope((3, false, [7, 0x1f, 0x80]))]);
        Expect(Outcome.OutOfScope, Lists(compromised));
        Expect(Outcome.Good, Lists(compromised, others));
        Expect(Outcome.Revoked, Lists(
            compromised, _forge.Crl([new(_leaf.SerialNumber, 4)], [EvidenceForge.Scope((3, false, [7, 0x1f, 0x80]))])));
    }

    [Fact]
    public void A_list_of_another_distribution_point_is_another_list()
    {
        var named = TestPki.Parse(_pki.Issue(WithPoint(
            CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([Here]).RawData)));
        Expect(Outcome.Good, Lists(_forge.Crl([], [Point(Here)])), named);
        Expect(Outcome.OutOfScope, Lists(_forge.Crl([], [Point("http://ca.example/there.crl")])), named);
        Expect(Outcome.OutOfScope, Lists(_forge.Crl([], [Point(Here)])), _leaf);
    }

    [Fact]
    public void An_indirect_list_speaks_for_the_issuer_named_last_before_an_entry()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = TestPki.Request("CN=List Signer", key);
        request.CertificateExtensions.Remove(
            request.CertificateExtensions.Single(each => each is X509KeyUsageExtension));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.CrlSign, true));
        var signer = TestPki.Parse(_pki.Issue(request));
        var leaf = TestPki.Parse(_pki.Issue(WithPoint(IssuerPoint(signer))));
        var forge = new EvidenceForge(signer, key);
        var indirect = EvidenceForge.Scope((4, false, True));
        var own = _forge.Crl([]);

        RevocationStatus StatusBy(params EvidenceForge.Entry[] entries) =>
            Status(Lists(own, forge.Crl(entries, [indirect])), leaf, signer);
        Assert.IsType<RevocationStatus.Good>(StatusBy(new EvidenceForge.Entry(leaf.SerialNumber)));
        Assert.IsType<RevocationStatus.Revoked>(
            StatusBy(new(new byte[] { 9 }, null, _ca.Subject), new EvidenceForge.Entry(leaf.SerialNumber)));
        Assert.IsType<RevocationStatus.Good>(
            StatusBy(new(leaf.SerialNumber, null, signer.Subject), new EvidenceForge.Entry(new byte[] { 9 })));
    }

    [Fact]
    public void A_delta_list_adds_to_its_base_and_takes_a_suspension_back()
    {
        (string, bool, byte[]) On(int number) => (Oids.DeltaCrlIndicator, true, EvidenceForge.Integer(number));
        var clean = _forge.Crl([], number: 5);
        var held = _forge.Crl([new(_leaf.SerialNumber, 6)], number: 5);
        Expect(Outcome.Revoked, Lists(held));
        Expect(Outcome.Revoked, Lists(clean, _forge.Crl([new(_leaf.SerialNumber)], [On(5)], number: 6)));
        Expect(Outcome.Good, Lists(held, _forge.Crl([new(_leaf.SerialNumber, 8)], [On(5)], number: 6)));

        // On a base that is not the one at hand, or of another key, it changes nothing.
        Expect(Outcome.Good, Lists(clean, _forge.Crl([new(_leaf.SerialNumber)], [On(6)], number: 7)));
        using var other = RSA.Create(2048);
        Expect(Outcome.Good, Lists(
            clean, new EvidenceForge(_ca, other).Crl([new(_leaf.SerialNumber)], [On(5)], number: 6)));

        // Alone it is no list.
        Assert.Equal(
            new RevocationStatus.Unknown(RevocationGap.NoEvidence),
            Status(Lists(_forge.Crl([], [On(5)], number: 6)), _leaf));
    }

    [Theory]
    [InlineData(RevocationReason.CertificateHold, true)]
    [InlineData(RevocationReason.KeyCompromise, false)]
    [InlineData(RevocationReason.Unspecified, false)]
    public void The_newest_list_ends_a_suspension_and_no_silence_of_it_a_revocation(
        RevocationReason reason, bool isLifted)
    {
        var outcome = isLifted ? Outcome.Good : Outcome.Revoked;
        EvidenceForge.Entry entry = new(_leaf.SerialNumber, (int)reason);
        var older = _forge.Crl([entry], number: 5, at: Now.AddDays(-3));
        var silent = _forge.Crl([], number: 6, at: Now.AddHours(-1));
        Expect(outcome, Lists(older, silent));
        Expect(outcome, Lists(silent, older));
        Expect(outcome, Lists(older).With(Responses(_forge.Ocsp(_leaf, _ca, Now.AddHours(-1), Now.AddDays(1)))));

        // A word of before the suspension ends nothing, whichever way it comes.
        var before = _forge.Crl([], number: 4, at: Now.AddDays(-4));
        Expect(Outcome.Revoked, Lists(before, older));
        Expect(Outcome.Revoked, Lists(older).With(
            Responses(_forge.Ocsp(_leaf, _ca, Now.AddDays(-4), Now.AddDays(1)))));

        // Nor does a suspension told later stand in for a revocation, to be lifted after it.
        var held = _forge.Crl([new(_leaf.SerialNumber, 6)], number: 6, at: Now.AddHours(-2));
        Expect(outcome, Lists(older, held, silent));
        Expect(outcome, Lists(older, held).With(
            Responses(_forge.Ocsp(_leaf, _ca, Now.AddHours(-1), Now.AddDays(1)))));

        // Another's list of the same name says nothing.
        using var stranger = RSA.Create(2048);
        Expect(Outcome.Good, Lists(
            silent, new EvidenceForge(_ca, stranger).Crl([entry], number: 5, at: Now.AddDays(-3))));
    }

    [Fact]
    public void A_list_signed_with_the_authoritys_next_key_counts_once_the_old_key_vouches_for_it()
    {
        using var next = RSA.Create(2048);
        var rolled = TestPki.Parse(_pki.Issue(TestPki.Request("CN=Test CA", next, ca: true)));
        var forge = new EvidenceForge(rolled, next);
        var old = _forge.Crl([]);
        Assert.IsType<RevocationStatus.Good>(Status(Lists(old, forge.Crl([])), _leaf, rolled));
        Assert.IsType<RevocationStatus.Revoked>(
            Status(Lists(old, forge.Crl([new(_leaf.SerialNumber)], number: 2)), _leaf, rolled));
        Expect(Outcome.NotTrusted, Lists(forge.Crl([])));
    }

    [Fact]
    public void A_list_or_response_with_a_critical_extension_that_nobody_knows_clears_nobody()
    {
        (string, bool, byte[]) unknown = ("1.2.3.4", true, [5, 0]);
        Expect(Outcome.OutOfScope, Lists(_forge.Crl([], [unknown])));
        Expect(Outcome.NotTrusted, Responses(_forge.Ocsp(_leaf, _ca, Now, Now.AddDays(1), whole: [unknown])));
        Expect(Outcome.NotTrusted, Responses(_forge.Ocsp(_leaf, _ca, Now, Now.AddDays(1), single: [unknown])));
        Expect(Outcome.Good, Responses(
            _forge.Ocsp(_leaf, _ca, Now, Now.AddDays(1), single: [unknown with { Item2 = false }])));
    }

    // RFC 5280, 5.3: such a list tells nobody's status. An entry that names an issuer, in a list that is not indirect,
    // is that issuer's (5.3.3), and only a delta list takes somebody off a list (5.3.1).
    [Fact]
    public void A_list_with_an_entry_that_cannot_be_understood_tells_nobodys_status()
    {
        (string, bool, byte[]) unknown = ("1.2.3.4", true, [5, 0]);
        EvidenceForge.Entry Of(Certificate certificate, (string, bool, byte[]) further) =>
            new(certificate.SerialNumber, 1, Further: further);
        var other = _pki.Leaf("CN=Other", _key);
        Expect(Outcome.OutOfScope, Lists(_forge.Crl([Of(other, unknown)])));
        Expect(Outcome.OutOfScope, Lists(_forge.Crl([Of(_leaf, unknown)])));
        Expect(Outcome.Good, Lists(_forge.Crl([Of(other, unknown with { Item2 = false })])));
        Expect(Outcome.OutOfScope, Lists(_forge.Crl([new(_leaf.SerialNumber, 1, other.Subject)])));
        Expect(Outcome.OutOfScope, Lists(_forge.Crl([new(_leaf.SerialNumber, 8)])));
        Expect(Outcome.Good, Lists(_forge.Crl([new(other.SerialNumber, 1)])));
    }

    [Fact]
    public void An_answer_is_fresh_until_its_next_update_or_for_a_day()
    {
        Expect(Outcome.Good, Responses(_forge.Ocsp(_leaf, _ca, Now.AddDays(-6), Now.AddMinutes(1))));
        Expect(Outcome.Stale, Responses(_forge.Ocsp(_leaf, _ca, Now.AddDays(-6), Now.AddMinutes(-1))));
        Expect(Outcome.Good, Responses(_forge.Ocsp(_leaf, _ca, Now.AddHours(-23), null)));
        Expect(Outcome.Stale, Responses(_forge.Ocsp(_leaf, _ca, Now.AddHours(-25), null)));
        Expect(Outcome.FromTheFuture, Responses(_forge.Ocsp(_leaf, _ca, Now.AddHours(1), Now.AddDays(1))));
    }

    [Theory]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    public void A_cert_id_of_any_digest_names_its_certificate_and_no_other(string name)
    {
        var digest = name switch
        {
            "SHA1" => DigestAlgorithm.Sha1,
            "SHA256" => DigestAlgorithm.Sha256,
            _ => DigestAlgorithm.Sha384,
        };
        var answer = Responses(_forge.Ocsp(_leaf, _ca, Now, Now.AddDays(1), digest: digest));
        Expect(Outcome.Good, answer);
        Assert.Equal(
            new RevocationStatus.Unknown(RevocationGap.NoEvidence), Status(answer, _pki.Leaf("CN=Other", _key)));
        Assert.Equal(
            new RevocationStatus.Unknown(RevocationGap.NoEvidence),
            Status(
                Responses(_forge.Ocsp(_leaf, TestPki.Parse(_pki.Root), Now, Now.AddDays(1), digest: digest)), _leaf));
    }

    [Fact]
    public void An_expired_certificate_is_cleared_only_by_whoever_keeps_telling_of_those()
    {
        var expired = TestPki.Parse(_pki.Issue(TestPki.Request("CN=Old", _key), notAfter: Now.AddDays(-100)));
        (string, bool, byte[]) since = (Oids.OcspArchiveCutoff, false, EvidenceForge.Time(Now.AddYears(-1)));
        (string, bool, byte[]) late = (Oids.OcspArchiveCutoff, false, EvidenceForge.Time(Now.AddDays(-9)));
        Expect(Outcome.Stale, Responses(_forge.Ocsp(expired, _ca, Now, Now.AddDays(1))), expired);
        Expect(Outcome.Stale, Responses(_forge.Ocsp(expired, _ca, Now, Now.AddDays(1), single: [late])), expired);
        Expect(Outcome.Good, Responses(_forge.Ocsp(expired, _ca, Now, Now.AddDays(1), single: [since])), expired);
        Expect(Outcome.Stale, Lists(_forge.Crl([])), expired);
        Expect(
            Outcome.Good,
            Lists(_forge.Crl([], [(Oids.ExpiredCertsOnCrl, false, EvidenceForge.Time(Now.AddYears(-1)))])), expired);
    }

    [Fact]
    public void A_delegate_that_need_not_be_checked_is_not_held_against_a_list()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Certificate Delegate(bool unchecked_)
        {
            var request = TestPki.Request("CN=Responder", key);
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.9")], false));
            if (unchecked_)
            {
                request.CertificateExtensions.Add(new X509Extension("1.3.6.1.5.5.7.48.1.5", [5, 0], false));
            }

            return TestPki.Parse(_pki.Issue(request));
        }

        foreach (var (nocheck, outcome) in ((bool, Outcome)[])[(true, Outcome.Good), (false, Outcome.NotTrusted)])
        {
            var responder = Delegate(nocheck);
            var answer = new OcspResponder(key, responder, _ca).Respond(
                OcspRequest.Create(_leaf, _ca, DigestAlgorithm.Sha1, []).Encoded, _ => new IssuedStatus.Good(),
                Now, Now.AddDays(1));

            // Too old to clear the leaf, not to condemn the responder.
            var list = _forge.Crl([new(responder.SerialNumber)], at: Now.AddDays(-8), revokedAt: Now.AddDays(-9));
            Expect(outcome, RevocationEvidence.Of([list], [answer]), gapMayBeStale: true);
        }
    }

    [Fact]
    public void Evidence_signed_by_what_no_longer_counts_clears_nobody_unless_it_is_proved_to_be_older()
    {
        // As SHA-1 did in 2012, and RSA of 2048 bits will in 2029.
        var table = AlgorithmPolicy.Parse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(
            AlgorithmPolicy.BuiltIn.Encoded.Span).Replace("2029-01-01", "2026-05-01", StringComparison.Ordinal)));
        var before = new DateTimeOffset(2026, 4, 30, 0, 0, 0, TimeSpan.Zero);
        foreach (var evidence in (RevocationEvidence[])
            [Lists(_forge.Crl([])), Responses(_forge.Ocsp(_leaf, _ca, Now, Now.AddDays(1)))])
        {
            Expect(Outcome.Good, evidence);
            Expect(Outcome.Unreliable, evidence, change: each => each with { EvidenceAlgorithms = table });
            Expect(Outcome.Unreliable, evidence, change: each => each with
            {
                EvidenceAlgorithms = table,
                EvidenceProvenAt = _ => before.AddDays(1),
            });
            Expect(Outcome.Good, evidence, change: each => each with
            {
                EvidenceAlgorithms = table,
                EvidenceProvenAt = _ => before,
            });
        }

        Expect(Outcome.Revoked, Lists(_forge.Crl([new(_leaf.SerialNumber)])), change: each => each with
        {
            EvidenceAlgorithms = table,
        });
    }

    private static (string Oid, bool Critical, byte[] Value) Point(string uri) =>
        EvidenceForge.Scope((0, true, EvidenceForge.FullName(uri)));

    /// <summary>One point without a name whose lists another authority signs.</summary>
    private static byte[] IssuerPoint(Certificate signer)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence(Ber.Context(2, true)))
        using (writer.PushSequence(Ber.Context(4, true)))
        {
            writer.WriteEncodedValue(signer.Subject.Encoded.Span);
        }

        return writer.Encode();
    }

    private CertificateRequest WithPoint(byte[] points)
    {
        var request = TestPki.Request("CN=Named", _key);
        request.CertificateExtensions.Add(new X509Extension(CrlDistributionPoints, points, critical: false));
        return request;
    }

    private static RevocationEvidence Lists(params byte[][] lists) =>
        RevocationEvidence.Of(lists.Select(each => (ReadOnlyMemory<byte>)each), []);

    private static RevocationEvidence Responses(params byte[][] responses) =>
        RevocationEvidence.Of([], responses.Select(each => (ReadOnlyMemory<byte>)each));

    private void Expect(
        Outcome expected, RevocationEvidence evidence, Certificate? target = null,
        Func<ChainRequest, ChainRequest>? change = null, bool gapMayBeStale = false)
    {
        var status = Status(evidence, target ?? _leaf, change: change);
        var found = status switch
        {
            RevocationStatus.Good => Outcome.Good,
            RevocationStatus.Revoked => Outcome.Revoked,
            RevocationStatus.Unknown { Gap: RevocationGap.Stale } when gapMayBeStale => Outcome.NotTrusted,
            RevocationStatus.Unknown { Gap: var gap } => Enum.Parse<Outcome>(gap.ToString()),
            _ => throw new InvalidOperationException(status.ToString()),
        };
        Assert.Equal(expected, found);
    }

    /// <summary>What the evidence says of a certificate under the CA, judged now or at its last instant.</summary>
    private RevocationStatus Status(
        RevocationEvidence evidence, Certificate target, Certificate? known = null,
        Func<ChainRequest, ChainRequest>? change = null)
    {
        var request = new ChainRequest
        {
            Target = target,
            Pool = known is null ? [] : [known],
            Anchors = new TrustAnchors([_ca]),
            Evidence = evidence,
            Now = Now,
            SignatureTime = Now,
        };
        return ChainValidator.Validate(change is null ? request : change(request)).Revocation[0];
    }
}
