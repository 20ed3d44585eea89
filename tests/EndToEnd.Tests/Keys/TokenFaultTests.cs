using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.Keys;

/// <summary>Why a key in a PKCS#11 token cannot be opened is told in one sentence each, and nothing else is
/// written.</summary>
public sealed class TokenFaultTests : IAsyncLifetime, IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly SoftToken _token;

    public TokenFaultTests() => _token = new SoftToken(_scratch);

    public async Task InitializeAsync()
    {
        MadeStore.Make(_scratch["data"]);
        if (SoftToken.IsThere)
        {
            await _token.MakeAsync();
            await _token.AddKeyAsync("qr", "EC:prime256v1");
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("", "", "", 0)]
    [InlineData("the token refuses the PIN", "pin", "", 2)]
    [InlineData("holds no such private key", "key", "", 2)]
    [InlineData("there is no such token", "token", "", 2)]
    [InlineData("/no/such/module.so cannot be loaded", "", "PKCS11_MODULE_PATH=/no/such/module.so", 2)]
    [InlineData("libengine-pkcs11-openssl", "", "OPENSSL_ENGINES=/no/such/folder", 2)]
    public async Task Each_fault_has_its_own_sentence(string sentence, string wrong, string variable, int exit)
    {
        if (!SoftToken.IsThere)
        {
            return;
        }

        var pin = Path.Combine(_scratch["data"], "keys", "token.pin");
        await File.WriteAllTextAsync(pin, wrong == "pin" ? SoftToken.WrongPin : SoftToken.Pin);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(pin, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var uri = SoftToken.Uri(wrong == "key" ? "none" : "qr");
        uri = wrong == "token" ? uri.Replace("ket", "khac", StringComparison.Ordinal) : uri;
        var environment = new Dictionary<string, string>(_token.Environment);
        if (variable.Split('=') is [var name, var value])
        {
            environment[name] = value;
        }

        var (ended, output, error) = await Tool.TryRunAsync(
            "dotnet",
            [
                Repository.Program("Cli", "tthc.dll"), "key", "new-token", "--pkcs11", uri, "--pin-file", "token.pin",
                "--data", _scratch["data"], "--lang", "en",
            ],
            environment);

        Assert.True(ended == exit, output + error);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.Equal(exit == 0 ? 0 : 1, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain(SoftToken.Pin, output + error, StringComparison.Ordinal);
        Assert.DoesNotContain(SoftToken.WrongPin, output + error, StringComparison.Ordinal);
    }
}
