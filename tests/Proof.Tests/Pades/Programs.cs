using System.Diagnostics;

namespace Proof.Tests.Pades;

/// <summary>Programs by others as independent judges, working in a folder of its own.</summary>
internal sealed class Programs : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("proof-sealing").FullName;

    public static bool ArePresent { get; } = new[] { "qpdf", "pdfsig", "pdftoppm", "zbarimg", "pdfdetach", "openssl" }
        .All(name => File.Exists($"/usr/bin/{name}"));

    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string PathOf(string name) => Path.Combine(_folder, name);

    public (int Exit, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo($"/usr/bin/{program}", arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();

        // Some of them never end on some files; no test waits for that.
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            process.WaitForExit();
        }

        return (process.ExitCode, output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult());
    }

    /// <summary>Exit code of <c>qpdf --check</c>: 0 clean, 3 warnings, 2 broken.</summary>
    public int QpdfCheck(byte[] pdf)
    {
        var path = Write("check.pdf", pdf);
        return Run("qpdf", "--check", path).Exit;
    }

    /// <summary>How many signatures <c>pdfsig</c> calls valid.</summary>
    public int ValidSignatures(byte[] pdf)
    {
        var path = Write("sig.pdf", pdf);
        return Run("pdfsig", "-nocert", path).Output.Split('\n')
            .Count(line => line.Contains("Signature Validation: Signature is Valid.", StringComparison.Ordinal));
    }

    /// <summary>What <c>zbarimg</c> reads from a page as <c>pdftoppm</c> renders it.</summary>
    public string ReadQr(byte[] pdf, int page = 1, int resolution = 200)
    {
        var path = Write("page.pdf", pdf);
        var at = page.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var dpi = resolution.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Run("pdftoppm", "-r", dpi, "-f", at, "-l", at, "-png", "-singlefile", path, "page");
        return Run("zbarimg", "-q", "--raw", "page.png").Output.Split('\n')[0];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
