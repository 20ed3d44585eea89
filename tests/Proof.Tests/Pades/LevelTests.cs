using System.Security.Cryptography;
using Proof.Cms;
using Proof.Pades;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>A level is claimed only for what the standard's table asks for.</summary>
/// <remarks>ETSI EN 319 142-1, 6.3.</remarks>
public sealed class LevelTests : IDisposable
{
    private readonly SealingKit _kit = new();
    private readonly TestSigner _signer = new();

    public void Dispose()
    {
        _signer.Dispose();
        _kit.Dispose();
    }

    [Fact]
    public void A_signature_that_the_baseline_does_not_allow_has_no_level()
    {
        foreach (var (options, expected) in ((SignOptions, SignatureLevel)[])
        [
            (new(), SignatureLevel.PadesBB),
            (new() { Time = null }, SignatureLevel.Unknown),
            (new() { Filter = "" }, SignatureLevel.Unknown),
            (new() { Extra = "/Cert<00>" }, SignatureLevel.Unknown),
            (new() { SubFilter = "adbe.pkcs7.detached", Time = null }, SignatureLevel.Pkcs7B),
        ])
        {
            var file = PdfFile.Base();
            _signer.Sign(file, options);
            var report = PadesValidator.Validate(file.ToArray(), _signer.Context);
            Assert.Equal((Indication.TotalPassed, expected), (report.Indication, report.Signatures[0].Level));
        }

        // The time of signing belongs into the dictionary; among the signed attributes it has no place.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = TestPki.Parse(_signer.Pki.Issue(TestPki.Request("CN=Timely", key)));
        var timely = PdfFile.Base();
        _signer.Sign(timely, new SignOptions
        {
            Contents = digest =>
            {
                var attributes = EdwardsCms.Attributes(
                    digest, signingTime: TestPki.Now.AddDays(-1), certificate: certificate);
                var value = key.SignData(
                    attributes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
                return EdwardsCms.Encode(
                    certificate, DigestAlgorithm.Sha256.Oid, attributes, value, "1.2.840.10045.4.3.2");
            },
        });
        var told = PadesValidator.Validate(timely.ToArray(), _signer.Context with
        {
            KnownCertificates = [TestPki.Parse(_signer.Pki.Ca)],
        });
        Assert.Equal(
            (Indication.TotalPassed, SignatureLevel.Unknown, SignatureWarnings.SigningTimeAttribute),
            (told.Indication, told.Signatures[0].Level, told.Signatures[0].Warnings));
    }

    [Fact]
    public void Long_term_is_what_holds_the_evidence_of_signature_and_time_stamp_whole()
    {
        var (ca, root) = (_kit.EmptyCrl(), _kit.EmptyRootCrl());
        var whole = new SignatureEvidence("ResultStoreSeal")
        {
            Certificates = [_kit.Seal.Der, _kit.Ca.Der],
            Crls = [ca, root],
        };
        Assert.Equal(SignatureLevel.PadesBT, LevelOf(Stamped()));
        Assert.Equal(SignatureLevel.PadesBLT, LevelOf(With(Stamped(), whole)));

        // Nothing about the authority's certificate; nothing about the time-stamp's.
        Assert.Equal(SignatureLevel.PadesBT, LevelOf(With(Stamped(), whole with { Crls = [ca] })));
        Assert.Equal(SignatureLevel.PadesBT, LevelOf(With(Stamped(), whole with
        {
            Crls = [root],
            OcspResponses = [_kit.GoodOcsp(_kit.Seal)],
        })));
        Assert.Equal(SignatureLevel.PadesBLT, LevelOf(With(Stamped(), whole with
        {
            Crls = [root],
            OcspResponses = [_kit.GoodOcsp(_kit.Seal), _kit.GoodOcsp(_kit.Stamp)],
        })));

        // Archived is what a time-stamp covers that came after all of it.
        Assert.Equal(SignatureLevel.PadesBLTA, LevelOf(Archived(With(Stamped(), whole))));
        Assert.Equal(SignatureLevel.PadesBLT, LevelOf(With(Archived(Stamped()), whole)));
        var parts = With(Archived(With(Stamped(), whole with { Crls = [ca] })), whole with { Crls = [root] });
        Assert.Equal(SignatureLevel.PadesBLT, LevelOf(parts));
        Assert.Equal(SignatureLevel.PadesBLTA, LevelOf(Archived(parts)));

        // One time-stamp alone gives the time; the archive wants another over that one's evidence.
        var basic = _kit.SealFile(Papers.A4);
        Assert.Equal(SignatureLevel.PadesBB, LevelOf(With(basic, whole)));
        Assert.Equal(SignatureLevel.PadesBLT, LevelOf(Archived(With(basic, whole))));
        Assert.Equal(SignatureLevel.PadesBLTA, LevelOf(Archived(Archived(With(basic, whole)))));
    }

    private SignatureLevel LevelOf(byte[] file)
    {
        var report = _kit.Validate(file);
        Assert.True(report.Indication == Indication.TotalPassed, $"{report.Detail} {report.FaultText}");
        return report.Signatures[0].Level;
    }

    private byte[] Stamped()
    {
        var prepared = SealingKit.Prepare(Papers.A4);
        var cms = _kit.SignAsStore(prepared);
        return prepared.Complete(cms.WithSignatureTimestamp(
            _kit.Token(SHA256.HashData(cms.SignatureValue.Span))).Encode()).ToArray();
    }

    private byte[] Archived(byte[] file)
    {
        var stamp = Assert.IsType<PrepareOutcome.Prepared>(
            PadesSigner.PrepareTimestamp(SealingKit.Open(file))).Signature;
        return stamp.Complete(_kit.Token(stamp.DigestBy(DigestAlgorithm.Sha256)).Span).ToArray();
    }

    private static byte[] With(byte[] file, SignatureEvidence evidence) => SecurityStoreWriter.Append(
        SealingKit.Open(file), [evidence], TestPki.Now.AddMinutes(1), out _)!.ToArray();
}
