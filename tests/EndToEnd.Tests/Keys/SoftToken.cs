using System.Text;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.Keys;

/// <summary>A PKCS#11 token in software (SoftHSM2), for this process and those it starts.</summary>
internal sealed class SoftToken(Scratch scratch)
{
    public const string Label = "kho ket qua";
    public const string Pin = "p&n 90/17";

    /// <summary>Refused, and like no number, name or digest that a program may write by chance.</summary>
    public const string WrongPin = "p&n-of nobody/17";

    private const string Module = "/usr/lib/softhsm/libsofthsm2.so";
    private const string Engine = "/usr/lib/x86_64-linux-gnu/engines-3/pkcs11.so";

    public static bool IsThere => File.Exists(Module) && File.Exists(Engine);

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["SOFTHSM2_CONF"] = scratch["softhsm2.conf"],
        ["PKCS11_MODULE_PATH"] = Module,
    };

    public static string Uri(string label) =>
        $"pkcs11:token={System.Uri.EscapeDataString(Label)};object={label};type=private";

    public async Task MakeAsync()
    {
        Directory.CreateDirectory(scratch["tokens"]);
        await File.WriteAllTextAsync(
            scratch["softhsm2.conf"],
            $"directories.tokendir = {scratch["tokens"]}\nobjectstore.backend = file\nlog.level = ERROR\n");
        await RunAsync("softhsm2-util", "--init-token", "--free", "--label", Label, "--pin", Pin, "--so-pin", "5678");
    }

    /// <summary>Makes a key pair that never leaves the token.</summary>
    /// <param name="label">Its name.</param>
    /// <param name="type">Such as <c>EC:prime256v1</c> or <c>rsa:2048</c>.</param>
    public Task AddKeyAsync(string label, string type) => RunAsync(
        "pkcs11-tool", "--module", Module, "--token-label", Label, "--login", "--pin", Pin, "--keypairgen",
        "--key-type", type, "--label", label, "--id", Convert.ToHexString(Encoding.ASCII.GetBytes(label)));

    private async Task RunAsync(string program, params string[] arguments)
    {
        var (exit, output, error) = await Tool.TryRunAsync(program, arguments, Environment);
        Assert.True(exit == 0, $"{program}: {output} {error}");
    }
}
