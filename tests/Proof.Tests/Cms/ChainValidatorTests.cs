using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;

namespace Proof.Tests.Cms;

public sealed class ChainValidatorTests : IDisposable
{
    private static readonly DateTimeOffset LeafEnd = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = TestPki.Now;

    private readonly TestPki _pki = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Certificate _leaf;
    private readonly Certificate _ca;
    private readonly Certificate _root;

    public ChainValidatorTests()
    {
        _leaf = TestPki.Parse(_pki.Issue(TestPki.Request("CN=Leaf", _key), notAfter: LeafEnd));
        _ca = TestPki.Parse(_pki.Ca);
        _root = TestPki.Parse(_pki.Root);
    }

    public void Dispose()
    {
        _key.Dispose();
        _pki.Dispose();
    }

    [Fact]
    public void Passes_a_sound_chain_whose_lists_are_clean()
    {
        var verdict = Validate(Lists());

        Assert.True(verdict.IsPassed, verdict.ToString());
        Assert.Equal([_leaf, _ca, _root], verdict.Certificates);
        Assert.IsType<RevocationStatus.Good>(verdict.Revocation[0]);
        Assert.IsType<RevocationStatus.NotApplicable>(verdict.Revocation[2]);
    }

    [Fact]
    public void Without_an_anchor_there_is_no_chain()
    {
        var verdict = Validate(Lists(), request => request with { Anchors = new TrustAnchors([Stranger()]) });

        Assert.Equal((Indication.Indeterminate, SubIndication.NoCertificateChainFound), Of(verdict));
    }

    [Fact]
    public void A_gap_in_revocation_data_asks_to_try_later_unless_policy_lets_it_pass()
    {
        var verdict = Validate(RevocationEvidence.None);
        Assert.Equal((Indication.Indeterminate, SubIndication.TryLater), Of(verdict));
        Assert.Equal([(_leaf, _ca), (_ca, _root)], verdict.RevocationGaps);
        Assert.True(
            Validate(RevocationEvidence.None, each => each with { Revocation = RevocationMode.IfPresent }).IsPassed);
    }

    [Fact]
    public void A_gap_counts_where_the_certificate_names_a_source_that_still_owes_an_answer()
    {
        var request = TestPki.Request("CN=Named", _key);
        request.CertificateExtensions.Add(
            CertificateRevocationListBuilder.BuildCrlDistributionPointExtension(["http://ca.example/list.crl"]));
        var named = TestPki.Parse(_pki.Issue(request, notAfter: LeafEnd));
        var whenNamed = (ChainRequest each) => each with { Revocation = RevocationMode.WhenNamed };

        Assert.True(Validate(RevocationEvidence.None, whenNamed).IsPassed);
        Assert.Equal(
            (Indication.Indeterminate, SubIndication.TryLater),
            Of(Validate(RevocationEvidence.None, each => whenNamed(each) with { Target = named })));
        Assert.True(Validate(Lists(), each => whenNamed(each) with { Target = named }).IsPassed);
        Assert.NotEqual(
            SubIndication.TryLater,
            Validate(RevocationEvidence.None, each => whenNamed(each) with
            {
                Target = named,
                Now = LeafEnd.AddDays(1),
                SignatureTime = Now,
                SignatureTimeIsProven = true,
            }).SubIndication);
    }

    [Fact]
    public void Says_what_fetched_evidence_is_worth_by_itself()
    {
        using var other = RSA.Create(2048);
        var forged = RevocationEvidence.Of([CrlPublisher.Publish(_ca, other, [], 1, Now, Now.AddDays(7))], []);
        var revoked = Lists(revoked: [new(_leaf.SerialNumber, Now.AddDays(-1), RevocationReason.Superseded)]);

        Assert.IsType<RevocationStatus.Good>(ChainValidator.StatusOf(_leaf, _ca, Lists(), Now));
        Assert.IsType<RevocationStatus.Revoked>(ChainValidator.StatusOf(_leaf, _ca, revoked, Now));
        Assert.Equal(
            new RevocationStatus.Unknown(RevocationGap.NotTrusted), ChainValidator.StatusOf(_leaf, _ca, forged, Now));
        Assert.Equal(
            new RevocationStatus.Unknown(RevocationGap.Stale),
            ChainValidator.StatusOf(_leaf, _ca, Lists(at: Now.AddDays(-30)), Now));
    }

    [Fact]
    public void Stale_lists_are_a_gap()
    {
        var verdict = Validate(Lists(at: Now.AddDays(-30)));

        Assert.Equal((Indication.Indeterminate, SubIndication.TryLater), Of(verdict));
        Assert.Equal(new RevocationStatus.Unknown(RevocationGap.Stale), verdict.Revocation[0]);
    }

    [Fact]
    public void Lists_from_the_future_are_not_read()
    {
        var verdict = Validate(Lists(at: Now.AddDays(1)));

        Assert.Equal(new RevocationStatus.Unknown(RevocationGap.FromTheFuture), verdict.Revocation[0]);
    }

    [Fact]
    public void A_list_signed_by_another_key_is_not_believed()
    {
        using var other = RSA.Create(2048);
        var forged = CrlPublisher.Publish(_ca, other, [], 1, Now, Now.AddDays(7));
        var verdict = Validate(RevocationEvidence.Of([forged, RootList([])], []));

        Assert.Equal(new RevocationStatus.Unknown(RevocationGap.NotTrusted), verdict.Revocation[0]);
    }

    [Fact]
    public void A_revocation_counts_against_the_best_signature_time()
    {
        var signedAt = Now.AddDays(-20);
        var before = Lists(revoked: [new(_leaf.SerialNumber, signedAt.AddDays(-1), RevocationReason.KeyCompromise)]);
        var after = Lists(revoked: [new(_leaf.SerialNumber, signedAt.AddDays(1), RevocationReason.KeyCompromise)]);
        var proven = (ChainRequest each) => each with { SignatureTime = signedAt, SignatureTimeIsProven = true };

        Assert.Equal((Indication.Indeterminate, SubIndication.RevokedNoPoe), Of(Validate(before, proven)));
        Assert.True(Validate(after, proven).IsPassed);
        Assert.Equal(
            (Indication.Indeterminate, SubIndication.RevokedNoPoe),
            Of(Validate(after, each => each with { SignatureTime = signedAt })));
        Assert.Equal(
            (Indication.TotalFailed, SubIndication.Revoked),
            Of(Validate(before, each => proven(each) with { NotSignedBefore = signedAt.AddHours(-1) })));
    }

    [Fact]
    public void A_revoked_authority_is_told_apart()
    {
        var evidence = RevocationEvidence.Of(
            [CaList(Now, []), RootList([new(_ca.SerialNumber, Now.AddDays(-3), RevocationReason.CaCompromise)])], []);
        var verdict = Validate(evidence);

        Assert.Equal((Indication.Indeterminate, SubIndication.RevokedCaNoPoe), Of(verdict));
        Assert.Equal(_ca, verdict.Culprit);

        // Made before it: the list has to be from before it too.
        ChainRequest Proven(ChainRequest each) => each with
        {
            SignatureTime = Now.AddDays(-4),
            SignatureTimeIsProven = true,
        };
        Assert.Equal((Indication.Indeterminate, SubIndication.RevokedCaNoPoe), Of(Validate(evidence, Proven)));
        Assert.True(Validate(
            evidence, each => Proven(each) with { EvidenceProvenAt = _ => Now.AddDays(-4) }).IsPassed);
    }

    [Fact]
    public void An_expired_certificate_passes_only_at_a_proven_time()
    {
        var later = LeafEnd.AddYears(1);
        var old = RevocationEvidence.Of([CaList(LeafEnd.AddDays(-1), []), RootList([], later)], []);
        var atTheTime = (ChainRequest each) => each with { Now = later, SignatureTime = LeafEnd.AddDays(-2) };

        Assert.Equal((Indication.Indeterminate, SubIndication.NoPoe), Of(Validate(old, atTheTime)));
        Assert.True(Validate(old, each => atTheTime(each) with { SignatureTimeIsProven = true }).IsPassed);
        Assert.Equal((Indication.Indeterminate, SubIndication.OutOfBoundsNotRevoked), Of(Validate(old, each =>
            each with { Now = later, SignatureTime = LeafEnd.AddDays(2), SignatureTimeIsProven = true })));
        Assert.Equal((Indication.TotalFailed, SubIndication.Expired), Of(Validate(old, each =>
            each with
            {
                Now = later,
                SignatureTime = LeafEnd.AddDays(2),
                SignatureTimeIsProven = true,
                NotSignedBefore = LeafEnd.AddDays(1),
            })));
    }

    [Fact]
    public void A_list_from_after_the_certificates_end_does_not_clear_it()
    {
        var later = LeafEnd.AddYears(1);
        var verdict = Validate(
            RevocationEvidence.Of([CaList(later, []), RootList([], later)], []),
            each => each with { Now = later, SignatureTime = LeafEnd.AddDays(-2), SignatureTimeIsProven = true });

        Assert.Equal((Indication.Indeterminate, SubIndication.TryLater), Of(verdict));
    }

    [Fact]
    public void A_certificate_of_tomorrow_did_not_sign_today()
    {
        var verdict = Validate(Lists(), each => each with
        {
            SignatureTime = TestPki.Start.AddDays(-1),
            SignatureTimeIsProven = true,
        });

        Assert.Equal((Indication.TotalFailed, SubIndication.NotYetValid), Of(verdict));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_ocsp_answer_of_the_issuer_clears_or_revokes(bool namedByKey)
    {
        var responder = new OcspResponder(_pki.CaKey, _ca, _ca, namedByKey);

        Assert.True(Validate(Answers(responder, new IssuedStatus.Good())).IsPassed);
        Assert.Equal(
            (Indication.Indeterminate, SubIndication.RevokedNoPoe),
            Of(Validate(Answers(responder, new IssuedStatus.Revoked(Now.AddDays(-1), RevocationReason.Superseded)))));
        Assert.Equal(
            new RevocationStatus.Unknown(RevocationGap.ResponderDoesNotKnow),
            Validate(Answers(responder, new IssuedStatus.NotIssued())).Revocation[0]);
    }

    [Fact]
    public void A_delegate_must_be_certified_for_it_by_the_same_authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = TestPki.Request("CN=Responder", key);
        var plain = TestPki.Parse(_pki.Issue(request));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.9")], false));
        var certified = TestPki.Parse(_pki.Issue(request));
        using var other = new TestPki(ownKeys: true);
        var foreign = TestPki.Parse(other.Issue(request));
        var good = new IssuedStatus.Good();
        ChainVerdict AnsweredBy(Certificate delegated) =>
            Validate(Answers(new OcspResponder(key, delegated, _ca), good));

        Assert.True(AnsweredBy(certified).IsPassed);
        Assert.Equal(SubIndication.TryLater, AnsweredBy(plain).SubIndication);
        Assert.Equal(SubIndication.TryLater, AnsweredBy(foreign).SubIndication);
    }

    [Fact]
    public void A_revoked_delegate_is_not_believed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = TestPki.Request("CN=Responder", key);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.9")], false));
        var certified = TestPki.Parse(_pki.Issue(request));
        var answers = Answers(new OcspResponder(key, certified, _ca), new IssuedStatus.Good());
        var list = CaList(
            Now.AddDays(-8), [new(certified.SerialNumber, Now.AddDays(-9), RevocationReason.KeyCompromise)]);

        // The list is too old to clear the leaf, but not to condemn the responder.
        Assert.Equal(SubIndication.TryLater, Validate(answers.With(RevocationEvidence.Of([list], []))).SubIndication);
    }

    [Fact]
    public void A_suspension_ends_with_newer_evidence_and_a_revocation_never()
    {
        var good = Answers(new OcspResponder(_pki.CaKey, _ca, _ca), new IssuedStatus.Good());
        RevocationEvidence Older(RevocationReason reason) => RevocationEvidence.Of(
            [CaList(Now.AddDays(-3), [new(_leaf.SerialNumber, Now.AddDays(-4), reason)])], []);

        Assert.True(Validate(good.With(Older(RevocationReason.CertificateHold))).IsPassed);
        Assert.Equal(SubIndication.RevokedNoPoe, Validate(good.With(Older(RevocationReason.Superseded))).SubIndication);
    }

    [Fact]
    public void A_suspension_is_a_matter_of_trying_later_whatever_is_proved_of_the_time()
    {
        var since = Now.AddDays(-4);
        var held = Lists([new(_leaf.SerialNumber, since, RevocationReason.CertificateHold)]);
        ChainVerdict At(DateTimeOffset signed, DateTimeOffset? notBefore = null) => Validate(held, each => each with
        {
            SignatureTime = signed,
            SignatureTimeIsProven = true,
            NotSignedBefore = notBefore,
        });

        var verdict = Validate(held);
        Assert.Equal((Indication.Indeterminate, SubIndication.TryLater), Of(verdict));
        Assert.Equal((_leaf, since), (verdict.Culprit, verdict.Suspension!.At));
        Assert.Equal(Now.AddDays(7), verdict.Suspension.Source.NextUpdate);
        Assert.Equal((Indication.Indeterminate, SubIndication.TryLater), Of(At(Now.AddDays(-3), Now.AddDays(-3.5))));
        Assert.True(At(Now.AddDays(-5)).IsPassed);

        // Nor does a suspension make room for a certificate that has ended without a proof of time.
        var ended = Validate(held, each => each with { Now = _leaf.NotAfter.AddDays(1) });
        Assert.Equal((Indication.Indeterminate, SubIndication.TryLater), Of(ended));
    }

    [Fact]
    public void A_time_stamping_key_must_be_certified_for_it()
    {
        var verdict = Validate(Lists(), each => each with { Purpose = ChainPurpose.TimeStamping });

        Assert.Equal((Indication.Indeterminate, SubIndication.ChainConstraintsFailure), Of(verdict));
        Assert.Equal(PathFault.KeyUsage, verdict.Fault);
    }

    [Fact]
    public void A_mesh_of_authorities_that_certify_each_other_costs_a_bounded_search()
    {
        const int Size = 9;
        var keys = Enumerable.Range(0, Size).Select(_ => _pki.Own(ECDsa.Create(ECCurve.NamedCurves.nistP256))).ToList();
        var requests = keys.Select((key, i) => TestPki.Request($"CN=Mesh {i}", key, ca: true)).ToList();
        List<Certificate> mesh = [];
        for (var i = 0; i < Size * Size; i++)
        {
            var (subject, issuer) = (i % Size, i / Size);
            var generator = X509SignatureGenerator.CreateForECDsa(keys[issuer]);
            mesh.Add(TestPki.Parse(_pki.Own(requests[subject].Create(
                requests[issuer].SubjectName, generator, TestPki.Start, TestPki.End, [1, (byte)i]))));
        }

        // All simple paths would be over 100,000.
        var verdict = Validate(Lists(), request => request with { Target = mesh[1], Pool = mesh });
        Assert.Equal(SubIndication.NoCertificateChainFound, verdict.SubIndication);
    }

    [Fact]
    public void A_flood_of_forged_lists_is_given_up_without_an_answer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var impostors = Enumerable.Range(0, 100).Select(i => TestPki.Parse(_pki.Own(
            new CertificateRequest(_pki.Ca.SubjectName, key, HashAlgorithmName.SHA256)
                .CreateSelfSigned(TestPki.Start, TestPki.End.AddSeconds(-i)))));
        using var forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = Enumerable.Range(0, 100).Select(i => (ReadOnlyMemory<byte>)CrlPublisher.Publish(
            _ca, forger, [], i, Now.AddSeconds(-i), Now.AddDays(7)));
        var verdict = Validate(
            RevocationEvidence.Of(forged.Prepend(RootList([])), []), each => each with { Pool = [_ca, .. impostors] });

        Assert.Equal(new RevocationStatus.Unknown(RevocationGap.NotTrusted), verdict.Revocation[0]);
    }

    [Fact]
    public void A_certificate_whose_authority_never_revokes_is_not_asked_for()
    {
        var request = TestPki.Request("CN=Short", _key);
        request.CertificateExtensions.Add(new X509Extension("2.5.29.56", [0x05, 0x00], critical: false));
        var shortLived = TestPki.Parse(_pki.Issue(request));
        var verdict = Validate(
            RevocationEvidence.Of([RootList([])], []), each => each with { Target = shortLived });

        Assert.True(verdict.IsPassed, verdict.ToString());
        Assert.IsType<RevocationStatus.NotApplicable>(verdict.Revocation[0]);
    }

    private static (Indication, SubIndication) Of(ChainVerdict verdict) => (verdict.Indication, verdict.SubIndication);

    private ChainVerdict Validate(RevocationEvidence evidence, Func<ChainRequest, ChainRequest>? change = null)
    {
        var request = new ChainRequest
        {
            Target = _leaf,
            Pool = [_ca],
            Anchors = new TrustAnchors([_root]),
            Evidence = evidence,
            Now = Now,
            SignatureTime = Now,
            Purpose = ChainPurpose.DocumentSigning,
        };
        return ChainValidator.Validate(change is null ? request : change(request));
    }

    private RevocationEvidence Lists(IReadOnlyList<RevokedCertificate>? revoked = null, DateTimeOffset? at = null) =>
        RevocationEvidence.Of([CaList(at ?? Now, revoked ?? []), RootList([], at)], []);

    private RevocationEvidence Answers(OcspResponder responder, IssuedStatus status) => RevocationEvidence.Of(
        [RootList([])],
        [
            responder.Respond(
                OcspRequest.Create(_leaf, _ca, DigestAlgorithm.Sha256, []).Encoded, _ => status, Now, Now.AddDays(1)),
        ]);

    private ReadOnlyMemory<byte> CaList(DateTimeOffset at, IReadOnlyList<RevokedCertificate> revoked) =>
        CrlPublisher.Publish(_ca, _pki.CaKey, revoked, 1, at, at.AddDays(7));

    private ReadOnlyMemory<byte> RootList(IReadOnlyList<RevokedCertificate> revoked, DateTimeOffset? at = null) =>
        CrlPublisher.Publish(_root, _pki.RootKey, revoked, 1, at ?? Now, (at ?? Now).AddDays(7));

    private static Certificate Stranger()
    {
        using var other = new TestPki();
        return TestPki.Parse(other.Root);
    }
}
