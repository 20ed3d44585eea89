using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Proof.Pades;
using Proof.Qr;

namespace Parts;

/// <summary>A 200 kB document with one, two and many signatures; poppler's pdfsig beside it, process start included.
/// </summary>
public class ValidateBenchmarks
{
    private byte[] _pdf = [];
    private ValidationContext? _trust;
    private string _path = "";

    [Params(1, 2, 25)]
    public int Signatures { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var signer = Signer.Rsa();
        _trust = signer.Trust;
        _pdf = signer.Sign(Signer.Document(200_000), Signatures);
        _path = Path.Combine(Directory.CreateTempSubdirectory("resultstore-parts-").FullName, "signed.pdf");
        File.WriteAllBytes(_path, _pdf);
        if (PadesValidator.Validate(_pdf, _trust).Checked is null)
        {
            throw new InvalidDataException("The document is not accepted: nothing worth measuring.");
        }
    }

    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Benchmark(Baseline = true)]
    public ValidationReport Validate() => PadesValidator.Validate(_pdf, _trust!);

    [Benchmark]
    public int Pdfsig()
    {
        using var process = Process.Start(new ProcessStartInfo("pdfsig", ["-nocert", _path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}

/// <summary>A seal with its QR; what is allocated must not grow with the document.</summary>
public class SealBenchmarks
{
    private readonly Signer _seal = Signer.Ecdsa();
    private readonly SignatureAppearance _picture = new SignatureAppearance.QrCode(
        QrMatrix.Of(QrBenchmarks.Link).ToArray(), "0000-0000-0000-0000-0", "kq.example.vn");

    private byte[] _pdf = [];

    [Params(2_000, 200_000, 10_000_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup() => _pdf = Signer.Document(Bytes);

    [Benchmark]
    public SealedFile Seal() => _seal.Sign(_pdf, _picture);
}
