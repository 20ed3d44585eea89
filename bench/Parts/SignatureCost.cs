using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Proof.Cms;
using Proof.Pades;
using Proof.Pades.Modifications;
using Proof.Pdf;

namespace Parts;

/// <summary>
/// What a signature costs, and many in one file: each RSA-2048 and a revision of its own, in processor time, beside
/// what none can do without, the RSA verifications and one pass of SHA-256 over the file, and beside one
/// <c>pdfsig</c>. <c>Parts --cost</c>; takes a minute. <c>--curve</c> goes through more sizes.
/// </summary>
internal static class SignatureCost
{
    public static void Print()
    {
        var signer = Signer.Rsa();
        var verify = RsaVerifyMs();

        // The largest first: the run-time compiler works on for seconds, which the smallest would pay for.
        foreach (var bytes in (int[])[2_000_000, 200_000, 2_000])
        {
            var (one, oneFloor) = (0.0, 0.0);
            foreach (var count in (int[])[1, 5, 25])
            {
                var pdf = signer.Sign(Signer.Document(bytes), count);
                if (PadesValidator.Validate(pdf, signer.Trust).Checked is null)
                {
                    throw new InvalidDataException("The document is not accepted: nothing worth measuring.");
                }

                var trust = signer.Trust;
                var cost = Best.Ms(() => PadesValidator.Validate(pdf, trust));
                var floor = (count * verify) + Best.Ms(() => SHA256.HashData(pdf));
                (one, oneFloor) = count == 1 ? (cost, floor) : (one, oneFloor);
                Console.WriteLine(
                    $"{bytes} bytes, {count} signatures: {Text(cost)} ms, {Text(cost / one)} times one; "
                    + $"RSA and SHA-256 {Text(floor)} ms, {Text(floor / oneFloor)} times; "
                    + $"pdfsig {Text(PdfsigMs(pdf))} ms");
                PrintParts(pdf);
            }
        }
    }

    /// <summary>25 signatures against one by the size of what is signed: from where on the aim of 5 is met.</summary>
    public static void PrintCurve()
    {
        var signer = Signer.Rsa();
        var trust = signer.Trust;
        var verify = RsaVerifyMs();
        foreach (var bytes in (int[])[10_000_000, 5_000_000, 2_000_000, 1_000_000, 500_000, 200_000, 50_000])
        {
            var one = signer.Sign(Signer.Document(bytes), 1);
            var many = signer.Sign(Signer.Document(bytes), 25);
            var (costOfOne, costOfMany) = (
                Best.Ms(() => PadesValidator.Validate(one, trust)),
                Best.Ms(() => PadesValidator.Validate(many, trust)));
            var floorOfOne = verify + Best.Ms(() => SHA256.HashData(one));
            var floorOfMany = (25 * verify) + Best.Ms(() => SHA256.HashData(many));
            Console.WriteLine(
                $"{bytes} bytes ({one.Length} with one, {many.Length} with 25): "
                + $"{Text(costOfOne)} and {Text(costOfMany)} ms, "
                + $"{Text(costOfMany / costOfOne)} times; floor {Text(floorOfOne)} and {Text(floorOfMany)} ms, "
                + $"{Text(floorOfMany / floorOfOne)} times");
        }
    }

    // Where the time goes; what is left of the whole is chains, digests and the report.
    private static void PrintParts(byte[] pdf)
    {
        var open = Best.Ms(() => Open(pdf));
        var found = Best.Ms(() => SignatureFinder.Find(Open(pdf))) - open;
        var contents = SignatureFinder.Find(Open(pdf)).Select(each => each.Contents!.Bytes).ToList();
        var parse = Best.Ms(() => contents.Count(each => SignedData.TryParse(each, out _, out _)));
        var compare = Best.Ms(() => new ModificationAnalysis(Open(pdf), 1)) - open;
        Console.WriteLine(
            $"  open {Text(open)}, find {Text(found)}, parse CMS {Text(parse)}, compare revisions {Text(compare)} ms");
    }

    private static UnencryptedPdf Open(byte[] pdf) =>
        PdfDocument.TryOpen(pdf, PdfLimits.Default, out var document, out _)
        ? document
        : throw new InvalidDataException("The document cannot be opened.");

    private static double RsaVerifyMs()
    {
        using var rsa = RSA.Create(2048);
        var digest = new byte[32];
        var signature = rsa.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Best.Ms(() => rsa.VerifyHash(digest, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static double PdfsigMs(byte[] pdf)
    {
        var folder = Directory.CreateTempSubdirectory("resultstore-parts-");
        try
        {
            var path = Path.Combine(folder.FullName, "signed.pdf");
            File.WriteAllBytes(path, pdf);
            var best = double.MaxValue;
            for (var run = 0; run < 20; run++)
            {
                var clock = Stopwatch.StartNew();
                using var process = Process.Start(new ProcessStartInfo("pdfsig", ["-nocert", path])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                })!;
                process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
            }

            return best;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
