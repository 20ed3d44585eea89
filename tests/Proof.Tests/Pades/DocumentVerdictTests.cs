using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Proof.Cms;
using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>Each end that a signature's verdict can come to, with the standard's sub-indication for it.</summary>
/// <remarks>ETSI EN 319 102-1, 5.1.3, table 6.</remarks>
public sealed class DocumentVerdictTests : IDisposable
{
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const string Md5 = "1.2.840.113549.2.5";

    private static readonly DateTimeOffset Now = TestPki.Now;

    private readonly TestSigner _signer = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TestTimestampAuthority _authority;
    private readonly Certificate _ca;
    private readonly Certificate _root;

    public DocumentVerdictTests()
    {
        _authority = new TestTimestampAuthority(_signer.Pki);
        _ca = TestPki.Parse(_signer.Pki.Ca);
        _root = TestPki.Parse(_signer.Pki.Root);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public void A_revocation_before_the_signature_is_proof_only_where_a_time_stamp_stands_before_it_too()
    {
        // Revoked after its time-stamp: it stands.
        Expect(
            Indication.TotalPassed, SubIndication.None, ValidationDetail.None,
            Stamped(PdfFile.Base(), Now.AddDays(-5)), RevokedAt(Now.AddDays(-4)));

        // Revoked before it: signed before that, perhaps.
        Expect(
            Indication.Indeterminate, SubIndication.RevokedNoPoe, ValidationDetail.Revoked,
            Stamped(PdfFile.Base(), Now.AddDays(-3)), RevokedAt(Now.AddDays(-4)));

        // The paper itself was stamped after the revocation, and signed after that.
        var file = PdfFile.Base();
        Stamp(file, "Received", Now.AddDays(-3.5));
        Expect(
            Indication.TotalFailed, SubIndication.Revoked, ValidationDetail.Revoked,
            Stamped(file, Now.AddDays(-3)), RevokedAt(Now.AddDays(-4)));
    }

    [Fact]
    public void A_content_time_stamp_says_that_the_signature_is_not_older()
    {
        var certificate = TestPki.Parse(_signer.Pki.Issue(TestPki.Request("CN=Careful", _key)));
        Func<byte[], byte[]> Received(DateTimeOffset at, byte[]? stamped = null) => digest =>
        {
            _authority.Time = at;
            return HandMade(certificate, digest, contentStamp: _authority.Stamp(stamped ?? digest));
        };
        var revoked = RevokedAt(Now.AddDays(-4), certificate) with { KnownCertificates = [_ca] };
        PdfFile Paper(Func<byte[], byte[]> cms) => Stamped(PdfFile.Base(), Now.AddDays(-3), cms, "adbe.pkcs7.detached");

        // Stamped after the revocation, signed after that; before it; over something else.
        Expect(
            Indication.TotalFailed, SubIndication.Revoked, ValidationDetail.Revoked,
            Paper(Received(Now.AddDays(-3.5))), revoked);
        Expect(
            Indication.Indeterminate, SubIndication.RevokedNoPoe, ValidationDetail.Revoked,
            Paper(Received(Now.AddDays(-5))), revoked);
        Expect(
            Indication.Indeterminate, SubIndication.RevokedNoPoe, ValidationDetail.Revoked,
            Paper(Received(Now.AddDays(-3.5), new byte[32])), revoked);

        // Older than what proves it to exist, or not.
        var clean = _signer.Context with { KnownCertificates = [_ca] };
        Expect(
            Indication.TotalPassed, SubIndication.None, ValidationDetail.None,
            Paper(Received(Now.AddDays(-5))), clean);
        Expect(
            Indication.Indeterminate, SubIndication.TimestampOrderFailure, ValidationDetail.TimestampOrder,
            Paper(Received(Now.AddDays(-2))), clean);
    }

    [Fact]
    public void An_end_of_the_certificate_before_the_signature_is_proof_only_likewise()
    {
        var cms = By(_signer.Pki.Issue(TestPki.Request("CN=Short", _key), notAfter: Now.AddDays(-4)));
        Expect(
            Indication.TotalPassed, SubIndication.None, ValidationDetail.None,
            Stamped(PdfFile.Base(), Now.AddDays(-5), cms));
        Expect(
            Indication.Indeterminate, SubIndication.OutOfBoundsNoPoe, ValidationDetail.Expired,
            Stamped(PdfFile.Base(), Now.AddDays(-3), cms));
        var file = PdfFile.Base();
        Stamp(file, "Received", Now.AddDays(-3.5));
        Expect(
            Indication.TotalFailed, SubIndication.Expired, ValidationDetail.Expired,
            Stamped(file, Now.AddDays(-3), cms));

        var later = By(_signer.Pki.Issue(TestPki.Request("CN=Later", _key), notBefore: Now.AddDays(-2)));
        Expect(
            Indication.TotalFailed, SubIndication.NotYetValid, ValidationDetail.NotYetValid,
            Stamped(PdfFile.Base(), Now.AddDays(-3), later));
    }

    [Fact]
    public void A_verdict_names_the_certificate_that_it_lies_with()
    {
        // The signer's is valid still; its authority's has ended.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ended = TestPki.Parse(_signer.Pki.Issue(
            TestPki.Request("CN=Ended CA", key, ca: true), notAfter: Now.AddDays(-4)));
        using var leaf = TestPki.Request("CN=Below", _key).Create(
            new X500DistinguishedName("CN=Ended CA"), X509SignatureGenerator.CreateForECDsa(key), TestPki.Start,
            TestPki.End, [7]);
        var signer = TestPki.Parse(leaf);
        byte[] Below(byte[] digest) =>
            UnsignedCms.Create(signer, [ended, _ca], SignatureScheme.EcdsaSha256, digest).Sign(_key).Encode();
        var report = Expect(
            Indication.Indeterminate, SubIndication.OutOfBoundsNoPoe, ValidationDetail.Expired, Signed(Below));
        Assert.Equal(ended, report.Signatures[0].Culprit);

        // The signer's own has; it may have been used before.
        var own = _signer.Pki.Issue(TestPki.Request("CN=Short", _key), notAfter: Now.AddDays(-4));
        report = Expect(
            Indication.Indeterminate, SubIndication.OutOfBoundsNoPoe, ValidationDetail.Expired,
            Stamped(PdfFile.Base(), Now.AddDays(-3), By(own)));
        Assert.Equal(TestPki.Parse(own), report.Signatures[0].Culprit);
    }

    [Fact]
    public void A_claim_from_before_the_certificate_is_told_where_a_time_stamp_stands_within()
    {
        var cms = By(_signer.Pki.Issue(TestPki.Request("CN=Later", _key), notBefore: Now.AddDays(-4)));
        PdfFile Claiming(DateTimeOffset at)
        {
            var file = PdfFile.Base();
            _signer.Sign(file, new SignOptions { Contents = cms, Time = at });
            return file;
        }

        var alone = Claiming(Now.AddDays(-5));
        Expect(Indication.Indeterminate, SubIndication.OutOfBoundsNoPoe, ValidationDetail.NotYetValid, alone);
        Stamp(alone, "Stamp", Now.AddDays(-3));
        var told = Expect(Indication.TotalPassed, SubIndication.None, ValidationDetail.None, alone);
        Assert.Equal(SignatureWarnings.ClaimedTimeBeforeCertificate, told.Signatures[0].Warnings);
        var within = Claiming(Now.AddDays(-3.5));
        Stamp(within, "Stamp", Now.AddDays(-3));
        told = Expect(Indication.TotalPassed, SubIndication.None, ValidationDetail.None, within);
        Assert.Equal(SignatureWarnings.None, told.Signatures[0].Warnings);
    }

    [Fact]
    public void A_time_stamp_from_before_its_authoritys_certificate_is_intact_and_refused()
    {
        var file = PdfFile.Base();
        _signer.Sign(file);
        _authority.Time = TestPki.Start.AddDays(-1);
        _signer.Sign(
            file,
            new SignOptions { Name = "Stamp", SubFilter = "ETSI.RFC3161", Contents = _authority.StampUnheeded });
        var stamp = PadesValidator.Validate(file.ToArray(), _signer.Context).Signatures[1];
        Assert.Equal(
            (Indication.TotalFailed, SubIndication.NotYetValid, Integrity.Intact),
            (stamp.Indication, stamp.SubIndication, stamp.Integrity));
    }

    [Fact]
    public void Times_in_the_wrong_order_are_told()
    {
        // A signature time-stamp from after the document time-stamp that covers it.
        _authority.Time = Now.AddDays(-1);
        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions { Contents = digest => _signer.CmsWithTimestamp(digest, _authority) });
        Stamp(file, "Stamp", Now.AddDays(-2));
        var conflict = Expect(
            Indication.Indeterminate, SubIndication.TimestampOrderFailure, ValidationDetail.TimestampOrder, file)
            .Signatures[0].Conflict;
        Assert.Equal(
            new TimeConflict(
                TimeConflictKind.TimestampAfterCoveringTimestamp, Now.AddDays(-1), Now.AddDays(-2)), conflict);

        // A claim from the future.
        var future = PdfFile.Base();
        _signer.Sign(future, new SignOptions { Time = Now.AddHours(1) });
        conflict = Expect(
            Indication.Indeterminate, SubIndication.TimestampOrderFailure, ValidationDetail.TimestampOrder, future)
            .Signatures[0].Conflict;
        Assert.Equal(new TimeConflict(TimeConflictKind.ClaimInTheFuture, Now.AddHours(1), Now), conflict);

        // A claim from after the time-stamp decides nothing.
        _authority.Time = Now.AddDays(-3);
        var late = PdfFile.Base();
        _signer.Sign(late, new SignOptions { Contents = digest => _signer.CmsWithTimestamp(digest, _authority) });
        var report = Expect(Indication.TotalPassed, SubIndication.None, ValidationDetail.None, late);
        Assert.Equal(SignatureWarnings.ClaimedTimeAfterTimestamp, report.Signatures[0].Warnings);
    }

    [Fact]
    public void A_signature_without_its_certificate_or_the_mark_of_it_is_undecided()
    {
        var certificate = TestPki.Parse(_signer.Pki.Issue(TestPki.Request("CN=Bare", _key)));
        Expect(
            Indication.Indeterminate, SubIndication.NoSigningCertificateFound,
            ValidationDetail.SigningCertificateMissing,
            Signed(digest => HandMade(certificate, digest, encloses: false), "adbe.pkcs7.detached"));

        // Without ESS: a PKCS#7 signature may, a CAdES signature may not.
        var context = _signer.Context with { KnownCertificates = [_ca] };
        var bare = Expect(
            Indication.TotalPassed, SubIndication.None, ValidationDetail.None,
            Signed(digest => HandMade(certificate, digest), "adbe.pkcs7.detached"), context);
        Assert.Equal(SignatureLevel.Pkcs7B, bare.Signatures[0].Level);
        Expect(
            Indication.Indeterminate, SubIndication.SigConstraintsFailure, ValidationDetail.SubFilterViolated,
            Signed(digest => HandMade(certificate, digest)), context);
        Expect(
            Indication.Indeterminate, SubIndication.SigConstraintsFailure, ValidationDetail.SubFilterUnsupported,
            Signed(digest => HandMade(certificate, digest), "acme.detached"), context);
    }

    [Fact]
    public void An_algorithm_that_is_not_known_is_named_and_never_called_broken()
    {
        var certificate = TestPki.Parse(_signer.Pki.Issue(TestPki.Request("CN=Old", _key)));
        foreach (var (digest, signature, name) in ((string, string, string)[])
        [
            (Md5, EcdsaWithSha256, "MD5 (1.2.840.113549.2.5)"),
            (Sha256, "1.2.643.7.1.1.3.2", "GOST R 34.10-2012, 256 bits (1.2.643.7.1.1.3.2)"),
            (Sha256, "1.2.3.4.5", "1.2.3.4.5"),
        ])
        {
            var report = Expect(
                Indication.Indeterminate, SubIndication.CryptoConstraintsFailure, ValidationDetail.AlgorithmUnsupported,
                Signed(hash => HandMade(certificate, hash, digest, signature), "adbe.pkcs7.detached"));
            Assert.Equal(name, report.Signatures[0].Algorithm);
            Assert.Equal(Integrity.Unknown, report.Signatures[0].Integrity);
        }
    }

    [Fact]
    public void An_algorithm_counts_by_the_day_that_is_proved()
    {
        using var rsa = RSA.Create(1024);
        var certificate = TestPki.Parse(_signer.Pki.Issue(TestPki.Request("CN=Small", rsa)));
        byte[] Cms(byte[] digest) =>
            UnsignedCms.Create(certificate, [_ca], SignatureScheme.RsaPkcs1Sha256, digest).Sign(rsa).Encode();

        // 1024 bits ended in 2019; a table that lets them go on until last week makes the time-stamp decide.
        var report = Expect(
            Indication.Indeterminate, SubIndication.CryptoConstraintsFailureNoPoe, ValidationDetail.AlgorithmUnreliable,
            Signed(Cms));
        Assert.Equal("RSA PKCS#1 v1.5 with SHA256, 1024 bits", report.Signatures[0].Algorithm);
        var table = AlgorithmPolicy.Parse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(
            AlgorithmPolicy.BuiltIn.Encoded.Span).Replace("2019-10-01", "2026-05-25", StringComparison.Ordinal)));
        var context = _signer.Context with { Algorithms = table };
        Expect(
            Indication.TotalPassed, SubIndication.None, ValidationDetail.None,
            Stamped(PdfFile.Base(), Now.AddDays(-10), Cms), context);
        Expect(
            Indication.Indeterminate, SubIndication.CryptoConstraintsFailureNoPoe, ValidationDetail.AlgorithmUnreliable,
            Stamped(PdfFile.Base(), Now.AddDays(-2), Cms), context);

        // Made after the algorithm's end, as a time-stamp in what was signed proves: nothing can mend that.
        var late = PdfFile.Base();
        Stamp(late, "Received", Now.AddDays(-3));
        Expect(
            Indication.Indeterminate, SubIndication.CryptoConstraintsFailure, ValidationDetail.AlgorithmUnreliable,
            Stamped(late, Now.AddDays(-2), Cms), context);
    }

    [Fact]
    public void A_chain_that_breaks_a_rule_or_whose_standing_is_not_known_is_undecided()
    {
        var server = TestPki.Request("CN=Server", _key);
        server.CertificateExtensions.Remove(server.CertificateExtensions.Single(each => each is X509KeyUsageExtension));
        server.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyAgreement, true));
        Expect(
            Indication.Indeterminate, SubIndication.ChainConstraintsFailure, ValidationDetail.KeyUsage,
            Signed(By(_signer.Pki.Issue(server))));
        var strange = TestPki.Request("CN=Strange", _key);
        strange.CertificateExtensions.Add(new X509Extension("1.2.3.4", [5, 0], critical: true));
        Expect(
            Indication.Indeterminate, SubIndication.ChainConstraintsFailure, ValidationDetail.ChainInvalid,
            Signed(By(_signer.Pki.Issue(strange))));
        Expect(
            Indication.Indeterminate, SubIndication.TryLater, ValidationDetail.RevocationUnknown,
            Signed(_signer.Cms),
            _signer.Context with { Policy = new ValidationPolicy { Revocation = RevocationMode.Required } });
    }

    [Fact]
    public void A_document_that_was_only_stamped_is_not_signed()
    {
        var file = PdfFile.Base();
        Stamp(file, "Stamp", Now.AddDays(-2));
        var report = PadesValidator.Validate(file.ToArray(), _signer.Context);
        Assert.Equal(
            (Indication.Indeterminate, SubIndication.SignedDataNotFound, ValidationDetail.NoSignature),
            (report.Indication, report.SubIndication, report.Detail));
        Assert.Null(report.Checked);
        Assert.Equal(Indication.TotalPassed, Assert.Single(report.Signatures).Indication);

        // Altered, it is still told as that.
        file.Patch(file.Find("%PDF", 0) + 5, "1.6");
        var altered = PadesValidator.Validate(file.ToArray(), _signer.Context);
        Assert.Equal(
            (Indication.TotalFailed, SubIndication.HashFailure), (altered.Indication, altered.SubIndication));
    }

    [Fact]
    public void A_time_stamp_that_is_none_proves_no_time()
    {
        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions { Contents = digest => WithToken(digest, [0x30, 0x03, 0x02, 0x01, 0x05]) });
        var report = Expect(Indication.TotalPassed, SubIndication.None, ValidationDetail.None, file);
        var signature = report.Signatures[0];
        Assert.Equal(TimeSource.Claimed, signature.TimeSource);
        Assert.Equal(SignatureLevel.PadesBB, signature.Level);
        Assert.Equal(SignatureWarnings.TimestampUnusable, signature.Warnings);
        Assert.Equal(ValidationDetail.TimestampInvalid, signature.Timestamps[0].Detail);
    }

    private ValidationReport Expect(
        Indication indication, SubIndication why, ValidationDetail detail, PdfFile file,
        ValidationContext? context = null)
    {
        var report = PadesValidator.Validate(file.ToArray(), context ?? _signer.Context);
        var signature = report.Signatures.First(each => !each.IsDocumentTimestamp);
        Assert.Equal((indication, why, detail), (signature.Indication, signature.SubIndication, signature.Detail));
        Assert.Equal(indication == Indication.TotalPassed, report.Checked is not null);
        return report;
    }

    private ValidationContext RevokedAt(DateTimeOffset at, Certificate? certificate = null)
    {
        var serial = (certificate ?? _signer.Certificate).SerialNumber;
        var list = CrlPublisher.Publish(
            _ca, _signer.Pki.CaKey, [new(serial, at, RevocationReason.KeyCompromise)], 1, Now, Now.AddDays(7));
        var above = CrlPublisher.Publish(_root, _signer.Pki.RootKey, [], 1, Now, Now.AddDays(7));
        return _signer.Context with { Revocation = RevocationEvidence.Of([list, above], []) };
    }

    private PdfFile Signed(Func<byte[], byte[]> cms, string subFilter = "ETSI.CAdES.detached")
    {
        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions { Contents = cms, SubFilter = subFilter });
        return file;
    }

    /// <summary>Signed, then stamped as a whole.</summary>
    private PdfFile Stamped(
        PdfFile file, DateTimeOffset at, Func<byte[], byte[]>? cms = null, string subFilter = "ETSI.CAdES.detached")
    {
        _signer.Sign(
            file, new SignOptions { Contents = cms, Time = at.AddMinutes(-1), SubFilter = subFilter });
        Stamp(file, "Stamp", at);
        return file;
    }

    private void Stamp(PdfFile file, string name, DateTimeOffset at)
    {
        _authority.Time = at;
        _signer.Sign(
            file, new SignOptions { Name = name, SubFilter = "ETSI.RFC3161", Contents = _authority.Stamp });
    }

    private Func<byte[], byte[]> By(X509Certificate2 certificate)
    {
        var parsed = TestPki.Parse(certificate);
        return digest => UnsignedCms.Create(parsed, [_ca], SignatureScheme.EcdsaSha256, digest).Sign(_key).Encode();
    }

    private byte[] HandMade(
        Certificate certificate, byte[] digest, string digestOid = Sha256, string signatureOid = EcdsaWithSha256,
        bool encloses = true, byte[]? contentStamp = null)
    {
        var attributes = EdwardsCms.Attributes(digest, contentStamp);
        var value = _key.SignData(attributes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return EdwardsCms.Encode(certificate, digestOid, attributes, value, signatureOid, encloses);
    }

    private byte[] WithToken(byte[] digest, byte[] token)
    {
        var certificate = TestPki.Parse(_signer.Pki.Issue(TestPki.Request("CN=Stamped", _key)));
        return UnsignedCms.Create(certificate, [_ca], SignatureScheme.EcdsaSha256, digest).Sign(_key)
            .WithSignatureTimestamp(token).Encode();
    }
}
