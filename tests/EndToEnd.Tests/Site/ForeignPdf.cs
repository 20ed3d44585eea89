using Cli.Setup;

namespace EndToEnd.Tests.Site;

/// <summary>Foreign programs that sign and judge: pdfsig with an NSS database of the site's certificates.</summary>
internal static class ForeignPdf
{
    private static readonly SemaphoreSlim Gate = new(1, 1);

    /// <summary>How many signatures pdfsig calls valid and trusted; any other makes the test fail.</summary>
    public static async Task<int> ValidSignaturesAsync(string pdf, DevelopmentSite site)
    {
        var report = await Tool.RunAsync("pdfsig", "-nssdir", "sql:" + await NssAsync(site), pdf);
        var signatures = report.Split("Signature #").Length - 1;
        Assert.Equal(signatures, report.Split("Signature Validation: Signature is Valid.").Length - 1);
        Assert.Equal(signatures, report.Split("Certificate Validation: Certificate is Trusted.").Length - 1);
        return signatures;
    }

    /// <summary>Signs with poppler's own signer, officer first.</summary>
    public static async Task<string> SignAsync(string pdf, DevelopmentSite site, Scratch scratch)
    {
        var nss = "sql:" + await NssAsync(site);
        var current = pdf;
        foreach (var signer in (string[])[DevelopmentStore.Officer, DevelopmentStore.Agency])
        {
            var next = scratch[$"{signer}.pdf"];
            await Tool.RunAsync(
                "pdfsig", "-nssdir", nss, "-add-signature", "-nick", signer, "-new-signature-field-name", signer,
                current, next);
            current = next;
        }

        return current;
    }

    /// <summary>The site's signers and anchors as an NSS database, made once.</summary>
    private static async Task<string> NssAsync(DevelopmentSite site)
    {
        var folder = Path.Combine(site.Data, "nss");
        await Gate.WaitAsync();
        try
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                await Tool.RunAsync("certutil", "-N", "-d", "sql:" + folder, "--empty-password");
                var root = Path.Combine(site.Data, "pki", "root.chain.pem");
                await Tool.RunAsync(
                    "certutil", "-A", "-d", "sql:" + folder, "-n", "root", "-t", "CT,C,C", "-a", "-i", root);
                foreach (var signer in (string[])[DevelopmentStore.Officer, DevelopmentStore.Agency])
                {
                    await ImportAsync(site, folder, signer);
                }
            }
        }
        finally
        {
            Gate.Release();
        }

        return folder;
    }

    private static async Task ImportAsync(DevelopmentSite site, string folder, string signer)
    {
        var pki = Path.Combine(site.Data, "pki");
        var bag = Path.Combine(folder, $"{signer}.p12");
        await Tool.RunAsync(
            "openssl", "pkcs12", "-export", "-passout", "pass:nss", "-name", signer, "-out", bag,
            "-inkey", Path.Combine(pki, $"{signer}.key.pem"), "-in", Path.Combine(pki, $"{signer}.chain.pem"));
        await Tool.RunAsync("pk12util", "-i", bag, "-d", "sql:" + folder, "-W", "nss");
    }
}
