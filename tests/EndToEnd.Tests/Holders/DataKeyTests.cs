using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EndToEnd.Tests.Site;
using ResultStore.V1;

namespace EndToEnd.Tests.Holders;

/// <summary>The keys of personal data change over under a running store, as an operator does it.</summary>
public sealed class DataKeyTests
{
    [Fact]
    public async Task A_new_key_is_used_from_its_rotation_on_and_everything_is_written_anew()
    {
        var site = new DevelopmentSite();
        await site.InitializeAsync();
        try
        {
            var first = await PushAsync(site);
            foreach (var name in (string[])["data-2.key", "blind-index-2.key"])
            {
                var path = Path.Combine(site.Data, "keys", name);
                await File.WriteAllTextAsync(path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
                await Tool.RunAsync("chmod", "600", path);
            }

            await site.Store.EndAsync();
            site.StartStore();
            await site.UntilReadyAsync();
            var atHand = await TthcAsync(site, "data-key", "status");
            var second = await PushAsync(site);
            foreach (var kind in (string[])["data", "blind-index"])
            {
                var done = await TthcAsync(site, "data-key", "rotate", "--kind", kind, "--wait");
                Assert.NotEqual("0", (string)done["rotation"]!["finished_at_unix_ms"]!);
                Assert.Equal("0", (string)done["rotation"]!["failed"]!);
            }

            var inUse = await TthcAsync(site, "data-key", "status");
            Assert.Equal((1, 2), Versions(atHand));
            Assert.Equal((2, 2), Versions(inUse));
            foreach (var (code, id) in (IEnumerable<(string, string)>)[first, second, await PushAsync(site)])
            {
                var listed = await new HolderAccess.HolderAccessClient(site.StoreCalls).ListOwnResultsAsync(
                    new ListOwnResultsRequest
                    {
                        Session = new HolderSession
                        {
                            Kind = HolderKind.Person,
                            Id = id,
                            Level = AuthenticationLevel._2,
                            AuthenticatedAtUnixMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
                            SessionReference = "phien",
                        },
                    },
                    site.As("portal"));
                Assert.Equal(code, Assert.Single(listed.Results).Code);
            }

            // The oldest blind-index key never leaves, whatever came after it.
            await site.Store.EndAsync();
            File.Delete(Path.Combine(site.Data, "keys", "blind-index-1.key"));
            site.StartStore();
            Assert.Contains(
                "blind-index-1.key, the oldest", await site.Store.LastWordsAsync(), StringComparison.Ordinal);
        }
        finally
        {
            await site.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_store_whose_keys_are_not_its_databases_does_not_start_and_none_is_made_in_their_place()
    {
        var site = new DevelopmentSite();
        await site.InitializeAsync();
        try
        {
            var (code, _) = await PushAsync(site);
            await site.Store.EndAsync();
            foreach (var name in (string[])["data-1.key", "blind-index-1.key", "code.key"])
            {
                var path = Path.Combine(site.Data, "keys", name);
                var kept = await File.ReadAllTextAsync(path);

                // Another key: nobody can find or read with it what is there.
                await File.WriteAllTextAsync(path, new string('7', 64));
                site.StartStore();
                Assert.Contains(
                    $"{name} is not the one this database was filled with", await site.Store.LastWordsAsync(),
                    StringComparison.Ordinal);

                // None: a new one would be as bad, only later.
                File.Delete(path);
                var why = await RefusedInitAsync(site, "--development");
                Assert.Contains($"{name}: missing beside a database", why, StringComparison.Ordinal);
                why = await RefusedInitAsync(site, "--organisation", "UBND");
                Assert.Contains("a development store, whose keys are worth nothing", why, StringComparison.Ordinal);
                Assert.False(File.Exists(path));

                await File.WriteAllTextAsync(path, kept);
                await Tool.RunAsync("chmod", "600", path);
            }

            site.StartStore();
            await site.UntilReadyAsync();
            var answer = await site.Verification.VerifyCodeAsync(
                new VerifyCodeRequest { Code = code }, deadline: DevelopmentSite.In(60));
            Assert.Equal(VerificationState.Valid, answer.State);
        }
        finally
        {
            await site.DisposeAsync();
        }
    }

    private static (int Used, int Newest) Versions(JsonNode status) =>
        ((int)status["data_key_version"]!, (int)status["newest_data_key_version"]!);

    private static async Task<string> RefusedInitAsync(DevelopmentSite site, params string[] how)
    {
        var (exit, _, error) = await Tool.TryRunAsync(
            "dotnet", [Repository.Program("Cli", "tthc.dll"), "init", "--data", site.Data, .. how],
            new Dictionary<string, string> { ["LANG"] = "C" });
        Assert.Equal(2, exit);
        return error;
    }

    private static async Task<JsonNode> TthcAsync(DevelopmentSite site, params string[] arguments) =>
        JsonNode.Parse(await Tool.RunAsync(
            "dotnet",
            [
                Repository.Program("Cli", "tthc.dll"), .. arguments, "--json", "--store", site.StoreAddress,
                "--key-file", site.KeyFile("administrator"),
            ]))!;

    private static async Task<(string Code, string Id)> PushAsync(DevelopmentSite site)
    {
        var request = await new Papers(site).RequestAsync();
        var id = $"0482{RandomNumberGenerator.GetInt32(100_000_000):00000000}";
        request.Metadata.Holders[0].Id = id;
        var stored = await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60));
        return (stored.Receipt.Code, id);
    }
}
