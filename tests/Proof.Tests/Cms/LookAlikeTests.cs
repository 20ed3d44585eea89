using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proof.Cms;

namespace Proof.Tests.Cms;

/// <summary>Anybody can add certificates to a document: they cost little, and hide nobody.</summary>
public sealed class LookAlikeTests : IDisposable
{
    private readonly TestPki _pki = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Certificate _leaf;
    private readonly Certificate _ca;
    private readonly TrustAnchors _anchors;

    public LookAlikeTests()
    {
        _leaf = _pki.Leaf("CN=Leaf", _key);
        _ca = TestPki.Parse(_pki.Ca);
        _anchors = new TrustAnchors([TestPki.Parse(_pki.Root)]);
    }

    public void Dispose()
    {
        _key.Dispose();
        _pki.Dispose();
    }

    [Fact]
    public void Look_alikes_of_an_issuer_do_not_keep_it_from_being_found()
    {
        var pool = Enumerable.Range(0, 300).Select(i => Forged("CN=Test CA", i, ca: true)).Append(_ca).ToList();
        Assert.Equal(PathFault.None, Validate(pool).Fault);
    }

    [Fact]
    public void Certificates_of_an_issuer_that_are_not_valid_yet_do_not_keep_it_from_being_tried()
    {
        var request = TestPki.Request("CN=Test CA", _pki.CaKey, ca: true);
        var root = X509SignatureGenerator.CreateForECDsa(_pki.RootKey);
        var pool = Enumerable.Range(0, 40).Select(i => Of(request.Create(
            _pki.Root.SubjectName, root, TestPki.Now.AddYears(1), TestPki.End.AddYears(1), [7, (byte)i])))
            .Append(_ca).ToList();
        Assert.Equal(PathFault.None, Validate(pool).Fault);
    }

    [Fact]
    public void Paths_that_break_a_rule_of_their_own_do_not_keep_a_sound_one_from_being_judged()
    {
        var request = TestPki.Request("CN=Test CA", _pki.CaKey, ca: true);
        request.CertificateExtensions.Add(new X509Extension(
            Oids.NameConstraints, Permitting("CN=Somebody else"), critical: true));
        var root = X509SignatureGenerator.CreateForECDsa(_pki.RootKey);
        var pool = Enumerable.Range(0, 40).Select(i => Of(request.Create(
            _pki.Root.SubjectName, root, TestPki.Start, TestPki.End.AddYears(1), [7, (byte)i])))
            .Append(_ca).ToList();
        Assert.Equal(PathFault.NameConstraints, Validate(pool[..^1]).Fault);
        Assert.Equal(PathFault.None, Validate(pool).Fault);
    }

    // 332 kB of them took minutes.
    [Fact]
    public void Every_signature_of_a_responder_that_is_tried_is_paid_for()
    {
        using var responder = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = Enumerable.Range(0, 32).Select(i => Forged("CN=Responder", i, responder: responder)).ToList();
        var forge = new EvidenceForge(forged[0], responder);
        var answers = Enumerable.Range(0, 40).Select(i => (ReadOnlyMemory<byte>)forge.Ocsp(
            _leaf, _ca, TestPki.Now.AddMinutes(-i), TestPki.Now.AddDays(1),
            certificates: [.. forged.Select(each => each.Der.ToArray())])).ToList();
        var spent = 0L;
        var request = Request([_ca]) with
        {
            Evidence = RevocationEvidence.Of([], answers),
            Spend = steps => (spent += steps) < 5_000_000,
        };
        var verdict = ChainValidator.Validate(request);
        Assert.IsType<RevocationStatus.Unknown>(verdict.Revocation[0]);
        Assert.InRange(spent, 5_000_000, 6_000_000);
    }

    private ChainVerdict Validate(IReadOnlyList<Certificate> pool) =>
        ChainValidator.Validate(Request(pool) with { Revocation = RevocationMode.WhenNamed });

    private ChainRequest Request(IReadOnlyList<Certificate> pool) => new()
    {
        Target = _leaf,
        Pool = pool,
        Anchors = _anchors,
        Now = TestPki.Now,
        SignatureTime = TestPki.Now,
    };

    // As the authority would have issued it, by its name, but not by its key.
    private Certificate Forged(string name, int number, bool ca = false, ECDsa? responder = null)
    {
        var request = TestPki.Request(name, responder ?? _key, ca);
        if (responder is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
                [new Oid(Oids.OcspSigning)], critical: false));
        }

        var issuer = responder is null ? _pki.Root.SubjectName : _pki.Ca.SubjectName;
        return Of(request.Create(
            issuer, X509SignatureGenerator.CreateForECDsa(_key), TestPki.Start, TestPki.End.AddYears(1),
            [9, (byte)(number >> 8), (byte)number]));
    }

    /// <summary>NameConstraints with one permitted directory name.</summary>
    private static byte[] Permitting(string name)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(Ber.Context(0, true)))
        using (writer.PushSequence())
        using (writer.PushSequence(Ber.Context(4, true)))
        {
            writer.WriteEncodedValue(new X500DistinguishedName(name).RawData);
        }

        return writer.Encode();
    }

    private static Certificate Of(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return TestPki.Parse(certificate);
        }
    }
}
