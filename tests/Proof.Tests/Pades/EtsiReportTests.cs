using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml.Linq;
using Proof.Cms;
using Proof.Pades;
using Proof.Pades.Etsi;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>The verdict as ETSI TS 119 102-2 XML: in the order of its schema, in its words, and saying no more of
/// people than it may.</summary>
public sealed class EtsiReportTests : IDisposable
{
    private static readonly XNamespace Vr = EtsiSchema.Report;

    private readonly TestSigner _signer = new("CN=Trần Thị Bình, O=Sở Xây dựng, 0.9.2342.19200300.100.1.1=CCCD:001");

    public void Dispose() => _signer.Dispose();

    public static TheoryData<SubIndication> Reasons => [.. Enum.GetValues<SubIndication>().Skip(1)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Names_each_reason_as_the_standard_does(SubIndication why)
    {
        var uri = EtsiNames.Sub(why);
        Assert.Matches(@"\Aurn:etsi:019102:subindication:[A-Z_]+\z", uri);
        Assert.Equal(
            why.ToString(), uri["urn:etsi:019102:subindication:".Length..].Replace("_", "", StringComparison.Ordinal),
            StringComparer.OrdinalIgnoreCase);
        Assert.Contains(uri["urn:etsi:019102:subindication:".Length..], Standard);
    }

    [Fact]
    public void Reports_an_honest_signature_whole_to_who_may_see_it()
    {
        var file = Signed();
        var root = Write(file, new EtsiReportOptions
        {
            WithPersonalData = true,
            PolicyName = "intake",
            Validator = _signer.Certificate.Der,
            Sentence = signature => $"Nói về {signature.Detail}",
            DocumentSentence = document => $"Nói về {document.Detail}",
        });
        var report = Assert.Single(root.Elements(Vr + "SignatureValidationReport"));
        Assert.Equal(["urn:etsi:019102:mainindication:total-passed"], Values(report, "MainIndication").Skip(3));
        Assert.Empty(report.Element(Vr + "SignatureValidationStatus")!.Elements(Vr + "SubIndication"));
        Assert.Equal("Signature1", Assert.Single(Values(report, "DAIdentifier")));
        Assert.Contains("CCCD:001", Assert.Single(Values(report, "Signer")), StringComparison.Ordinal);
        Assert.Equal(
            TestPki.Now.AddDays(-1), DateTimeOffset.Parse(
                Assert.Single(Values(report, "Time")), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("urn:etsi:019102:poetype:policy", Assert.Single(Values(report, "TypeOfProof")));
        Assert.Equal("urn:resultstore:validation:level:PAdES-B-B", Assert.Single(
            Values(report, "SignatureQualityInformation")));
        Assert.Contains("Nói về None", root.Value, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(_signer.Certificate.Der.Span), Values(root, "base64"));
        Assert.Equal(3, root.Descendants(Vr + "ValidationObject").Count());
        Assert.Single(report.Descendants(Vr + "IntermediateCertificate"));
        var range = Assert.Single(Values(report, "ByteRange")).Split(' ').Select(int.Parse).ToArray();
        Assert.Equal(file.Length, range[2] + range[3]);
    }

    [Fact]
    public void Says_no_more_of_a_signer_to_the_public_than_the_page_does()
    {
        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions { Extra = "/Reason(private)/Name(private)/ContactInfo(private)" });
        var root = Write(file, new EtsiReportOptions());
        Assert.Equal("Sở Xây dựng, Trần Thị Bình", string.Join(", ", Assert.Single(Values(root, "Signer"))
            .Split(", ").Order(StringComparer.Ordinal)));
        var text = root.ToString();
        Assert.All(
            ["CCCD", "private", Convert.ToBase64String(_signer.Certificate.Der.Span)],
            hidden => Assert.DoesNotContain(hidden, text, StringComparison.Ordinal));
        Assert.Contains(Convert.ToBase64String(_signer.Certificate.Sha256.Span), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_time_stamp_that_proves_the_time()
    {
        using var authority = new TestTimestampAuthority(_signer.Pki);
        var file = Signed(new SignOptions { Contents = digest => _signer.CmsWithTimestamp(digest, authority) });
        var root = Write(file, new EtsiReportOptions { WithPersonalData = true });
        var stamp = ObjectNamed(root, Assert.Single(root.Descendants(Vr + "POEObject")));
        Assert.Equal("urn:etsi:019102:validationObject:timestamp", stamp.Element(Vr + "ObjectType")!.Value);
        Assert.Equal("Signature1", Assert.Single(Values(stamp, "PAdESFieldName")));
        Assert.Equal("urn:etsi:019102:mainindication:passed", Assert.Single(Values(stamp, "MainIndication")));
        Assert.Equal("urn:etsi:019102:poetype:validation", Assert.Single(Values(root, "TypeOfProof")));
        Assert.Equal(
            "urn:etsi:019102:validationprocess:LTVM", Assert.Single(Values(root, "SignatureValidationProcessID")));
    }

    [Fact]
    public void Tells_no_time_of_a_time_stamp_that_is_none()
    {
        byte[] token = [0x30, 0x03, 0x02, 0x01, 0x05];
        var file = Signed(new SignOptions { Contents = digest => _signer.CmsWithToken(digest, token) });
        var root = Write(file, new EtsiReportOptions { WithPersonalData = true });
        Assert.Empty(root.Descendants(Vr + "SignatureTimeStamp"));
        var stamp = root.Descendants(Vr + "ValidationObject")
            .Single(each => each.Attribute("id")!.Value.StartsWith("T-", StringComparison.Ordinal));
        Assert.Equal(Convert.ToBase64String(token), Assert.Single(Values(stamp, "base64")));
        Assert.Equal("urn:etsi:019102:mainindication:failed", Assert.Single(Values(stamp, "MainIndication")));
        Assert.Contains(
            stamp.Attribute("id")!.Value,
            root.Descendants(Vr + "RelatedValidationObject").Select(each => each.Attribute("VOReference")!.Value));
        Assert.Equal("urn:etsi:019102:mainindication:total-passed", Status(root).Main);
    }

    [Fact]
    public void Reports_a_document_time_stamp_as_an_object_that_covers_the_signature()
    {
        using var authority = new TestTimestampAuthority(_signer.Pki);
        var file = Signed();
        _signer.Sign(file, new SignOptions
        {
            Name = "Stamp1",
            SubFilter = "ETSI.RFC3161",
            Contents = authority.Stamp,
        });
        var root = Write(file, new EtsiReportOptions { WithPersonalData = true });
        var report = Assert.Single(root.Elements(Vr + "SignatureValidationReport"));
        var stamp = ObjectNamed(root, Assert.Single(report.Descendants(Vr + "POEObject")));
        Assert.Equal("Signature1", Assert.Single(Values(stamp, "PAdESFieldName")));
        Assert.Single(report.Descendants(Vr + "DocTimeStamp"));
        Assert.Contains("LTA_UPDATES", report.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_a_revoked_signer_with_time_reason_and_list()
    {
        var list = RevokedAt(TestPki.Now.AddDays(-2));
        var file = Signed();
        var root = Write(file, new EtsiReportOptions(), _signer.Context with
        {
            Revocation = RevocationEvidence.Of([list], []),
        });
        Assert.Equal("urn:etsi:019102:subindication:REVOKED_NO_POE", Status(root).Why);
        var revoked = Assert.Single(root.Descendants(Vr + "RevocationStatusInformation"));
        Assert.Equal(
            "urn:etsi:019102:revocationReason:keyCompromise", Assert.Single(Values(revoked, "RevocationReason")));
        Assert.Equal(
            "urn:etsi:019102:validationObject:CRL",
            ObjectNamed(root, revoked.Element(Vr + "RevocationObject")!).Element(Vr + "ObjectType")!.Value);
    }

    [Fact]
    public void Reports_a_document_that_has_no_signature_or_lost_one_or_cannot_be_read()
    {
        var unsigned = Write(PdfFile.Base(), new EtsiReportOptions());
        Assert.Equal(
            ("urn:etsi:019102:mainindication:indeterminate", "urn:etsi:019102:subindication:SIGNED_DATA_NOT_FOUND"),
            Status(unsigned));

        var lost = Signed();
        lost.Update([(30, "<</Type/Catalog/Pages 2 0 R>>")], root: "30 0 R");
        var robbed = Write(lost, new EtsiReportOptions());
        Assert.Equal(2, robbed.Elements(Vr + "SignatureValidationReport").Count());
        Assert.Equal(
            ("urn:etsi:019102:mainindication:total-failed", "urn:etsi:019102:subindication:FORMAT_FAILURE"),
            Status(robbed, last: true));

        var nothing = EtsiSchema.Check(EtsiReport.Write(
            PadesValidator.Validate("hello"u8.ToArray(), _signer.Context), _signer.Context, new EtsiReportOptions()));
        Assert.Equal("urn:etsi:019102:subindication:FORMAT_FAILURE", Status(nothing).Why);
    }

    [Fact]
    public void Takes_a_field_name_that_XML_cannot_hold()
    {
        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions { Name = @"a\000\010<b>&\377" });
        Assert.Equal("a\uFFFD\uFFFD<b>&ÿ", Assert.Single(
            Values(Write(file, new EtsiReportOptions()), "DAIdentifier")));
    }

    [Fact]
    public void Reports_every_signed_file_of_the_corpus_in_order()
    {
        var seen = 0;
        foreach (var file in Corpus.Files)
        {
            var pdf = file.Read();
            var context = CorpusVerdicts.ContextOf(pdf);
            var verdict = PadesValidator.Validate(pdf, context);
            if (verdict.Signatures.Count == 0)
            {
                continue;
            }

            seen++;
            foreach (var whole in new[] { true, false })
            {
                var root = EtsiSchema.Check(EtsiReport.Write(
                    verdict, context, new EtsiReportOptions { WithPersonalData = whole }));
                var expected = verdict.Signatures.Where(each => !each.IsDocumentTimestamp).Select(each => (
                    EtsiNames.Total(each.Indication),
                    each.SubIndication == SubIndication.None ? null : EtsiNames.Sub(each.SubIndication)));
                Assert.Equal(expected, root.Elements(Vr + "SignatureValidationReport")
                    .Where(each => each.Element(Vr + "SignatureIdentifier") is not null).Select(StatusOf));
            }
        }

        Assert.True(Corpus.Folder is null || seen >= 30);
    }

    // ETSI EN 319 102-1, table 6.
    private static readonly string[] Standard =
    [
        "FORMAT_FAILURE", "HASH_FAILURE", "SIG_CRYPTO_FAILURE", "REVOKED", "EXPIRED", "NOT_YET_VALID",
        "SIG_CONSTRAINTS_FAILURE", "CHAIN_CONSTRAINTS_FAILURE", "CERTIFICATE_CHAIN_GENERAL_FAILURE",
        "CRYPTO_CONSTRAINTS_FAILURE", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE", "POLICY_PROCESSING_ERROR",
        "SIGNATURE_POLICY_NOT_AVAILABLE", "TIMESTAMP_ORDER_FAILURE", "NO_SIGNING_CERTIFICATE_FOUND",
        "NO_CERTIFICATE_CHAIN_FOUND", "NO_CERTIFICATE_CHAIN_FOUND_NO_POE", "REVOKED_NO_POE", "REVOKED_CA_NO_POE",
        "OUT_OF_BOUNDS_NOT_REVOKED", "OUT_OF_BOUNDS_NO_POE", "REVOCATION_OUT_OF_BOUNDS_NO_POE", "NO_POE", "TRY_LATER",
        "SIGNED_DATA_NOT_FOUND",
    ];

    [Fact]
    public void Tells_what_a_doubt_turned_on_until_when_and_by_when_there_is_more_to_know()
    {
        // A certificate's algorithm, with the certificate and the day.
        var ended = new DateTimeOffset(2026, 5, 25, 0, 0, 0, TimeSpan.Zero);
        var root = Write(Signed(), new EtsiReportOptions(), _signer.Context with
        {
            Algorithms = AlgorithmPolicy.Parse(Encoding.UTF8.GetBytes(
                Encoding.UTF8.GetString(AlgorithmPolicy.BuiltIn.Encoded.Span)
                    .Replace("2029-01-01", $"{ended:yyyy-MM-dd}", StringComparison.Ordinal))),
        });
        Assert.Equal("urn:etsi:019102:subindication:CRYPTO_CONSTRAINTS_FAILURE_NO_POE", Status(root).Why);
        var crypto = Assert.Single(root.Descendants(Vr + "CryptoInformation"));
        Assert.Equal($"C-{Convert.ToHexString(_signer.Certificate.Sha256.Span)}",
            crypto.Element(Vr + "ValidationObjectId")!.Attribute("VOReference")!.Value);
        Assert.Equal(
            ["urn:oid:1.2.840.113549.1.1.11", "false", "2026-05-25T00:00:00Z"],
            crypto.Elements().Skip(1).Select(each => each.Value));

        // A suspension.
        var list = CrlPublisher.Publish(
            TestPki.Parse(_signer.Pki.Ca), _signer.Pki.CaKey,
            [new(_signer.Certificate.SerialNumber, TestPki.Now.AddDays(-2), RevocationReason.CertificateHold)], 1,
            TestPki.Now, TestPki.Now.AddDays(7));
        root = Write(Signed(), new EtsiReportOptions(), _signer.Context with
        {
            Revocation = RevocationEvidence.Of([list], []),
        });
        Assert.Equal("2026-06-08T12:00:00Z", Typed(root, "revocation-due"));

        // Two times.
        root = Write(Signed(new SignOptions { Time = TestPki.Now.AddHours(1) }), new EtsiReportOptions());
        Assert.Equal(
            "CLAIM_IN_THE_FUTURE 2026-06-01T13:00:00Z 2026-06-01T12:00:00Z", Typed(root, "time-conflict"));
    }

    // Table 6, NO_POE: what lacks proof is the signature, whose report this is, and what ended is its signer's.
    [Fact]
    public void Says_of_a_signer_who_has_ended_that_nothing_proves_the_signature_to_be_older()
    {
        using var ended = new TestSigner("CN=Ended", TestPki.Now.AddHours(-1));
        var file = PdfFile.Base();
        ended.Sign(file, new SignOptions { Time = TestPki.Now.AddDays(-1) });
        var root = Write(file, new EtsiReportOptions(), ended.Context);
        Assert.Equal(
            ("urn:etsi:019102:mainindication:indeterminate", "urn:etsi:019102:subindication:NO_POE"), Status(root));
        var report = Assert.Single(root.Elements(Vr + "SignatureValidationReport"));
        Assert.NotNull(report.Element(Vr + "SignatureIdentifier"));
        Assert.Equal("2026-06-01T12:00:00Z", Assert.Single(Values(report, "POETime")));
        Assert.Equal("urn:etsi:019102:poetype:validation", Assert.Single(Values(report, "TypeOfProof")));
        Assert.Empty(report.Descendants(Vr + "POEObject"));
        Assert.Equal(
            [$"C-{Convert.ToHexString(ended.Certificate.Sha256.Span)}"],
            report.Descendants(Vr + "AssociatedValidationReportData")
                .Descendants(Vr + "SigningCertificate").Select(each => each.Attribute("VOReference")!.Value));
    }

    private static string Typed(XElement root, string type) => Assert.Single(
        root.Descendants(Vr + "ReportData"), each => each.Element(Vr + "Type")!.Value == EtsiNames.Own + type)
        .Element(Vr + "Value")!.Value;

    private static (string Main, string? Why) StatusOf(XElement report)
    {
        var status = report.Element(Vr + "SignatureValidationStatus")!;
        return (status.Element(Vr + "MainIndication")!.Value, status.Element(Vr + "SubIndication")?.Value);
    }

    private static (string Main, string? Why) Status(XElement root, bool last = false)
    {
        var reports = root.Elements(Vr + "SignatureValidationReport");
        return StatusOf(last ? reports.Last() : reports.First());
    }

    private static IEnumerable<string> Values(XElement root, string name) =>
        root.Descendants(Vr + name).Select(each => each.Value);

    private static XElement ObjectNamed(XElement root, XElement reference) => root.Descendants(Vr + "ValidationObject")
        .Single(each => each.Attribute("id")!.Value == reference.Attribute("VOReference")!.Value);

    private byte[] RevokedAt(DateTimeOffset time)
    {
        using var authority = _signer.Pki.Ca.CopyWithPrivateKey(_signer.Pki.CaKey);
        var lists = new CertificateRevocationListBuilder();
        lists.AddEntry(_signer.Certificate.SerialNumber.Span, time, X509RevocationReason.KeyCompromise);
        return lists.Build(
            authority, 1, TestPki.Now.AddDays(1), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1,
            TestPki.Now.AddHours(-1));
    }

    private PdfFile Signed(SignOptions? options = null)
    {
        var file = PdfFile.Base();
        _signer.Sign(file, options);
        return file;
    }

    private XElement Write(PdfFile file, EtsiReportOptions options, ValidationContext? context = null)
    {
        context ??= _signer.Context;
        var xml = EtsiReport.Write(PadesValidator.Validate(file.ToArray(), context), context, options);
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>", Encoding.UTF8.GetString(xml));
        return EtsiSchema.Check(xml);
    }
}
