using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>What counts for and against a certificate at a time that is proved, and by whose word.</summary>
/// <remarks>ETSI EN 319 102-1 V1.4.1, 5.2.6.4, 5.5.4 and 5.6.2.4.4.</remarks>
public sealed class ProvenTimeTests : IDisposable
{
    private static readonly DateTimeOffset Now = TestPki.Now;
    private static readonly DateTimeOffset LeafEnd = Now.AddDays(-10);

    private readonly TestPki _pki = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Certificate _leaf;
    private readonly Certificate _ca;
    private readonly Certificate _root;

    public ProvenTimeTests()
    {
        _leaf = _pki.Leaf("CN=Leaf", _key);
        _ca = TestPki.Parse(_pki.Ca);
        _root = TestPki.Parse(_pki.Root);
    }

    public void Dispose()
    {
        _key.Dispose();
        _pki.Dispose();
    }

    [Fact]
    public void A_revocation_after_a_proven_time_past_the_certificates_end_leaves_it_known_as_not_revoked()
    {
        var ended = TestPki.Parse(_pki.Issue(TestPki.Request("CN=Ended", _key), notAfter: LeafEnd));
        var list = List(_ca, _pki.CaKey, Now, (ended, LeafEnd.AddDays(3)));

        Expect(SubIndication.OutOfBoundsNotRevoked, [list], each => Proven(each, LeafEnd.AddDays(1)), ended);
        Expect(SubIndication.NotYetValid, [list], each => Proven(each, TestPki.Start.AddDays(-1)), ended);
        Expect(SubIndication.RevokedNoPoe, [list], each => Proven(each, LeafEnd.AddDays(4)), ended);
        Expect(SubIndication.None, [list], each => Proven(each, LeafEnd.AddDays(-1)), ended);
    }

    [Fact]
    public void What_a_revoked_authority_says_against_its_signers_is_no_proof_either()
    {
        var list = List(_ca, _pki.CaKey, Now, (_leaf, Now.AddDays(-20)));
        ChainRequest Later(ChainRequest each) =>
            Proven(each, Now.AddDays(-5)) with { NotSignedBefore = Now.AddDays(-10) };

        Expect(SubIndication.Revoked, [list], Later);
        foreach (var since in new[] { Now.AddDays(-3), Now.AddDays(-8) })
        {
            var verdict = Expect(
                SubIndication.RevokedCaNoPoe, [list, List(_root, _pki.RootKey, Now, (_ca, since))], Later);
            Assert.Equal(_ca, verdict.Culprit);
        }
    }

    [Fact]
    public void A_time_stamp_of_the_very_second_of_a_revocation_is_no_proof_that_it_came_before_the_signature()
    {
        var list = List(_ca, _pki.CaKey, Now, (_leaf, Now.AddDays(-20)));

        Expect(
            SubIndication.RevokedNoPoe, [list],
            each => Proven(each, Now.AddDays(-5)) with { NotSignedBefore = Now.AddDays(-20) });
        Expect(
            SubIndication.Revoked, [list],
            each => Proven(each, Now.AddDays(-5)) with { NotSignedBefore = Now.AddDays(-20).AddSeconds(1) });
    }

    [Fact]
    public void A_responder_whose_certificate_has_ended_clears_nobody_but_by_what_is_proved_to_be_from_before()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = TestPki.Request("CN=Responder", key);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(Oids.OcspSigning)], false));
        var responder = TestPki.Parse(_pki.Issue(request, notAfter: Now.AddHours(-1)));
        ReadOnlyMemory<byte> answer = new OcspResponder(key, responder, _ca).Respond(
            OcspRequest.Create(_leaf, _ca, DigestAlgorithm.Sha256, []).Encoded, _ => new IssuedStatus.Good(),
            Now.AddDays(-1), Now.AddDays(1));
        var signedAt = Now.AddHours(-2);
        ChainVerdict Answered(SubIndication expected, Func<ChainRequest, ChainRequest> change, params byte[][] lists) =>
            Expect(expected, [.. lists], change, evidence: [answer]);

        var verdict = Answered(SubIndication.RevocationOutOfBoundsNoPoe, each => each);
        Assert.Equal(_leaf, verdict.Culprit);
        Assert.Equal(
            new RevocationStatus.Unknown(RevocationGap.SignerOutOfBounds),
            Answered(SubIndication.None, each => each with { Revocation = RevocationMode.IfPresent }).Revocation[0]);
        Answered(SubIndication.None, each => each, List(_ca, _pki.CaKey, Now));
        Answered(SubIndication.None, each => each with { Now = Now.AddHours(-1), SignatureTime = signedAt });

        // A time-stamp over the signature asks for no more than freshness then; one over the document for the proof.
        Answered(SubIndication.None, each => Proven(each, signedAt));
        ChainRequest Archived(ChainRequest each) => Proven(each, signedAt) with { IsArchived = true };
        Answered(SubIndication.RevocationOutOfBoundsNoPoe, Archived);
        Answered(SubIndication.None, each => Archived(each) with { EvidenceProvenAt = _ => signedAt });
        Answered(
            SubIndication.RevocationOutOfBoundsNoPoe,
            each => Archived(each) with { EvidenceProvenAt = _ => Now.AddMinutes(-30) });

        // What is proved comes before what may still be.
        Answered(
            SubIndication.NotYetValid, each => Archived(each) with { SignatureTime = TestPki.Start.AddDays(-1) });
    }

    [Fact]
    public void An_authority_that_has_ended_clears_its_signers_if_it_is_proved_itself_to_be_from_before()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ended = TestPki.Parse(_pki.Issue(TestPki.Request("CN=Ended CA", key, ca: true), notAfter: LeafEnd));
        using var below = TestPki.Request("CN=Below", _key).Create(
            new X500DistinguishedName("CN=Ended CA"), X509SignatureGenerator.CreateForECDsa(key), TestPki.Start,
            TestPki.End, [7]);
        var list = List(ended, key, LeafEnd.AddDays(-1));
        ChainRequest Archived(ChainRequest each) => Proven(each, LeafEnd.AddDays(-2)) with
        {
            Pool = [ended, _ca],
            IsArchived = true,
        };

        var leaf = TestPki.Parse(below);
        var above = List(_ca, _pki.CaKey, LeafEnd.AddDays(-1));
        Expect(SubIndication.RevocationOutOfBoundsNoPoe, [list, above], Archived, leaf);
        Expect(
            SubIndication.None, [list, above],
            each => Archived(each) with { CertificateProvenAt = _ => LeafEnd.AddDays(-1) }, leaf);
        Expect(SubIndication.None, [list, above], each => Archived(each) with { IsArchived = false }, leaf);
    }

    [Fact]
    public void What_an_authority_says_after_its_end_clears_nobody()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ended = TestPki.Parse(_pki.Issue(TestPki.Request("CN=Ended CA", key, ca: true), notAfter: LeafEnd));
        using var below = TestPki.Request("CN=Below", _key).Create(
            new X500DistinguishedName("CN=Ended CA"), X509SignatureGenerator.CreateForECDsa(key), TestPki.Start,
            TestPki.End, [7]);
        var leaf = TestPki.Parse(below);
        var above = List(_ca, _pki.CaKey, LeafEnd.AddDays(-1));
        ChainRequest Before(ChainRequest each) =>
            Proven(each, LeafEnd.AddDays(-2)) with { Pool = [ended, _ca] };
        foreach (var (days, expected) in new[] { (-1, SubIndication.None), (1, SubIndication.TryLater) })
        {
            Expect(expected, [List(ended, key, LeafEnd.AddDays(days)), above], Before, leaf);
            var answer = new OcspResponder(key, ended, ended).Respond(
                OcspRequest.Create(leaf, ended, DigestAlgorithm.Sha256, []).Encoded, _ => new IssuedStatus.Good(),
                LeafEnd.AddDays(days), LeafEnd.AddDays(9));
            Expect(expected, [above], Before, leaf, [answer]);
        }

        // Against one it is heard all the same.
        Expect(
            SubIndication.RevokedNoPoe, [List(ended, key, LeafEnd.AddDays(1), (leaf, LeafEnd.AddDays(-3))), above],
            Before, leaf);
    }

    private static ChainRequest Proven(ChainRequest each, DateTimeOffset time) =>
        each with { SignatureTime = time, SignatureTimeIsProven = true };

    private static byte[] List(
        Certificate issuer, AsymmetricAlgorithm key, DateTimeOffset at,
        params (Certificate Certificate, DateTimeOffset At)[] revoked) => CrlPublisher.Publish(
        issuer, key,
        [.. revoked.Select(each =>
            new RevokedCertificate(each.Certificate.SerialNumber, each.At, RevocationReason.KeyCompromise))],
        1, at, at.AddDays(7));

    private ChainVerdict Expect(
        SubIndication expected, IReadOnlyList<byte[]> lists, Func<ChainRequest, ChainRequest> change,
        Certificate? target = null, IReadOnlyList<ReadOnlyMemory<byte>>? evidence = null)
    {
        // Of the authority above there is always word; a list that names it comes before that.
        var verdict = ChainValidator.Validate(change(new ChainRequest
        {
            Target = target ?? _leaf,
            Pool = [_ca],
            Anchors = new TrustAnchors([_root]),
            Evidence = RevocationEvidence.Of(
                [.. lists.Select(each => (ReadOnlyMemory<byte>)each), List(_root, _pki.RootKey, Now.AddHours(-2))],
                evidence ?? []),
            Now = Now,
            SignatureTime = Now,
            Purpose = ChainPurpose.DocumentSigning,
        }));
        Assert.True(expected == verdict.SubIndication, verdict.ToString());
        return verdict;
    }
}
