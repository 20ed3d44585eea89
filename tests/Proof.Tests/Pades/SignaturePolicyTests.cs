using System.Formats.Asn1;
using System.Security.Cryptography;
using Proof.Cms;
using Proof.Pades;
using Proof.Pades.Etsi;
using Proof.Tests.Cms;
using static Proof.Tests.Pades.PolicyAttribute;

namespace Proof.Tests.Pades;

/// <summary>Signatures that name an explicit policy: what is known of it decides, and what has failed still failed.
/// </summary>
/// <remarks>ETSI EN 319 102-1, 5.2.4.4; EN 319 122-1, 5.2.9.</remarks>
public sealed class SignaturePolicyTests : IDisposable
{
    private const string Oid = PolicyOid;
    private const string Cades = "ETSI.CAdES.detached";
    private const string Pkcs7 = "adbe.pkcs7.detached";

    private static readonly byte[] Document = "Quy chế ký số của một cơ quan"u8.ToArray();
    private static readonly SignaturePolicyDigest Sha256 = new(DigestAlgorithm.Sha256.Oid, SHA256.HashData(Document));
    private static readonly SignaturePolicyDigest Sha512 = new(DigestAlgorithm.Sha512.Oid, SHA512.HashData(Document));

    private static readonly byte[] Named = SignaturePolicyIdentifier.Encode(Oid, Sha256, "https://policy.example/a");

    private readonly TestSigner _signer = new();

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void A_known_policy_with_its_documents_digest_passes_and_is_told()
    {
        foreach (var digest in (SignaturePolicyDigest[])[Sha256, Sha512])
        {
            var signature = Expect(
                Under(SignaturePolicyIdentifier.Encode(Oid, digest)),
                Knowing(SignaturePolicyDocument.DigestsOf(Document)));
            Assert.Equal((SignaturePolicyFinding.Known, "rules"), FoundIn(signature));
        }

        // Several documents of one identifier: the one that fits names it.
        var rules = new SignaturePolicyRules
        {
            Known = [new(Oid, "older", [new(Sha256.AlgorithmOid, new byte[32])]), new(Oid, "newer", [Sha256])],
        };
        Assert.Equal((SignaturePolicyFinding.Known, "newer"), FoundIn(Expect(Under(Named), rules)));
        Assert.Equal(["https://policy.example/a"], Expect(Under(Named), rules).SignaturePolicy!.Identifier.Uris);
    }

    [Fact]
    public void A_policy_that_is_not_known_is_not_available_and_breaks_nothing()
    {
        foreach (var rules in (SignaturePolicyRules[])
            [SignaturePolicyRules.None, new() { Known = [new("1.3.6.1.4.1.99999.11", "shorter", [Sha256])] }])
        {
            var signature = Expect(
                Under(Named), rules, SubIndication.SignaturePolicyNotAvailable,
                ValidationDetail.SignaturePolicyUnknown);
            Assert.Equal((SignaturePolicyFinding.Unknown, ""), FoundIn(signature));
        }

        // Whoever validates may decide that his own rules do.
        var own = new SignaturePolicyRules { Unknown = UnknownSignaturePolicies.ApplyOwnRules };
        var taken = Expect(Under(Named), own);
        Assert.Equal(SignaturePolicyFinding.Unknown, taken.SignaturePolicy!.Finding);
        Assert.Equal(SignatureWarnings.SignaturePolicyUnknown, taken.Warnings);
    }

    [Fact]
    public void A_known_policy_with_the_digest_of_another_document_is_a_processing_error_whatever_is_unknown()
    {
        var other = SignaturePolicyIdentifier.Encode(Oid, new(Sha256.AlgorithmOid, SHA256.HashData([1])));
        var shorter = SignaturePolicyIdentifier.Encode(Oid, new(Sha256.AlgorithmOid, Sha256.Value[..20]));
        foreach (var unknown in Enum.GetValues<UnknownSignaturePolicies>().Take(2))
        {
            foreach (var policy in (byte[][])[other, shorter])
            {
                Expect(
                    Under(policy), Knowing([Sha256]) with { Unknown = unknown }, SubIndication.PolicyProcessingError,
                    ValidationDetail.SignaturePolicyDiffers);
            }

            // Another algorithm than any that its digest is known by, and one that nobody knows.
            foreach (var algorithm in (string[])[Sha512.AlgorithmOid, "1.2.643.7.1.1.2.2"])
            {
                Expect(
                    Under(SignaturePolicyIdentifier.Encode(Oid, new(algorithm, Sha256.Value))),
                    Knowing([Sha256]) with { Unknown = unknown }, SubIndication.PolicyProcessingError,
                    ValidationDetail.SignaturePolicyNotComparable);
            }
        }
    }

    [Fact]
    public void An_implied_policy_is_as_good_as_none_and_one_without_digest_is_known_by_its_name()
    {
        Assert.Equal((SignaturePolicyFinding.Implied, ""), FoundIn(Expect(Under([5, 0]), SignaturePolicyRules.None)));

        // Left out, of no byte, and zero, which is how older signers left it out.
        foreach (var bare in (byte[][])
        [
            Policy(_ => { }),
            Policy(w => Hash(w, Sha256.AlgorithmOid, [])),
            Policy(w => Hash(w, Sha256.AlgorithmOid, [0])),
            Policy(w => Hash(w, Sha256.AlgorithmOid, new byte[32])),
            Policy(w => Qualifiers(w, ("1.2.840.113549.1.9.16.5.1", IA5("https://policy.example")))),
        ])
        {
            Assert.Equal(
                (SignaturePolicyFinding.KnownByIdentifier, "rules"), FoundIn(Expect(Under(bare), Knowing([Sha256]))));
            Expect(
                Under(bare), SignaturePolicyRules.None, SubIndication.SignaturePolicyNotAvailable,
                ValidationDetail.SignaturePolicyUnknown);
        }
    }

    [Fact]
    public void Qualifiers_are_read_and_what_cannot_be_shown_in_them_is_replaced()
    {
        var utf8 = new AsnWriter(AsnEncodingRules.DER);
        utf8.WriteCharacterString(UniversalTagNumber.UTF8String, "Ký\u202E theo\n quy chế");
        var notice = new AsnWriter(AsnEncodingRules.DER);
        using (notice.PushSequence())
        {
            using (notice.PushSequence())
            {
                notice.WriteEncodedValue(utf8.Encode());
                using var numbers = notice.PushSequence();
                notice.WriteInteger(7);
            }

            notice.WriteCharacterString(UniversalTagNumber.BMPString, "xin đọc");
        }

        var specification = new AsnWriter(AsnEncodingRules.DER);
        specification.WriteObjectIdentifier("1.2.3.4");
        var policy = Expect(
            Under(Policy(writer =>
            {
                Hash(writer, Sha256.AlgorithmOid, Sha256.Value.ToArray());
                Qualifiers(
                    writer, ("1.2.840.113549.1.9.16.5.1", IA5("https://policy.example")),
                    ("1.2.840.113549.1.9.16.5.2", notice.Encode()), ("0.4.0.19122.2.1", specification.Encode()),
                    ("1.2.3.4.5", [4, 1, 0]));
            })),
            Knowing([Sha256])).SignaturePolicy!.Identifier;
        Assert.Equal(["https://policy.example"], policy.Uris);
        Assert.Equal(["Ký\uFFFD theo\uFFFD quy chế", "xin đọc"], policy.Notices);
        Assert.Equal(["1.2.3.4"], policy.DocumentSpecifications);
    }

    [Fact]
    public void An_attribute_that_is_malformed_too_large_or_there_twice_is_a_format_failure()
    {
        var uri = ("1.2.840.113549.1.9.16.5.1", IA5("https://policy.example"));
        foreach (var malformed in (byte[][])
        [
            [2, 1, 5], [0x30, 0], [5, 1, 0], [0x30, 3, 2, 1, 5],
            Policy(w => w.WriteInteger(5)),
            Policy(w => Hash(w, Sha256.AlgorithmOid, new byte[129])),
            Policy(w => Hash(w, Sha256.AlgorithmOid, [1], () => w.WriteNull())),
            Policy(w => Qualifiers(w)),
            Policy(w => Qualifiers(w, (uri.Item1, [4, 1, 0]))),
            Policy(w => Qualifiers(w, (uri.Item1, [.. uri.Item2, 5, 0]))),
            Policy(w => Qualifiers(w, (uri.Item1, IA5(new string('a', 4097))))),
            Policy(w => Qualifiers(w, [.. Enumerable.Repeat(uri, 17)])),
            Policy(w => Qualifiers(w, ("1.2.840.113549.1.9.16.5.2", [0x30, 3, 2, 1, 5]))),
            Policy(w =>
            {
                Qualifiers(w, uri);
                w.WriteNull();
            }),
        ])
        {
            Refused(digest => _signer.CmsOver(
                EdwardsCms.Attributes(digest, further: [(Oids.SignaturePolicy, [malformed])])));
        }

        Refused(digest => _signer.CmsOver(EdwardsCms.Attributes(digest, further: [(Oids.SignaturePolicy, [])])));
        Refused(digest => _signer.CmsOver(
            EdwardsCms.Attributes(digest, further: [(Oids.SignaturePolicy, [Named, Named])])));
        Refused(digest => _signer.CmsOver(EdwardsCms.Attributes(
            digest, further: [(Oids.SignaturePolicy, [Named]), (Oids.SignaturePolicy, [[5, 0]])])));
    }

    [Fact]
    public void What_nobody_signed_names_no_policy()
    {
        var file = Signed(
            digest => _signer.CmsOver(EdwardsCms.Attributes(digest), (Oids.SignaturePolicy, Named)), Pkcs7);
        Assert.Null(Expect(file, SignaturePolicyRules.None).SignaturePolicy);
        Assert.Null(Expect(Signed(_signer.Cms), SignaturePolicyRules.None).SignaturePolicy);
    }

    [Fact]
    public void A_time_stamps_policy_is_not_asked()
    {
        // It stands in the token's content; an attribute like a signature's says nothing, well formed or not.
        using var authority = new TestTimestampAuthority(_signer.Pki);
        var file = Under(Named);
        var (name, number) = (new SignOptions { SubFilter = "ETSI.RFC3161" }, 0);
        foreach (var policy in (byte[][])[Named, [2, 1, 5]])
        {
            _signer.Sign(file, name with
            {
                Name = $"Stamp{++number}",
                Contents = digest => authority.StampUnder(policy, digest),
            });
        }

        var report = PadesValidator.Validate(file.ToArray(), Context(Knowing([Sha256])));
        Assert.Equal(Indication.TotalPassed, report.Indication);
        Assert.Equal(
            [SignaturePolicyFinding.Known, null, null],
            report.Signatures.Select(each => each.SignaturePolicy?.Finding));
    }

    [Fact]
    public void What_has_failed_is_told_as_that_and_not_as_a_matter_of_its_policy()
    {
        // Another document.
        var broken = Under(Named);
        broken.Patch(broken.Find("/MediaBox", 0) + "/MediaBox".Length + 1, "1");
        var report = PadesValidator.Validate(broken.ToArray(), Context(SignaturePolicyRules.None));
        Assert.Equal(
            (Indication.TotalFailed, SubIndication.HashFailure), (report.Indication, report.SubIndication));

        // Revoked before what a time-stamp under it proves.
        using var authority = new TestTimestampAuthority(_signer.Pki);
        var revoked = PdfFile.Base();
        authority.Time = TestPki.Now.AddDays(-3.5);
        _signer.Sign(
            revoked, new SignOptions { Name = "Received", SubFilter = "ETSI.RFC3161", Contents = authority.Stamp });
        _signer.Sign(revoked, new SignOptions
        {
            Contents = digest => _signer.CmsUnder(Named, digest),
            Time = TestPki.Now.AddDays(-3.2),
        });
        authority.Time = TestPki.Now.AddDays(-3);
        _signer.Sign(
            revoked, new SignOptions { Name = "Stamp", SubFilter = "ETSI.RFC3161", Contents = authority.Stamp });
        var ca = TestPki.Parse(_signer.Pki.Ca);
        var list = CrlPublisher.Publish(
            ca, _signer.Pki.CaKey,
            [new(_signer.Certificate.SerialNumber, TestPki.Now.AddDays(-4), RevocationReason.KeyCompromise)], 1,
            TestPki.Now, TestPki.Now.AddDays(7));
        var verdict = PadesValidator.Validate(revoked.ToArray(), Context(SignaturePolicyRules.None) with
        {
            Revocation = RevocationEvidence.Of([list], []),
        }).Signatures[1];
        Assert.Equal((Indication.TotalFailed, SubIndication.Revoked), (verdict.Indication, verdict.SubIndication));
    }

    [Fact]
    public void A_doubt_about_its_policy_is_no_gap_in_time_that_a_sender_may_leave_open()
    {
        // NO_POE alone may be let pass; with an unknown policy it is the policy that decides.
        using var ended = new TestSigner(notAfter: TestPki.Now.AddHours(-1));
        var file = PdfFile.Base();
        ended.Sign(file, new SignOptions { Contents = digest => ended.CmsUnder(Named, digest) });
        foreach (var (rules, why) in ((SignaturePolicyRules, SubIndication)[])
        [
            (SignaturePolicyRules.None, SubIndication.SignaturePolicyNotAvailable),
            (Knowing([Sha256]), SubIndication.NoPoe),
        ])
        {
            var report = PadesValidator.Validate(file.ToArray(), ended.Context with
            {
                Policy = new ValidationPolicy { AcceptWithoutProofOfTime = true, SignaturePolicies = rules },
            });
            Assert.Equal(why, report.SubIndication);
            Assert.Equal(why == SubIndication.NoPoe, report.Checked is not null);
        }
    }

    [Fact]
    public void A_verdict_from_before_policies_were_judged_stays_what_it_was()
    {
        var rules = new SignaturePolicyRules { Unknown = UnknownSignaturePolicies.NotJudged };
        var signature = Expect(Under(Named), rules);
        Assert.Equal((SignaturePolicyFinding.NotJudged, ""), FoundIn(signature));
        Assert.Equal(SignatureWarnings.None, signature.Warnings);
    }

    [Fact]
    public void The_etsi_report_names_the_policy_and_what_came_of_it()
    {
        foreach (var rules in (SignaturePolicyRules[])[SignaturePolicyRules.None, Knowing([Sha256])])
        {
            var context = Context(rules);
            var verdict = PadesValidator.Validate(Under(Named).ToArray(), context);
            foreach (var whole in (bool[])[true, false])
            {
                var root = EtsiSchema.Check(EtsiReport.Write(
                    verdict, context, new EtsiReportOptions { WithPersonalData = whole }));
                var id = Assert.Single(root.Descendants(EtsiSchema.Report + "SigPolicyId"));
                Assert.Equal(("urn:oid:" + Oid, "true"), (id.Value, id.Parent!.Attribute("Signed")!.Value));
                Assert.Equal(
                    verdict.Indication == Indication.TotalPassed ? "KNOWN" : "UNKNOWN",
                    Data(root, "signature-policy"));
                Assert.EndsWith(Convert.ToHexStringLower(Sha256.Value.Span), Data(root, "signature-policy-digest"));
                Assert.Equal(whole, root.Value.Contains("https://policy.example/a", StringComparison.Ordinal));
                var constraint = root.Descendants(EtsiSchema.Report + "ValidationConstraint").Single(each =>
                    each.Value.Contains("constraint:signature-policies", StringComparison.Ordinal));
                Assert.EndsWith(
                    verdict.Indication == Indication.TotalPassed ? "passed" : "SIGNATURE_POLICY_NOT_AVAILABLE",
                    constraint.Value, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Programs_by_others_take_a_signature_that_names_a_policy()
    {
        if (!Programs.ArePresent)
        {
            return;
        }

        using var programs = new Programs();
        var file = Under(Named).ToArray();
        Assert.Equal(1, programs.ValidSignatures(file));
        var range = PadesValidator.Validate(file, Context(Knowing([Sha256]))).Signatures[0].Range!.Value;
        programs.Write("content.bin", [.. file[..range.GapStart], .. file[range.GapEnd..range.End]]);
        programs.Write("cms.der", Convert.FromHexString(
            System.Text.Encoding.ASCII.GetString(file[(range.GapStart + 1)..(range.GapEnd - 1)])));
        programs.Write("root.pem", System.Text.Encoding.ASCII.GetBytes(_signer.Pki.Root.ExportCertificatePem()));
        var (exit, output) = programs.Run(
            "openssl", "cms", "-verify", "-binary", "-cades", "-inform", "DER", "-in", "cms.der", "-content",
            "content.bin", "-CAfile", "root.pem", "-purpose", "any", "-no_check_time", "-out", "out.bin");
        Assert.True(exit == 0, output);
    }

    private static (SignaturePolicyFinding, string) FoundIn(SignatureReport signature) =>
        (signature.SignaturePolicy!.Finding, signature.SignaturePolicy.Name);

    private static string Data(System.Xml.Linq.XElement root, string type) =>
        root.Descendants(EtsiSchema.Report + "ReportData")
            .Single(each => each.Element(EtsiSchema.Report + "Type")!.Value
                .EndsWith(":" + type, StringComparison.Ordinal))
            .Element(EtsiSchema.Report + "Value")!.Value;

    private static SignaturePolicyRules Knowing(IReadOnlyList<SignaturePolicyDigest> digests) =>
        new() { Known = [new KnownSignaturePolicy(Oid, "rules", digests)] };

    private ValidationContext Context(SignaturePolicyRules rules) => _signer.Context with
    {
        KnownCertificates = [TestPki.Parse(_signer.Pki.Ca)],
        Policy = new ValidationPolicy { SignaturePolicies = rules },
    };

    private PdfFile Under(byte[] policy) => Signed(digest => _signer.CmsUnder(policy, digest));

    private PdfFile Signed(Func<byte[], byte[]> cms, string subFilter = Cades)
    {
        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions { Contents = cms, SubFilter = subFilter });
        return file;
    }

    private SignatureReport Expect(
        PdfFile file, SignaturePolicyRules rules, SubIndication why = SubIndication.None,
        ValidationDetail detail = ValidationDetail.None)
    {
        var report = PadesValidator.Validate(file.ToArray(), Context(rules));
        var signature = Assert.Single(report.Signatures);
        Assert.Equal((why, detail), (signature.SubIndication, signature.Detail));
        Assert.Equal(
            why == SubIndication.None ? Indication.TotalPassed : Indication.Indeterminate, signature.Indication);
        Assert.Equal(Integrity.Intact, signature.Integrity);
        Assert.Equal(why == SubIndication.None, report.Checked is not null);
        return signature;
    }

    private void Refused(Func<byte[], byte[]> cms)
    {
        var report = PadesValidator.Validate(
            Signed(cms, Pkcs7).ToArray(), Context(new() { Unknown = UnknownSignaturePolicies.ApplyOwnRules }));
        Assert.Equal(
            (Indication.TotalFailed, SubIndication.FormatFailure, ValidationDetail.ContentsMalformed),
            (report.Indication, report.SubIndication, report.Detail));
    }
}
