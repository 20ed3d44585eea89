using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>A responder speaks for an authority as its certificate says, until somebody says otherwise.</summary>
/// <remarks>RFC 6960, 4.2.2.2; lists against responders: <see cref="RevocationScopeTests"/>.</remarks>
public sealed class ResponderTests : IDisposable
{
    private readonly TestPki _pki = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _areaKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _areaCertificate;
    private readonly Certificate _area;
    private readonly Certificate _leaf;

    public ResponderTests()
    {
        // Below it stand hosts of hanoi.vn alone.
        var request = TestPki.Request("CN=Area", _areaKey, ca: true);
        request.CertificateExtensions.Add(new X509Extension(
            Oids.NameConstraints, [0x30, 0x0e, 0xa0, 0x0c, 0x30, 0x0a, 0x82, 0x08, .. "hanoi.vn"u8], critical: true));
        _areaCertificate = _pki.Issue(request);
        _area = TestPki.Parse(_areaCertificate);
        _leaf = Issue(TestPki.Request("CN=Leaf", _key), 1);
    }

    public void Dispose()
    {
        _areaKey.Dispose();
        _key.Dispose();
        _pki.Dispose();
    }

    [Fact]
    public void A_responder_that_names_itself_by_its_key_is_found_among_all_certificates_at_hand()
    {
        var responder = Responder(2);
        var stranger = Responder(3, _areaKey);
        var answer = Answer(responder, withCertificate: false);
        Assert.IsType<RevocationStatus.Good>(Status([stranger, responder], answer));
        Assert.IsType<RevocationStatus.Unknown>(Status([stranger], answer));
    }

    [Fact]
    public void Looking_for_a_responder_by_its_key_is_paid_for()
    {
        var answer = Answer(Responder(2), withCertificate: false);
        var pool = Enumerable.Range(0, 100).Select(i => Responder((byte)(10 + i), _areaKey)).ToList();
        var (few, many) = (Spent(pool[..1]), Spent(pool));
        Assert.True(many > few + pool.Count, $"{few} and {many} steps");

        long Spent(IReadOnlyList<Certificate> certificates)
        {
            var spent = 0L;
            ChainValidator.Validate(Request(certificates, answer) with { Spend = steps => (spent += steps) > 0 });
            return spent;
        }
    }

    [Theory]
    [InlineData("ocsp.hanoi.vn", true)]
    [InlineData("ocsp.hue.vn", false)]
    public void A_responder_whose_name_its_authority_may_not_certify_clears_nobody(string host, bool clears)
    {
        var status = Status([], Answer(Responder(2, host: host)));
        Assert.Equal(clears, status is RevocationStatus.Good);
    }

    [Fact]
    public void A_responder_that_its_authority_calls_revoked_in_an_answer_of_its_own_clears_nobody()
    {
        var responder = Responder(2);
        var answer = Answer(responder);
        var (byIssuer, byItself) = (Revoking(_area, _areaKey), Revoking(responder, _key));
        Assert.IsType<RevocationStatus.Unknown>(Status([], answer, byIssuer));
        Assert.IsType<RevocationStatus.Good>(Status([], answer, byItself));

        byte[] Revoking(Certificate signer, ECDsa key) => new EvidenceForge(signer, key).Ocsp(
            responder, _area, TestPki.Now, TestPki.Now.AddDays(1), revokedAt: TestPki.Now.AddDays(-1));
    }

    private RevocationStatus Status(IReadOnlyList<Certificate> pool, params byte[][] answers) =>
        ChainValidator.Validate(Request(pool, answers)).Revocation[0];

    private ChainRequest Request(IReadOnlyList<Certificate> pool, params byte[][] answers) => new()
    {
        Target = _leaf,
        Pool = [_area, TestPki.Parse(_pki.Ca), .. pool],
        Anchors = new TrustAnchors([TestPki.Parse(_pki.Root)]),
        Evidence = RevocationEvidence.Of([], answers.Select(each => (ReadOnlyMemory<byte>)each)),
        Now = TestPki.Now,
        SignatureTime = TestPki.Now,
    };

    private byte[] Answer(Certificate responder, bool withCertificate = true)
    {
        var request = OcspRequest.Create(_leaf, _area, DigestAlgorithm.Sha1, []).Encoded;
        return withCertificate
            ? Respond(new OcspResponder(_key, responder, _area))
            : WithoutCertificates(Respond(new OcspResponder(_key, responder, _area, namedByKey: true)));

        byte[] Respond(OcspResponder by) =>
            by.Respond(request, _ => new IssuedStatus.Good(), TestPki.Now, TestPki.Now.AddDays(1));
    }

    /// <summary>The BasicOCSPResponse of a response, up to what stands behind its signature.</summary>
    private static byte[] WithoutCertificates(byte[] response)
    {
        Assert.True(OcspResponse.TryParse(response, out var parsed));
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(parsed.ToBeSigned.Span);
            SignatureScheme.For(parsed.Certificates[0]).WriteIdentifier(writer);
            writer.WriteBitString(parsed.SignatureValue.Span);
        }

        return writer.Encode();
    }

    private Certificate Responder(byte serial, ECDsa? key = null, string? host = null)
    {
        var request = TestPki.Request("CN=Responder", key ?? _key);
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(Oids.OcspSigning)], critical: false));
        if (host is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            request.CertificateExtensions.Add(names.Build());
        }

        return Issue(request, serial);
    }

    private Certificate Issue(CertificateRequest request, byte serial)
    {
        using var issued = request.Create(
            _areaCertificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_areaKey),
            TestPki.Start, TestPki.End, [1, serial]);
        return TestPki.Parse(issued);
    }
}
