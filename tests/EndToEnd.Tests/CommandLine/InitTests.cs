using System.Text.Json.Nodes;
using Cli.Setup;
using EndToEnd.Tests.Site;
using ResultStore.Tests.Storage;

namespace EndToEnd.Tests.CommandLine;

/// <summary>What <c>tthc init</c> leaves, and what <c>tthc doctor</c> says of copies of it.</summary>
[Collection(SharedSite.Name)]
public sealed class InitTests(DevelopmentSite site)
{
    [Theory]
    [InlineData("--development")]
    [InlineData("--organisation", "UBND thành phố")]
    public async Task The_verifier_is_told_where_to_keep_the_published_keys(params string[] kind)
    {
        using var scratch = new Scratch();
        await TthcAsync(["init", "--data", scratch["data"], .. kind]);

        var settings = JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(scratch["data"], SettingsFiles.Verifier)))!;
        var file = (string)settings["Offline"]!["TrustFile"]!;
        Assert.Equal(Path.Combine(scratch["data"], "verifier", "published-keys.bin"), file);
        Assert.True(Directory.Exists(Path.GetDirectoryName(file)), "the verifier could not write there");
    }

    [Theory]
    [InlineData("--development")]
    [InlineData("--organisation", "UBND thành phố")]
    public async Task Nobody_but_the_owner_reads_what_it_makes_and_every_key_is_named_as_not_backed_up(
        params string[] kind)
    {
        using var scratch = new Scratch();
        var data = scratch["data"];
        await TthcAsync(["init", "--data", data, .. kind]);

        var keys = Directory.GetFiles(Path.Combine(data, "keys"));
        Assert.NotEmpty(keys);
        Assert.All(keys.Append(Path.Combine(data, "clients.json")).Concat(Directory.GetFiles(
            Path.Combine(data, "clients"))), file => Assert.Equal(OwnerOnly, ModeOf(file)));
        Assert.All(Directory.GetDirectories(data), folder => Assert.Equal(
            OwnerOnly | UnixFileMode.UserExecute, ModeOf(folder)));

        // What no other copy of the world has: the secrets, the seal's key, the token's.
        var missing = (await BackupLinesAsync(data)).Select(line => line.Split(':')[0]);
        Assert.Superset(
            new HashSet<string>(
                ["bucket.key", "code.key", "blind-index-1.key", "data-1.key", "seal.key.pem", "token-1.key.pem"]),
            missing.ToHashSet());
    }

    [Theory]
    [InlineData("--organisation", "--development")]
    [InlineData("--development", "--organisation")]
    public async Task A_store_of_one_kind_is_not_made_into_the_other(string first, string second)
    {
        using var scratch = new Scratch();
        string[] data = ["--data", scratch["data"], "--lang", "en"];
        Assert.Equal(0, (await Tthc.SayAsync(["init", .. Of(first), .. data])).Exit);
        var before = Directory.GetFiles(scratch["data"], "*", SearchOption.AllDirectories).Order().ToList();

        var (exit, _, error) = await Tthc.SayAsync(["init", .. Of(second), .. data]);
        Assert.True(exit == 2 && error.Contains("name another folder", StringComparison.Ordinal), error);
        if (first == "--organisation")
        {
            (exit, _, error) = await Tthc.SayAsync(["run", .. data]);
            Assert.True(exit == 2 && error.Contains("not for development", StringComparison.Ordinal), error);
        }

        Assert.Equal(before, [
            .. Directory.GetFiles(scratch["data"], "*", SearchOption.AllDirectories)
                .Where(file => !Path.GetFileName(file).StartsWith("run", StringComparison.Ordinal)).Order(),
        ]);

        static string[] Of(string kind) => kind == "--organisation" ? [kind, "UBND thành phố"] : [kind];
    }

    [Fact]
    public async Task A_running_verifier_keeps_them_there()
    {
        var file = Path.Combine(site.Data, "verifier", "published-keys.bin");
        for (var attempt = 0; attempt < 100 && !File.Exists(file); attempt++)
        {
            await Task.Delay(100);
        }

        Assert.NotEmpty(await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task Doctor_compares_several_copies_and_a_copy_gone_bad_no_longer_counts()
    {
        using var scratch = new Scratch();
        var data = scratch["data"];
        await TthcAsync(["init", "--data", data, "--development"]);
        Copy(Path.Combine(data, "keys"), scratch["one"]);
        Copy(Path.Combine(data, "keys"), scratch["two"]);
        File.Delete(Path.Combine(scratch["two"], "code.key"));

        var first = await BackupLinesAsync(data, scratch["one"], scratch["two"]);
        Assert.Equal(2, first.Count);
        Assert.Contains($"{scratch["one"]}: every key is there and alike", first);
        Assert.Contains($"code.key: its copy in {scratch["two"]} is absent or differs", first);

        File.Delete(Path.Combine(scratch["one"], "code.key"));
        var later = await BackupLinesAsync(data, scratch["one"]);
        Assert.Contains(later, line => line.StartsWith("code.key: no backup", StringComparison.Ordinal));
        Assert.DoesNotContain(later, line => line.StartsWith("bucket.key: no backup", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doctor_blames_a_key_that_changed_and_not_the_copy_that_stayed()
    {
        using var scratch = new Scratch();
        var (data, key) = (scratch["data"], Path.Combine(scratch["data"], "keys", "data-1.key"));
        await TthcAsync(["init", "--data", data, "--development"]);
        Copy(Path.Combine(data, "keys"), scratch["copy"]);
        await BackupLinesAsync(data, scratch["copy"]);
        await File.WriteAllTextAsync(key, new string('7', 64));
        var copy = Path.Combine(scratch["copy"], "data-1.key");
        var changed =
            $"data-1.key has changed since it was compared with {copy}: copy that one back, never over it";

        // With the copy named and without, and again: looking does not make it forget.
        foreach (var copies in (string[][])[[], [scratch["copy"]], []])
        {
            var faults = (await DoctorAsync(data, copies))
                .Where(found => found.Severity == "fault" && found.Check is "keys" or "backup");
            Assert.Equal(changed, Assert.Single(faults).Sentence);
        }
    }

    [Fact]
    public async Task Doctor_misses_a_later_version_of_a_key_and_reads_every_one()
    {
        using var scratch = new Scratch();
        var (data, keys) = (scratch["data"], Path.Combine(scratch["data"], "keys"));
        await TthcAsync(["init", "--data", data, "--development"]);
        foreach (var name in (string[])["data-2.key", "data-3.key", "data-x.key", "blind-index-2.key"])
        {
            File.Copy(Path.Combine(keys, "data-1.key"), Path.Combine(keys, name));
        }

        await File.WriteAllTextAsync(Path.Combine(keys, "blind-index-2.key"), "zz");
        Copy(keys, scratch["copy"]);
        await BackupLinesAsync(data, scratch["copy"]);
        File.Delete(Path.Combine(keys, "data-1.key"));
        File.Delete(Path.Combine(keys, "data-3.key"));

        List<string> faults =
        [
            .. (await DoctorAsync(data)).Where(found => (found.Check, found.Severity) == ("keys", "fault"))
                .Select(found => found.Sentence),
        ];

        foreach (var lost in (string[])["data-1.key", "data-3.key"])
        {
            Assert.Contains(
                $"{lost} is missing: restore it from its backup; do not run init, which would make another", faults);
        }

        Assert.Contains("data-x.key: no version of a key, such as data-1.key", faults);
        Assert.Contains("blind-index-2.key: not 64 hex characters", faults);
        Assert.Equal(4, faults.Count); // the copy knows that there was a third version
    }

    [Fact]
    public async Task Doctor_tells_what_to_do_of_a_folder_open_to_others_a_lost_list_and_a_dead_authority()
    {
        using var scratch = new Scratch();
        var (data, keys) = (scratch["data"], Path.Combine(scratch["data"], "keys"));
        await TthcAsync(["init", "--data", data, "--development", "--ports", "9"]);
        Assert.False(Directory.Exists(data)); // the system's own ports
        await TthcAsync(
            ["init", "--data", data, "--development", "--ports", "47110", "--page-listen", "127.0.0.1:47120"]);
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(data, SettingsFiles.Store)))!;
        Assert.Equal("127.0.0.1:47111", (string?)settings["Listen"]!["Ops"]);
        Assert.Equal("http://localhost:47120", (string?)settings["Qr"]!["BaseUrl"]);
        await Tool.RunAsync("chmod", "755", keys);
        File.Delete(Path.Combine(keys, "token-keys.json"));

        var faults = (await DoctorAsync(data)).Where(found => found.Severity == "fault").ToList();

        Assert.Contains(("keys", "fault", $"{keys}: others can enter it; set its mode to 0700"), faults);
        Assert.Single(faults, fault => fault.Sentence.Contains("token-keys.json", StringComparison.Ordinal));
        Assert.Single(faults, fault => fault.Check == "time-stamps");
    }

    [TmpfsFact]
    public async Task Doctor_finds_a_full_disk_where_documents_lie_and_says_how_much_is_left()
    {
        using var scratch = new Scratch();
        using var disk = new SmallDisk(8);
        await TthcAsync(["init", "--data", scratch["data"], "--development"]);
        var path = Path.Combine(scratch["data"], SettingsFiles.Store);
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        settings["Storage"]!["Documents"] = Path.Combine(disk.Path, "documents");
        await File.WriteAllTextAsync(path, settings.ToJsonString());

        using (disk.Fill())
        {
            var faults = (await DoctorAsync(scratch["data"])).Where(found => found.Severity == "fault").ToList();
            Assert.Contains(faults, fault => fault.Check == "documents"
                && fault.Sentence.Contains("cannot be written", StringComparison.Ordinal));
            Assert.Contains(faults, fault => fault.Check == "disk"
                && fault.Sentence.Contains("0.0 MiB", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Doctor_says_of_an_authority_of_time_stamps_that_the_store_does_not_trust_it()
    {
        using var scratch = new Scratch();
        var data = scratch["data"];
        await TthcAsync(["init", "--data", data, "--development"]);
        var path = Path.Combine(data, SettingsFiles.Store);
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        settings["Sealing"]!["TimestampAuthorities"]![0] = site.TimeStampAddress; // of another development site
        await File.WriteAllTextAsync(path, settings.ToJsonString());

        var fault = Assert.Single(
            await DoctorAsync(data), found => (found.Check, found.Severity) == ("trust", "fault"));

        Assert.Equal(
            $"{site.TimeStampAddress}: its time-stamps are not trusted; put its root certificate into a folder of "
            + "Trust:Timestamps",
            fault.Sentence);
    }

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static UnixFileMode ModeOf(string path) =>
        OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static async Task<IReadOnlyList<string>> BackupLinesAsync(string data, params string[] copies) =>
        [.. (await DoctorAsync(data, copies)).Where(found => found.Check == "backup").Select(found => found.Sentence)];

    private static async Task<IEnumerable<(string Check, string Severity, string Sentence)>> DoctorAsync(
        string data, params string[] copies)
    {
        var answer = await TthcAsync(
            ["doctor", "--data", data, "--json", .. copies.SelectMany(copy => (string[])["--backup", copy])]);
        return JsonNode.Parse(answer)!["findings"]!.AsArray().Select(
            finding => ((string)finding!["check"]!, (string)finding["severity"]!, (string)finding["sentence"]!));
    }

    /// <summary>Whatever the exit code: a store that does not run has faults of its own.</summary>
    private static async Task<string> TthcAsync(string[] arguments) => (await Tool.TryRunAsync(
        "dotnet",
        [Repository.Program("Cli", "tthc.dll"), .. arguments],
        new Dictionary<string, string> { ["LANG"] = "C" })).Output;
}
