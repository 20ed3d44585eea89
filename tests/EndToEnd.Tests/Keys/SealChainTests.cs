using System.Text.Json.Nodes;
using Cli.Setup;
using EndToEnd.Tests.CommandLine;
using EndToEnd.Tests.Site;
using ResultStore.Sealing.Keys;

namespace EndToEnd.Tests.Keys;

/// <summary>What <c>tthc key</c> and <c>tthc doctor</c> say of a seal before anything is sealed with it.</summary>
public sealed class SealChainTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public SealChainTests() => MadeStore.Make(_scratch["data"]);

    private string Keys => Path.Combine(_scratch["data"], "keys");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_seal_whose_chain_lacks_an_authority_is_not_taken_and_doctor_calls_one_that_is_there_a_fault()
    {
        var seal = Seal(DevelopmentStore.LoadSigner(_scratch["data"], "ca"));
        Keep("seal-2027.key.pem", seal.KeyPem);
        await File.WriteAllTextAsync(_scratch["leaf.pem"], FirstOf(seal.ChainPem));
        await File.WriteAllTextAsync(_scratch["whole.pem"], seal.ChainPem);

        var (exit, output, error) = await SayAsync("key", "new-seal", "2027", "--chain", _scratch["leaf.pem"]);
        Assert.True(exit == 1, output + error);
        Assert.Contains("lacks the certificate of", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Keys, "seal-2027.chain.pem")));

        (exit, output, error) = await SayAsync("key", "new-seal", "2027", "--chain", _scratch["whole.pem"]);
        Assert.True(exit == 0, output + error);
        Assert.Equal(("good", 2), await DoctorAsync("its chain leads to an anchor"));

        await File.WriteAllTextAsync(Path.Combine(Keys, "seal-2027.chain.pem"), FirstOf(seal.ChainPem));
        Assert.Equal(("fault", 1), await DoctorAsync("lacks the certificate of"));
    }

    [Fact]
    public async Task A_root_that_nobody_trusts_is_told_and_taken_only_by_force()
    {
        var authorities = new DevelopmentAuthorities(TimeProvider.System);
        var stranger = Seal(authorities.Authority(authorities.Root("Another root"), "Another authority"));
        Keep("seal-x.key.pem", stranger.KeyPem);
        await File.WriteAllTextAsync(_scratch["x.pem"], stranger.ChainPem);

        var (exit, _, error) = await SayAsync("key", "new-seal", "x", "--chain", _scratch["x.pem"]);
        Assert.Equal(1, exit);
        Assert.Contains("no folder of Trust:Signers", error, StringComparison.Ordinal);
        (exit, _, error) = await SayAsync("key", "new-seal", "x", "--chain", _scratch["x.pem"], "--force");
        Assert.True(exit == 0, error);
        Assert.Equal(("warning", 1), await DoctorAsync("no folder of Trust:Signers"));
        Assert.Equal(("warning", 1), await DoctorAsync("names neither a responder nor a list"));
    }

    [Fact]
    public async Task A_seal_that_is_over_or_not_yet_valid_when_it_would_be_used_is_refused_before_anything_is_written()
    {
        await RefusedAsync("over", -36, "before it would be used; nothing was written. Have a new one issued:");
        var begins = await RefusedAsync("soon", 1, "from which it would be used; nothing was written. Use it from");
        await RefusedAsync("auth", -11, "in its chain is valid from", sealYears: 0);

        var (exit, _, error) = await SayAsync(
            "key", "new-seal", "soon", "--chain", _scratch["soon.pem"], "--force", "--from", begins);
        Assert.True(exit == 0, error);
    }

    /// <param name="years">From now, when its authority's certificate begins.</param>
    /// <param name="sealYears">When its own does; null: then.</param>
    /// <returns>What follows <c>--from</c>.</returns>
    private async Task<string> RefusedAsync(string id, int years, string words, int? sealYears = null)
    {
        var authorities = new DevelopmentAuthorities(new YearsFromNow(years));
        var seal = Seal(
            authorities.Authority(authorities.Root($"A root of {id}"), $"An authority of {id}"),
            new DevelopmentAuthorities(new YearsFromNow(sealYears ?? years)));
        Keep($"seal-{id}.key.pem", seal.KeyPem);
        await File.WriteAllTextAsync(_scratch[$"{id}.pem"], seal.ChainPem);

        var (exit, _, error) = await SayAsync("key", "new-seal", id, "--chain", _scratch[$"{id}.pem"], "--force");
        Assert.True(exit == 1, error);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain(KeyLists.ReadSeals(Keys), each => each.Id == id);
        Assert.False(File.Exists(Path.Combine(Keys, $"seal-{id}.chain.pem")));
        return error.Split("--from ")[^1].Trim().TrimEnd('.');
    }

    [Theory]
    [InlineData("B-T", "warning")]
    [InlineData("B-LTA", "fault")]
    public async Task Revocation_that_cannot_be_had_matters_as_much_as_the_level_needs_it(string level, string severity)
    {
        var path = Path.Combine(_scratch["data"], SettingsFiles.Store);
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        settings["Sealing"]!["Level"] = level;
        settings["Revocation"] = new JsonObject { ["Network"] = false };
        await File.WriteAllTextAsync(path, settings.ToJsonString());

        Assert.Equal((severity, 1), await DoctorAsync("whether it is revoked cannot be had"));
    }

    [Fact]
    public async Task An_announced_key_begins_earlier_once_verifiers_can_have_it_and_not_before()
    {
        var seal = Seal(DevelopmentStore.LoadSigner(_scratch["data"], "ca"));
        Keep("seal-2027.key.pem", seal.KeyPem);
        await File.WriteAllTextAsync(_scratch["seal.pem"], seal.ChainPem);
        string[] add = ["key", "new-seal", "2027", "--chain", _scratch["seal.pem"]];
        string[] begin = ["key", "begin", "seal", "2027"];
        var announced = TimeProvider.System.GetUtcNow().AddDays(200).ToString("O", null);
        Assert.Equal(0, (await SayAsync([.. add, "--from", announced])).Exit);
        var (exit, _, error) = await SayAsync(add);
        Assert.Equal(2, exit);
        Assert.Contains("tthc key begin seal 2027", error, StringComparison.Ordinal);
        (exit, _, error) = await SayAsync("key", "begin", "seal", "2");
        Assert.Equal(2, exit);
        Assert.Contains("There is no seal key '2'; see tthc key list.", error, StringComparison.Ordinal);

        // Within the day for which verifiers keep what they have: not without saying that an older one leaked.
        var now = TimeProvider.System.GetUtcNow();
        (exit, _, error) = await SayAsync([.. begin, "--at", now.AddHours(3).ToString("O", null)]);
        Assert.Equal(1, exit);
        Assert.Contains("up to a day", error, StringComparison.Ordinal);
        Assert.Equal(0, (await SayAsync([.. begin])).Exit);
        Assert.InRange(FromOf(), now.AddHours(23), now.AddHours(25));
        (exit, var said, error) = await SayAsync([.. begin, "--at-once"]);
        Assert.True(exit == 0, error);
        Assert.Contains("In use from ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("announced", said, StringComparison.Ordinal);
        Assert.InRange(FromOf(), now.AddMinutes(-1), now.AddMinutes(5));

        // Announced long enough ago: now.
        Announced(now.AddDays(-3), now.AddDays(5));
        Assert.Equal(0, (await SayAsync([.. begin])).Exit);
        Assert.InRange(FromOf(), now.AddMinutes(-1), now.AddMinutes(5));
        Assert.Contains("in use", (await SayAsync([.. begin])).Error, StringComparison.Ordinal);

        DateTimeOffset FromOf() => KeyLists.ReadSeals(Keys).Single(entry => entry.Id == "2027").ValidFrom!.Value;
    }

    [Fact]
    public async Task An_announced_token_key_begins_no_earlier_than_its_new_beginning_has_got_around()
    {
        Assert.Equal(0, (await SayAsync("key", "new-token", "--from", "2098-01-01")).Exit);
        var (exit, _, error) = await SayAsync("key", "begin", "token", "2", "--at-once");
        Assert.Equal(1, exit);
        Assert.Contains("new-token", error, StringComparison.Ordinal);

        var now = TimeProvider.System.GetUtcNow();
        (exit, _, error) = await SayAsync("key", "begin", "token", "2", "--at", "2099-01-01");
        Assert.Equal(1, exit);
        Assert.Contains("only be brought forward", error, StringComparison.Ordinal);
        (exit, _, error) = await SayAsync("key", "begin", "token", "2", "--at", now.AddHours(20).ToString("O", null));
        Assert.Equal(1, exit);
        Assert.Contains("none of the store's", error, StringComparison.Ordinal);
        Assert.Equal(0, (await SayAsync("key", "begin", "token", "2")).Exit);
        Assert.InRange(KeyLists.ReadTokens(Keys)[1].ValidFrom, now.AddHours(23), now.AddHours(25));
        (exit, _, error) = await SayAsync("key", "begin", "token", "2");
        Assert.Equal(1, exit);
        Assert.Contains("cannot begin earlier", error, StringComparison.Ordinal);
        Assert.Equal(1, (await SayAsync("key", "begin", "token", "1")).Exit);
    }

    private static Identity Seal(Identity authority, DevelopmentAuthorities? authorities = null) =>
        (authorities ?? new DevelopmentAuthorities(TimeProvider.System)).Seal(authority);

    private static string FirstOf(string chain) =>
        chain[..(chain.IndexOf("-----END CERTIFICATE-----", StringComparison.Ordinal) + 26)];

    private Task<(int Exit, string Output, string Error)> SayAsync(params string[] arguments) =>
        Tthc.SayAsync([.. arguments, "--data", _scratch["data"], "--lang", "en"]);

    /// <returns>The severity of what says so, and how often it is said.</returns>
    private async Task<(string Severity, int Count)> DoctorAsync(string words)
    {
        var (_, answer, _) = await Tthc.RunAsync(["doctor", "--data", _scratch["data"], "--json"]);
        var said = answer["findings"]!.AsArray()
            .Where(finding => ((string)finding!["sentence"]!).Contains(words, StringComparison.Ordinal)).ToList();
        Assert.True(said.Count > 0, answer.ToString());
        return ((string)said[0]!["severity"]!, said.Count);
    }

    private void Keep(string name, string text)
    {
        var path = Path.Combine(Keys, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private void Announced(DateTimeOffset at, DateTimeOffset from) => Keep(
        KeyLists.Seals,
        KeyLists.Write(KeyLists.ReadSeals(Keys).Select(entry =>
            entry.Id == "2027" ? entry with { AnnouncedAt = at, ValidFrom = from } : entry)));

    private sealed class YearsFromNow(int years) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddYears(years);
    }
}
