using System.Security.Cryptography;
using Cli.Setup;
using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.Intake;

/// <summary>An operator changes the folder of trusted authorities while the store runs.</summary>
public sealed class ChangedTrustTests : IAsyncLifetime
{
    private readonly DevelopmentSite _site = new()
    {
        Settings = settings =>
        {
            settings["Trust"]!["CheckSeconds"] = 1;
            settings["Revocation"]!["TimeoutMs"] = 60_000;
            settings["Revocation"]!["DocumentTimeoutMs"] = 120_000;
        },
    };

    private string Folder => Path.Combine(_site.Data, "trust", "signers");

    public Task InitializeAsync() => _site.InitializeAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task An_authority_is_trusted_from_its_file_on_and_no_more_once_that_is_gone_without_a_restart()
    {
        var (root, papers) = Strangers("Mới");
        var (fingerprint, file) = (Sha256Of(root), Path.Combine(Folder, "new.pem"));
        var (paper, later, last) =
            (await papers.RequestAsync(), await papers.RequestAsync(), await papers.RequestAsync());
        await MustBeUntrustedAsync(paper);

        // Copied by half: told, and trusts nobody.
        await File.WriteAllTextAsync(file, root.ChainPem[..(root.ChainPem.Length / 2)]);
        await _site.Store.SaysAsync($"{file} holds PEM that is garbled or breaks off");
        await HealthMustSayAsync("Degraded", file);
        await MustBeUntrustedAsync(paper);

        // Whole: the same paper is taken.
        await File.WriteAllTextAsync(file, root.ChainPem);
        await _site.Store.SaysAsync("Trusted from now on for signers (signers): CN=Mới (");
        Assert.Contains($"SHA-256 {fingerprint}", _site.Store.Output, StringComparison.Ordinal);
        var stored = await SubmitAsync(paper);
        Assert.False(stored.Receipt.Repeated);
        await HealthMustSayAsync("Healthy", "");

        // Written over by something else: told, and drops nobody.
        await File.WriteAllTextAsync(file, "hello");
        await _site.Store.SaysAsync($"{file} holds no certificate; it should be certificates in PEM, or one in DER. "
            + "What it held before still counts (1)");
        Assert.False((await SubmitAsync(later)).Receipt.Repeated);

        // Taken away: what is new is refused, what is on record stays.
        File.Delete(file);
        await _site.Store.SaysAsync("Trusted no more for signers (signers): CN=Mới (");
        await MustBeUntrustedAsync(last);
        Assert.True((await SubmitAsync(paper)).Receipt.Repeated);
        var kept = await Documents.VerifyAsync(_site, paper.Document.ToByteArray(), withReport: true);
        Assert.Equal("TOTAL_PASSED", kept.Report.Verdict.Indication);

        // The folder emptied, which a lost mount looks like: told, and drops nobody.
        File.Delete(Path.Combine(Folder, "development-root.pem"));
        await _site.Store.SaysAsync($"{Folder} holds no certificate any more");
        await HealthMustSayAsync("Degraded", Folder);
        Assert.False((await SubmitAsync(await new Papers(_site).RequestAsync())).Receipt.Repeated);
    }

    [Fact]
    public async Task A_paper_whose_signers_authority_goes_while_it_is_judged_is_judged_by_what_it_began_with()
    {
        var (other, _) = Strangers("Khác");
        await File.WriteAllTextAsync(Path.Combine(Folder, "other.pem"), other.ChainPem);
        await _site.Store.SaysAsync("Trusted from now on for signers (signers): CN=Khác");
        var papers = new Papers(_site);
        var (paper, next) = (await papers.RequestAsync(), await papers.RequestAsync());
        var (asked, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        _site.Answer = async (_, answer) =>
        {
            asked.TrySetResult();
            await goesOn.Task;
            await answer();
        };

        // The store waits for the responder of the signer's authority.
        var judged = SubmitAsync(paper);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60));
        File.Delete(Path.Combine(Folder, "development-root.pem"));
        await _site.Store.SaysAsync("Trusted no more for signers (signers): CN=Root");
        goesOn.SetResult();

        Assert.False((await judged).Receipt.Repeated);
        await MustBeUntrustedAsync(next);
    }

    private (Identity Root, Papers Papers) Strangers(string name)
    {
        var make = new DevelopmentAuthorities(TimeProvider.System);
        var root = make.Root(name);
        var authority = make.Authority(root, $"{name} CA");
        return (root, new Papers(
            _site, make.Officer(authority, "UBND", "Lê", "Văn Lạ", "099080001240"), agency: make.Agency(
                authority, "UBND", "0999000009")));
    }

    private async Task MustBeUntrustedAsync(SubmitResultRequest request)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(request));
        Assert.Equal(ErrorReason.SignerUntrusted, Refusals.Of(refused).Reason);
    }

    private async Task<SubmitResultResponse> SubmitAsync(SubmitResultRequest request) =>
        await _site.Intake.SubmitResultAsync(request, _site.As("one-stop"), DevelopmentSite.In(90));

    /// <summary>What is seen is put together a moment after it was told.</summary>
    private async Task HealthMustSayAsync(params string[] words)
    {
        using var http = new HttpClient();
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var answer = await http.GetAsync(new Uri($"http://{_site.Addresses.Ops}/health"));
            var said = await answer.Content.ReadAsStringAsync();
            if (Array.TrueForAll(words, word => said.Contains(word, StringComparison.Ordinal)))
            {
                return;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), said);
            await Task.Delay(50);
        }
    }

    private static string Sha256Of(Identity who) => Convert.ToHexStringLower(SHA256.HashData(who.Chain[0]));
}
