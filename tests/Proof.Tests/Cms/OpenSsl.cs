using System.Diagnostics;

namespace Proof.Tests.Cms;

/// <summary>The openssl program as an independent judge, in a folder of its own.</summary>
internal sealed class OpenSsl : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("proof-openssl").FullName;

    internal static bool IsPresent { get; } = File.Exists("/usr/bin/openssl");

    internal string Write(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(Path.Combine(_folder, name), bytes);
        return name;
    }

    internal string WriteText(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        return name;
    }

    internal byte[] Read(string name) => File.ReadAllBytes(Path.Combine(_folder, name));

    internal (int Exit, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/openssl", arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
