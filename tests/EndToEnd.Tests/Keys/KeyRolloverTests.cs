using System.Text.Json.Nodes;
using EndToEnd.Tests.CommandLine;
using EndToEnd.Tests.Site;
using Google.Protobuf;
using Grpc.Core;
using Proof.Qr;
using ResultStore.V1;

namespace EndToEnd.Tests.Keys;

/// <summary>Keys change under a running site: announced first, from files or a PKCS#11 token, and nothing that was
/// issued stops verifying.</summary>
public sealed class KeyRolloverTests : IAsyncLifetime, IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly SoftToken _token;
    private readonly DevelopmentSite _site;
    private Papers? _papers;

    public KeyRolloverTests()
    {
        _token = new SoftToken(_scratch);
        _site = new DevelopmentSite
        {
            StoreEnvironment = _token.Environment,
            Settings = store => store["Sealing"]!["KeyCheckSeconds"] = 1,
            VerifierSettings = verifier => verifier["Offline"] = new JsonObject
            {
                ["RefreshSeconds"] = 1,
                ["RetrySeconds"] = 1,
            },
        };
    }

    private string Keys => Path.Combine(_site.Data, "keys");

    public async Task InitializeAsync()
    {
        await _site.InitializeAsync();
        _papers = new Papers(_site);
    }

    public Task DisposeAsync() => _site.DisposeAsync();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_key_is_announced_before_its_use_and_an_old_one_goes_on_verifying()
    {
        var old = await PushAsync();
        Assert.Equal(1, KidOf(old));

        // Announced: the verifier has it, nothing is signed with it yet.
        var (added, _, _) = await KeyAsync("new-token", "--agency", "*", "--years", "2");
        Assert.Equal(0, added);
        await UntilAsync(async () => (await PublishedAsync()).Contains(2u));
        Assert.Equal(1, KidOf(await PushAsync()));

        // A key for one agency, at once; the verifier hears of it a moment later.
        var (own, _, _) = await KeyAsync("new-token", "--agency", "H99", "--at-once");
        Assert.Equal(0, own);
        Receipt? newer = null;
        await UntilAsync(async () => KidOf(newer = await PushAsync()) == 3);
        await UntilAsync(async () => (await PublishedAsync()).Contains(3u));
        Assert.Equal(VerificationState.Valid, await StateAsync(newer!));

        // Retired only where another takes its place; what it signed stays genuine.
        var (refused, _, _) = await KeyAsync("retire", "token", "1");
        Assert.Equal(1, refused);
        var (retired, _, _) = await KeyAsync("retire", "token", "1", "--force");
        Assert.Equal(0, retired);
        File.Delete(Path.Combine(Keys, "token-1.key.pem"));
        await UntilAsync(async () => (await BundleAsync()).Keys.Single(key => key.Kid == 1).ValidToUnixMs > 0
            && _site.Store.Output.Contains("Keys read: 3", StringComparison.Ordinal));
        Assert.Equal(VerificationState.Valid, await StateAsync(old));
        Assert.Equal(3, KidOf(await PushAsync()));
        var (_, list, _) = await KeyAsync("list");
        Assert.Equal(
            ["retired", "announced", "in-use", "in-use"], list.AsArray().Select(key => (string?)key!["state"]));
    }

    [Fact]
    public async Task Token_keys_and_seals_live_in_a_pkcs11_token()
    {
        if (!SoftToken.IsThere)
        {
            return;
        }

        await _token.MakeAsync();
        await _token.AddKeyAsync("qr", "EC:prime256v1");
        await _token.AddKeyAsync("seal", "rsa:2048");
        PrivateFile("token.pin", SoftToken.Pin);
        string[] pin = ["--pin-file", "token.pin"];

        var first = await PushAsync();
        var (added, _, why) = await KeyAsync(["new-token", "--pkcs11", SoftToken.Uri("qr"), .. pin, "--at-once"]);
        Assert.True(added == 0, why);

        // SoftHSM is not made for two programs that open a token in the same moment: one of them fails or crashes.
        await UntilAsync(() => Task.FromResult(
            _site.Store.Output.Contains("Keys read: 2 for tokens, 1 seals", StringComparison.Ordinal)));
        var (asked, request, unasked) = await KeyAsync(
            ["request", "2027", "--organisation", "Kho thu (DEVELOPMENT, NOT VALID)", "--pkcs11", SoftToken.Uri("seal"),
                .. pin]);
        Assert.True(asked == 0, unasked);
        await Certification.AnswerAsync((string)request["request"]!, _site.Data, _scratch["seal-2027.pem"]);
        var (sealedWith, _, error) = await KeyAsync(
            ["new-seal", "2027", "--chain", _scratch["seal-2027.pem"], "--pkcs11", SoftToken.Uri("seal"), .. pin,
                "--agency", "H99", "--at-once"]);
        Assert.True(sealedWith == 0, error);
        await UntilAsync(() => Task.FromResult(
            _site.Store.Output.Contains("Keys read: 2 for tokens, 2 seals", StringComparison.Ordinal)));

        var receipt = await PushAsync();
        Assert.Equal(2, KidOf(receipt));
        await UntilAsync(async () => (await PublishedAsync()).Contains(2u));
        Assert.Equal(VerificationState.Valid, await StateAsync(receipt));
        Assert.Equal(VerificationState.Valid, await StateAsync(first));
        var file = await Documents.FetchAsync(_site, receipt.Code, DocumentForm.Sealed);
        var path = await _scratch.KeepAsync("sealed.pdf", file);
        Assert.Equal(3, (await Tool.RunAsync("pdfsig", "-nocert", path)).Split("Signature is Valid").Length - 1);
        await UntilAsync(async () => (await BundleAsync()).Seals.Any(seal => seal.Id == "2027")); // a reading later

        // Both seals are the store's: a changed copy of either is told as such, not as a stranger's file.
        var before = await Documents.FetchAsync(_site, first.Code, DocumentForm.Sealed);
        foreach (var known in (byte[][])[file, before])
        {
            known[Papers.AnInnocentByte(known)] ^= 1;
            Assert.Equal(VerificationState.Altered, (await Documents.VerifyAsync(_site, known)).State);

            // Too damaged to be read as a PDF: the seal's certificate is still found among the bytes.
            known[1] = (byte)'9';
            Assert.Equal(VerificationState.Altered, (await Documents.VerifyAsync(_site, known)).State);
        }

        // A wrong PIN is told as such, and stands nowhere.
        PrivateFile("token.pin", SoftToken.WrongPin);
        var (doctor, output, complaint) = await Tool.TryRunAsync(
            "dotnet", [Repository.Program("Cli", "tthc.dll"), "doctor", "--data", _site.Data], _token.Environment);
        Assert.Equal(1, doctor);
        foreach (var secret in (string[])
            [
                SoftToken.Pin, Uri.EscapeDataString(SoftToken.Pin), SoftToken.WrongPin,
                Uri.EscapeDataString(SoftToken.WrongPin),
            ])
        {
            Assert.DoesNotContain(secret, output + complaint + _site.Store.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_key_in_use_a_push_waits_for_the_operator_and_is_taken_once_there_is_one()
    {
        var (retired, _, why) = await KeyAsync("retire", "token", "1", "--force");
        Assert.True(retired == 0, why);
        var request = new SubmitResultRequest();
        Refusal? refusal = null;
        await UntilAsync(async () =>
            (refusal = await RefusedAsync(request = await _papers!.RequestAsync())) is not null);
        Assert.Equal(ErrorReason.SealingUnavailable, refusal!.Reason);
        Assert.Contains("until the operator has added one", refusal.SentenceEn, StringComparison.Ordinal);
        Assert.True(refusal.RetryHelps && refusal.RetryAfterMs >= 60_000, "to be tried again, in minutes");

        // However many attempts it may make, a program does not stand there until somebody has come.
        await File.WriteAllBytesAsync(_scratch["paper.pdf"], request.Document.ToByteArray());
        await File.WriteAllTextAsync(_scratch["paper.json"], JsonFormatter.Default.Format(request.Metadata));
        string[] submit =
        [
            "submit", _scratch["paper.pdf"], "--attempts", "100", "--store", _site.StoreAddress, "--key-file",
            _site.KeyFile("one-stop"),
        ];
        Assert.Equal(3, (await Tthc.RunAsync([.. submit, "--json"])).Exit);

        Assert.Equal(0, (await KeyAsync("new-token", "--agency", "*", "--at-once")).Exit);
        await UntilAsync(async () => await RefusedAsync(request) is null);
        Assert.Equal(0, (await Tthc.RunAsync([.. submit, "--json"])).Exit);
    }

    private async Task<Refusal?> RefusedAsync(SubmitResultRequest request)
    {
        try
        {
            await _site.Intake.SubmitResultAsync(request, _site.As("one-stop"), DevelopmentSite.In(60));
            return null;
        }
        catch (RpcException refused)
        {
            return Refusals.Of(refused);
        }
    }

    private static int KidOf(Receipt receipt) =>
        SignedQrToken.TryRead(receipt.Qr.Token.Span)?.Token.KeyId ?? throw new InvalidDataException("no token");

    private void PrivateFile(string name, string text)
    {
        var path = Path.Combine(Keys, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private async Task<Receipt> PushAsync()
    {
        var answer = await _site.Intake.SubmitResultAsync(
            await _papers!.RequestAsync(), _site.As("one-stop"), DevelopmentSite.In(60));
        return answer.Receipt;
    }

    private async Task<VerificationState> StateAsync(Receipt receipt)
    {
        var answer = await _site.Verification.VerifyCodeAsync(
            new VerifyCodeRequest { Link = receipt.Qr.Link }, deadline: DevelopmentSite.In(60));
        Assert.True(answer.Genuineness.Genuine);
        return answer.State;
    }

    private async Task<GetTrustBundleResponse> BundleAsync() => await _site.Verification.GetTrustBundleAsync(
        new GetTrustBundleRequest(), deadline: DevelopmentSite.In(60));

    private async Task<IReadOnlyList<uint>> PublishedAsync() =>
        [.. (await BundleAsync()).Keys.Select(key => key.Kid)];

    private async Task<(int Exit, JsonNode Answer, string Error)> KeyAsync(params string[] arguments)
    {
        var (exit, output, error) = await Tool.TryRunAsync(
            "dotnet", [Repository.Program("Cli", "tthc.dll"), "key", .. arguments, "--data", _site.Data, "--json"],
            _token.Environment);
        return (exit, output.Length > 0 ? JsonNode.Parse(output)! : new JsonObject(), error);
    }

    private async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(2),
                $"it never came: {_site.Store.Output}");
            await Task.Delay(300);
        }
    }
}
