using System.Security.Cryptography.X509Certificates;
using System.Text;
using EndToEnd.Tests.Site;
using Proof.Cms;
using Proof.Pades;
using Proof.Pdf;

namespace EndToEnd.Tests.Seals;

/// <summary>pdfsig, qpdf and openssl asked about a site's sealed files; each has the officer's and the agency's
/// signature before the seal.</summary>
internal sealed class ForeignPrograms(string data) : IDisposable
{
    private const int SealIndex = 2;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    /// <summary>The file, its seal, and the time-stamps that it should have.</summary>
    public async Task TakeAsync(byte[] file, bool isTimed, bool isArchived)
    {
        var path = await _scratch.KeepAsync("sealed.pdf", file);
        var signatures = await Tool.RunAsync("pdfsig", "-nocert", path);
        Assert.Equal(3, signatures.Split("Signature is Valid").Length - 1);
        var (check, output, _) = await Tool.TryRunAsync("qpdf", ["--check", path]);
        Assert.True(check is 0 or 3, output);

        var report = PadesValidator.Validate(file, new ValidationContext(TimeProvider.System.GetUtcNow(), []));
        Assert.Equal(isArchived ? 4 : 3, report.Signatures.Count);
        var cms = await KeepAsync(file, report.Signatures[SealIndex]);
        await Tool.RunAsync(
            "openssl", "cms", "-verify", "-binary", "-cades", "-inform", "DER", "-in", _scratch["contents.der"],
            "-content", _scratch["content.bin"], "-purpose", "any", "-out", _scratch["out.bin"],
            "-CAfile", Anchor("signers", "development-root.pem"));
        Assert.True(SignedData.TryParse(cms, out var signed, out _));
        Assert.Equal(isTimed, signed.SignatureTimestamps.Count == 1);
        if (isTimed)
        {
            await _scratch.KeepAsync("content.bin", signed.SignatureValue.ToArray());
            await _scratch.KeepAsync("contents.der", signed.SignatureTimestamps[0].ToArray());
            await TakesTimeAsync();
        }

        if (isArchived)
        {
            await KeepAsync(file, report.Signatures[^1]);
            await TakesTimeAsync();
        }
    }

    /// <summary>Every OCSP response and list in the file's security store.</summary>
    public async Task TakeEvidenceAsync(byte[] file)
    {
        Assert.True(PdfDocument.TryOpen(file, PdfLimits.Default, out var document, out _));
        var store = document.Newest.Get<PdfDictionary>(document.Catalog, "DSS")!;
        var certificates = Stored(document, store, "Certs")
            .Concat(Directory.EnumerateFiles(Path.Combine(data, "trust"), "*.pem", SearchOption.AllDirectories)
                .Select(path => X509Certificate2.CreateFromPem(File.ReadAllText(path)).RawData))
            .Select(X509CertificateLoader.LoadCertificate).ToList();
        var (responses, lists) = (Stored(document, store, "OCSPs"), Stored(document, store, "CRLs"));
        Assert.NotEmpty(responses);
        foreach (var response in responses)
        {
            Assert.True(await AnyPairAsync(certificates, response), "an OCSP response that openssl does not take");
        }

        foreach (var list in lists)
        {
            Assert.True(await AnyIssuerAsync(certificates, list), "a revocation list that openssl does not take");
        }
    }

    private async Task<bool> AnyPairAsync(List<X509Certificate2> certificates, byte[] response)
    {
        await _scratch.KeepAsync("response.der", response);
        foreach (var certificate in certificates.Where(each => each.Subject != each.Issuer))
        {
            var issuer = certificates.First(each => each.Subject == certificate.Issuer);
            await File.WriteAllTextAsync(_scratch["leaf.pem"], certificate.ExportCertificatePem() + "\n");
            await File.WriteAllTextAsync(_scratch["issuer.pem"], issuer.ExportCertificatePem() + "\n");
            await KeepRootsAsync(certificates);
            var (exit, output, error) = await Tool.TryRunAsync(
                "openssl",
                [
                    "ocsp", "-respin", _scratch["response.der"], "-issuer", _scratch["issuer.pem"],
                    "-cert", _scratch["leaf.pem"], "-no_nonce", "-CAfile", _scratch["roots.pem"],
                    "-verify_other", _scratch["issuer.pem"],
                ]);
            if (exit == 0 && output.Contains("leaf.pem: good", StringComparison.Ordinal)
                && (output + error).Contains("Response verify OK", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> AnyIssuerAsync(List<X509Certificate2> certificates, byte[] list)
    {
        await _scratch.KeepAsync("list.crl", list);
        foreach (var issuer in certificates)
        {
            await File.WriteAllTextAsync(_scratch["issuer.pem"], issuer.ExportCertificatePem() + "\n");
            var (exit, output, error) = await Tool.TryRunAsync(
                "openssl",
                ["crl", "-inform", "DER", "-in", _scratch["list.crl"], "-CAfile", _scratch["issuer.pem"], "-noout"]);
            if (exit == 0 && (output + error).Contains("verify OK", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private Task KeepRootsAsync(List<X509Certificate2> certificates) => File.WriteAllTextAsync(
        _scratch["roots.pem"],
        string.Join('\n', certificates.Where(each => each.Subject == each.Issuer)
            .Select(each => each.ExportCertificatePem())) + "\n");

    private async Task TakesTimeAsync() => Assert.Contains(
        "Verification: OK",
        await Tool.RunAsync(
            "openssl", "ts", "-verify", "-data", _scratch["content.bin"], "-in", _scratch["contents.der"], "-token_in",
            "-CAfile", Anchor("tsa", "development-tsa-root.pem")),
        StringComparison.Ordinal);

    private string Anchor(string kind, string name) => Path.Combine(data, "trust", kind, name);

    /// <summary>Keeps what a signature is over, and its object as it stands, padding and all.</summary>
    private async Task<byte[]> KeepAsync(byte[] file, SignatureReport signature)
    {
        var range = signature.Range!.Value;
        var padded = Convert.FromHexString(Encoding.ASCII.GetString(file[(range.GapStart + 1)..(range.GapEnd - 1)]));
        System.Formats.Asn1.AsnDecoder.ReadEncodedValue(
            padded, System.Formats.Asn1.AsnEncodingRules.BER, out _, out _, out var length);
        await _scratch.KeepAsync("content.bin", [.. file[..range.GapStart], .. file[range.GapEnd..range.End]]);
        await _scratch.KeepAsync("contents.der", padded[..length]);
        return padded[..length];
    }

    private static List<byte[]> Stored(PdfDocument document, PdfDictionary store, string key) =>
    [
        .. (document.Newest.Get<PdfArray>(store, key)?.Items ?? []).Select(item =>
        {
            Assert.True(document.TryDecode((PdfStream)document.Newest.Resolve(item), out var data, out _));
            return data.ToArray();
        }),
    ];
}
