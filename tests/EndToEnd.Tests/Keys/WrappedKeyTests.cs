using System.Text.Json.Nodes;
using EndToEnd.Tests.Site;
using ResultStore.V1;

namespace EndToEnd.Tests.Keys;

/// <summary>The secrets of a store lie wrapped in its key folder, and only a PKCS#11 token opens them.</summary>
public sealed class WrappedKeyTests : IAsyncLifetime, IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly SoftToken _token;
    private readonly DevelopmentSite _site;

    public WrappedKeyTests()
    {
        _token = new SoftToken(_scratch);
        _site = new DevelopmentSite { StoreEnvironment = _token.Environment };
    }

    private string Keys => Path.Combine(_site.Data, "keys");

    public Task InitializeAsync() => _site.InitializeAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task What_was_stored_in_clear_keys_is_read_and_rotated_with_wrapped_ones()
    {
        if (!SoftToken.IsThere)
        {
            return;
        }

        await _token.MakeAsync();
        await _token.AddKeyAsync("data", "rsa:2048");
        await _token.AddKeyAsync("qr", "EC:prime256v1");
        await PrivateFileAsync("token.pin", SoftToken.Pin);
        string[] inToken = ["--pkcs11", SoftToken.Uri("data"), "--pin-file", "token.pin"];
        var secrets = Directory.EnumerateFiles(Keys, "*.key").Order().ToList();
        var clear = secrets.ConvertAll(path => File.ReadAllText(path).Trim());
        var (code, id) = await PushAsync();

        // 1. A key that cannot decrypt wraps nothing; the right one wraps them all, and once.
        var (refused, _, why) = await TthcAsync(
            "data-key", "wrap", "--pkcs11", SoftToken.Uri("qr"), "--pin-file", "token.pin");
        Assert.True(refused == 2 && why.Contains("only an RSA key", StringComparison.Ordinal), why);
        var (wrapped, names, error) = await TthcAsync(["data-key", "wrap", .. inToken]);
        Assert.True(wrapped == 0, error);
        Assert.Equal(secrets.Select(path => Path.GetFileName(path)), Names(names));
        Assert.Empty(Names((await TthcAsync(["data-key", "wrap", .. inToken])).Output));
        Assert.All(secrets, path => Assert.DoesNotContain(
            clear, secret => File.ReadAllText(path).Contains(secret, StringComparison.OrdinalIgnoreCase)));

        // 2. A version more, of the same kind; the store opens all of them and reads what it had.
        var (made, file, _) = await TthcAsync(["data-key", "new", .. inToken]);
        Assert.Equal((0, "data-2.key"), (made, (string?)JsonNode.Parse(file)!["file"]));
        var (_, seen, _) = await TthcAsync("doctor");
        Assert.Contains("data-2.key: opened by pkcs11:", seen, StringComparison.Ordinal);
        await _site.Store.EndAsync();
        _site.StartStore();
        await _site.UntilReadyAsync();
        await MustReadAsync(code, id);
        var (rotated, _, fault) = await TthcAsync(
            "data-key", "rotate", "--wait", "--key-file", _site.KeyFile("administrator"), "--store",
            _site.StoreAddress);
        Assert.True(rotated == 0, fault);
        await MustReadAsync(code, id);

        // 3. Without the token's PIN there is no store; what is said names neither PIN nor key.
        await _site.Store.EndAsync();
        await PrivateFileAsync("token.pin", "wrong 4711");
        var (doctor, output, complaint) = await TthcAsync("doctor");
        Assert.Equal(1, doctor);
        Assert.Contains("the token refuses the PIN", output, StringComparison.Ordinal);
        _site.StartStore();
        var words = await _site.Store.LastWordsAsync();
        Assert.Contains("the token refuses the PIN", words, StringComparison.Ordinal);
        foreach (var secret in (string[])[SoftToken.Pin, "4711", .. clear])
        {
            Assert.DoesNotContain(secret, output + complaint + words, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static IEnumerable<string?> Names(string json) =>
        JsonNode.Parse(json)!.AsArray().Select(name => (string?)name).Order();

    private async Task MustReadAsync(string code, string id)
    {
        var read = await _site.Reuse.GetResultAsync(
            new GetResultRequest
            {
                Code = code,
                Context = new ReadContext { Purpose = Purpose.OwnRecords, Officer = "mot-cua" },
            },
            _site.As("one-stop"),
            DevelopmentSite.In(60));
        Assert.Equal(id, read.Metadata.Holders[0].Id);
    }

    private async Task<(string Code, string Id)> PushAsync()
    {
        var request = await new Papers(_site).RequestAsync();
        var stored = await _site.Intake.SubmitResultAsync(request, _site.As("one-stop"), DevelopmentSite.In(60));
        return (stored.Receipt.Code, request.Metadata.Holders[0].Id);
    }

    private async Task PrivateFileAsync(string name, string text)
    {
        var path = Path.Combine(Keys, name);
        await File.WriteAllTextAsync(path, text);
        await Tool.RunAsync("chmod", "600", path);
    }

    private async Task<(int Exit, string Output, string Error)> TthcAsync(params string[] arguments)
    {
        string[] where = arguments.Contains("rotate") ? [] : ["--data", _site.Data];
        string[] form = arguments[0] == "doctor" ? [] : ["--json"];
        return await Tool.TryRunAsync(
            "dotnet",
            [Repository.Program("Cli", "tthc.dll"), .. arguments, .. where, .. form, "--lang", "en"],
            _token.Environment);
    }
}
