using System.Diagnostics;

namespace Proof.Tests.Qr;

/// <summary>Runs a foreign program on our output.</summary>
internal static class OtherProgram
{
    public static async Task<byte[]> RunAsync(byte[] input, string name, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(name, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContextToken);
        using var output = new MemoryStream();
        var copy = process.StandardOutput.BaseStream.CopyToAsync(output, TestContextToken);
        await process.StandardInput.BaseStream.WriteAsync(input, TestContextToken);
        process.StandardInput.Close();
        await copy;
        await process.WaitForExitAsync(TestContextToken);
        Assert.True(process.ExitCode == 0, $"{name}: {await errors}");
        return output.ToArray();
    }

    private static CancellationToken TestContextToken => new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;
}
