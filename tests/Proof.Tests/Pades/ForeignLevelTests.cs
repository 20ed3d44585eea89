using System.Globalization;
using System.Security.Cryptography;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;
using Proof.Tests.Cms;

namespace Proof.Tests.Pades;

/// <summary>A seal of each level before programs by others, each asked about everything in it that it understands.
/// </summary>
public sealed class ForeignLevelTests : IDisposable
{
    private static readonly string At = TestPki.Now.AddHours(1).ToUnixTimeSeconds()
        .ToString(CultureInfo.InvariantCulture);

    private readonly SealingKit _kit = new();
    private readonly Programs _programs = new();

    public void Dispose()
    {
        _kit.Dispose();
        _programs.Dispose();
    }

    [Theory]
    [InlineData(SignatureLevel.PadesBB)]
    [InlineData(SignatureLevel.PadesBT)]
    [InlineData(SignatureLevel.PadesBLT)]
    [InlineData(SignatureLevel.PadesBLTA)]
    public void Programs_by_others_take_a_seal_of_every_level(SignatureLevel level)
    {
        if (!Programs.ArePresent)
        {
            return;
        }

        var signed = _kit.OfficerSigns(Papers.A4);
        var file = Seal(signed, level);
        var report = _kit.Validate(file);
        Assert.Equal((Indication.TotalPassed, level), (report.Indication, report.Signatures[1].Level));
        Assert.Equal(_programs.QpdfCheck(signed), _programs.QpdfCheck(file));
        Assert.Equal(2, _programs.ValidSignatures(file));

        _programs.Write("root.der", _kit.Root.Der.Span);
        _programs.Write("ca.der", _kit.Ca.Der.Span);
        _programs.Write("seal.der", _kit.Seal.Der.Span);
        foreach (var name in (string[])["root", "ca", "seal"])
        {
            Expect("", "x509", "-inform", "DER", "-in", $"{name}.der", "-out", $"{name}.pem");
        }

        TakesTheSeal(file, report.Signatures[1]);
        if (level >= SignatureLevel.PadesBT)
        {
            TakesTheTime(file, report.Signatures[1]);
        }

        if (level >= SignatureLevel.PadesBLT)
        {
            TakesTheEvidence(file);
        }

        if (level >= SignatureLevel.PadesBLTA)
        {
            TakesTheArchiveTime(file, report.Signatures[2]);
        }
    }

    private void TakesTheSeal(byte[] file, SignatureReport seal)
    {
        var (content, contents) = SignatureAt(file, seal);
        _programs.Write("content.bin", content);
        _programs.Write("cms.der", contents);
        Expect(
            "successful", "cms", "-verify", "-binary", "-cades", "-inform", "DER", "-in", "cms.der",
            "-content", "content.bin", "-CAfile", "root.pem", "-purpose", "any", "-attime", At, "-out", "out.bin");
    }

    private void TakesTheTime(byte[] file, SignatureReport seal)
    {
        Assert.True(SignedData.TryParse(SignatureAt(file, seal).Contents, out var cms, out _));
        _programs.Write("value.bin", cms.SignatureValue.Span);
        _programs.Write("token.der", seal.Timestamps[0].Token.Span);
        Expect(
            "Verification: OK", "ts", "-verify", "-data", "value.bin", "-in", "token.der", "-token_in",
            "-CAfile", "root.pem", "-attime", At);
    }

    private void TakesTheEvidence(byte[] file)
    {
        _programs.Write("response.der", Stored(file, "OCSPs")[0]);
        Expect(
            "seal.pem: good", "ocsp", "-respin", "response.der", "-issuer", "ca.pem", "-cert", "seal.pem",
            "-no_nonce", "-CAfile", "root.pem", "-verify_other", "ca.pem", "-no_cert_checks", "-attime", At,
            "-validity_period", "1000000000");
        var lists = Stored(file, "CRLs");
        foreach (var (list, authority) in lists.Zip((string[])["ca.pem", "root.pem"]))
        {
            _programs.Write("list.crl", list);
            Expect("verify OK", "crl", "-inform", "DER", "-in", "list.crl", "-CAfile", authority, "-noout");
        }

        // The certificates stored beside them are what both stand on.
        Assert.Contains(Stored(file, "Certs"), each => each.AsSpan().SequenceEqual(_kit.Ca.Der.Span));
    }

    private void TakesTheArchiveTime(byte[] file, SignatureReport stamp)
    {
        var (content, contents) = SignatureAt(file, stamp);
        _programs.Write("archived.bin", content);
        _programs.Write("archive.der", contents);
        Expect(
            "Verification: OK", "ts", "-verify", "-data", "archived.bin", "-in", "archive.der", "-token_in",
            "-CAfile", "root.pem", "-attime", At);
    }

    private void Expect(string words, params string[] arguments)
    {
        var (exit, output) = _programs.Run("openssl", arguments);
        Assert.True(exit == 0 && output.Contains(words, StringComparison.Ordinal), output);
    }

    private byte[] Seal(byte[] signed, SignatureLevel level)
    {
        var prepared = SealingKit.Prepare(signed);
        var cms = _kit.SignAsStore(prepared);
        if (level >= SignatureLevel.PadesBT)
        {
            cms = cms.WithSignatureTimestamp(_kit.Token(SHA256.HashData(cms.SignatureValue.Span)));
        }

        var file = prepared.Complete(cms.Encode()).ToArray();
        if (level >= SignatureLevel.PadesBLT)
        {
            var evidence = new SignatureEvidence("ResultStoreSeal")
            {
                Certificates = [_kit.Seal.Der, _kit.Stamp.Der, _kit.Ca.Der],
                OcspResponses = [_kit.GoodOcsp(_kit.Seal)],
                Crls = [_kit.EmptyCrl(), _kit.EmptyRootCrl()],
            };
            file = SecurityStoreWriter.Append(
                SealingKit.Open(file), [evidence], TestPki.Now.AddMinutes(1), out _)!.ToArray();
        }

        if (level >= SignatureLevel.PadesBLTA)
        {
            var stamp = Assert.IsType<PrepareOutcome.Prepared>(
                PadesSigner.PrepareTimestamp(SealingKit.Open(file))).Signature;
            file = stamp.Complete(_kit.Token(stamp.DigestBy(DigestAlgorithm.Sha256)).Span).ToArray();
        }

        return file;
    }

    /// <summary>What a signature is over, and its object without padding.</summary>
    private static (byte[] Content, byte[] Contents) SignatureAt(byte[] file, SignatureReport signature)
    {
        var range = signature.Range!.Value;
        var contents = Convert.FromHexString(
            System.Text.Encoding.ASCII.GetString(file[(range.GapStart + 1)..(range.GapEnd - 1)]));
        return ([.. file[..range.GapStart], .. file[range.GapEnd..range.End]], contents[..Ber.Measure(contents)]);
    }

    private static List<byte[]> Stored(byte[] file, string key)
    {
        var view = SealingKit.Open(file).Newest;
        var store = view.Get<PdfDictionary>(view.Catalog, "DSS")!;
        return [.. view.Get<PdfArray>(store, key)!.Items.Select(item =>
        {
            Assert.True(view.Document.TryDecode((PdfStream)view.Resolve(item), out var data, out _));
            return data.ToArray();
        })];
    }
}
