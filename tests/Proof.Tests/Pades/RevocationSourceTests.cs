using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using Proof.Cms;
using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>Where revocation data may stand in a document, each place by itself.</summary>
public sealed class RevocationSourceTests : IDisposable
{
    private readonly TestSigner _signer = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Certificate _certificate;
    private readonly Certificate _ca;

    public RevocationSourceTests()
    {
        _certificate = TestPki.Parse(_signer.Pki.Issue(TestPki.Request("CN=Officer", _key)));
        _ca = TestPki.Parse(_signer.Pki.Ca);
    }

    /// <summary>Places where it may stand.</summary>
    public static TheoryData<string> Places =>
    [
        "context", "DSS, list", "DSS, OCSP", "VRI, list", "VRI, OCSP", "field crls", "field crls, OCSP",
        "signed attribute, list", "signed attribute, OCSP", "unsigned attribute, list", "unsigned attribute, OCSP",
    ];

    public void Dispose()
    {
        _key.Dispose();
        _signer.Dispose();
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Is_found_wherever_a_signer_or_a_writer_may_have_put_it(string place)
    {
        foreach (var revoked in (bool[])[false, true])
        {
            var evidence = place.EndsWith("OCSP", StringComparison.Ordinal) ? Response(revoked) : List(revoked);
            var context = place == "context" ? Context(evidence) : Context();
            var report = PadesValidator.Validate(File(place, evidence).ToArray(), context).Signatures[0];
            Assert.Equal(
                (Integrity.Intact, revoked ? SubIndication.RevokedNoPoe : SubIndication.None),
                (report.Integrity, report.SubIndication));
            Assert.Equal(revoked, report.Revocation[0] is RevocationStatus.Revoked);
        }
    }

    [Fact]
    public void Is_missed_where_it_stands_nowhere()
    {
        var report = PadesValidator.Validate(File("context", []).ToArray(), Context()).Signatures[0];
        Assert.Equal(SubIndication.TryLater, report.SubIndication);
    }

    [Fact]
    public void Rubbish_in_its_place_spoils_nothing()
    {
        var places = ((IEnumerable<object[]>)Places).Select(row => (string)row[0]);
        foreach (var place in places.Where(each => each != "context"))
        {
            var report = PadesValidator.Validate(File(place, [0x30, 0x03, 0x02, 0x01, 0x05]).ToArray(), Context());
            Assert.Equal(
                (Integrity.Intact, SubIndication.TryLater),
                (report.Signatures[0].Integrity, report.Signatures[0].SubIndication));
        }
    }

    private PdfFile File(string place, byte[] evidence)
    {
        var file = PdfFile.Base();
        _signer.Sign(file, new SignOptions
        {
            SubFilter = "adbe.pkcs7.detached",
            Contents = digest => Cms(digest, place, evidence),
        });
        var store = place switch
        {
            "DSS, list" => "/DSS<</CRLs[80 0 R]>>",
            "DSS, OCSP" => "/DSS<</OCSPs[80 0 R]>>",
            "VRI, list" => "/DSS<</VRI<</00<</CRL[80 0 R]>>>>>>",
            "VRI, OCSP" => "/DSS<</VRI<</00<</OCSP[80 0 R]>>>>>>",
            _ => null,
        };
        if (store is not null)
        {
            file.Update(
            [
                (PdfFile.Catalog, PdfFile.With(file[PdfFile.Catalog], store)),
                (80, PdfFile.Stream(Encoding.Latin1.GetString(evidence))),
            ]);
        }

        return file;
    }

    private byte[] Cms(byte[] digest, string place, byte[] evidence)
    {
        var signedExtra = place.StartsWith("signed", StringComparison.Ordinal)
            ? Attribute(Oids.AdbeRevocationInfoArchival, Values(place, evidence)) : [];
        var attributes = DerTree.Parse(EdwardsCms.Attributes(digest))!;
        if (signedExtra.Length > 0)
        {
            attributes[0].Children!.Add(DerTree.Parse(signedExtra)![0]);
        }

        var toSign = DerTree.Encode(attributes);
        var value = _key.SignData(toSign, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var cms = DerTree.Parse(EdwardsCms.Encode(
            _certificate, DigestAlgorithm.Sha256.Oid, toSign, value, "1.2.840.10045.4.3.2"))!;
        var signedData = cms[0].Children![1].Children![0].Children!;
        signedData[3].Children!.Add(DerTree.Parse(_ca.Der.ToArray())![0]);
        if (place.StartsWith("field", StringComparison.Ordinal))
        {
            var item = place.EndsWith("OCSP", StringComparison.Ordinal)
                ? Tagged(1, [.. Identifier(Oids.OcspResponseInCms), .. evidence]) : evidence;
            signedData.Insert(4, DerTree.Parse(Tagged(1, item))![0]);
        }
        else if (place.StartsWith("unsigned", StringComparison.Ordinal))
        {
            var attribute = Attribute(Oids.RevocationValues, Values(place, evidence));
            signedData[^1].Children![0].Children!.Add(DerTree.Parse(Tagged(1, attribute))![0]);
        }

        return DerTree.Encode(cms);
    }

    /// <summary>The list or response as RevocationValues and RevocationInfoArchival hold it.</summary>
    private static byte[] Values(string place, byte[] evidence) => Sequence(
        Tagged(place.EndsWith("OCSP", StringComparison.Ordinal) ? 1 : 0, Sequence(evidence)));

    private static byte[] Attribute(string oid, byte[] value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            using var values = writer.PushSetOf();
            writer.WriteEncodedValue(value);
        }

        return writer.Encode();
    }

    private static byte[] Identifier(string oid)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(oid);
        return writer.Encode();
    }

    private static byte[] Sequence(byte[] content) => Wrapped(0x30, content);

    private static byte[] Tagged(int tag, byte[] content) => Wrapped((byte)(0xa0 | tag), content);

    private static byte[] Wrapped(byte tag, byte[] content) => content.Length switch
    {
        < 0x80 => [tag, (byte)content.Length, .. content],
        < 0x100 => [tag, 0x81, (byte)content.Length, .. content],
        _ => [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content],
    };

    private ValidationContext Context(byte[]? evidence = null) => _signer.Context with
    {
        Policy = new ValidationPolicy { Revocation = RevocationMode.Required },
        Revocation = RevocationEvidence.Of(
            [
                CrlPublisher.Publish(
                    TestPki.Parse(_signer.Pki.Root), _signer.Pki.RootKey, [], 1, TestPki.Now, TestPki.Now.AddDays(7)),
                evidence ?? ReadOnlyMemory<byte>.Empty,
            ],
            []),
    };

    private byte[] List(bool revoked) => CrlPublisher.Publish(
        _ca, _signer.Pki.CaKey,
        revoked ? [new(_certificate.SerialNumber, TestPki.Now.AddDays(-3), RevocationReason.Superseded)] : [],
        1, TestPki.Now, TestPki.Now.AddDays(7));

    private byte[] Response(bool revoked) => new OcspResponder(_signer.Pki.CaKey, _ca, _ca).Respond(
        OcspRequest.Create(_certificate, _ca, DigestAlgorithm.Sha1, []).Encoded,
        _ => revoked
            ? new IssuedStatus.Revoked(TestPki.Now.AddDays(-3), RevocationReason.Superseded)
            : new IssuedStatus.Good(),
        TestPki.Now, TestPki.Now.AddDays(1));
}
