using System.Diagnostics;
using System.Text.Json.Nodes;
using Cli.Setup;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.CommandLine;

/// <summary>What an operator is told of a store that cannot start: one sentence, and an exit code to go by.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_key_that_is_not_the_database_s_is_told_in_one_sentence_by_the_server_and_by_tthc_run()
    {
        using var scratch = new Scratch();
        Make(scratch.Path);
        var (_, first) = await StartAsync(scratch["resultstore.json"], scratch.Path, untilListening: true);
        Assert.DoesNotContain("does not start", first, StringComparison.Ordinal);
        var key = Path.Combine(scratch.Path, "keys", "code.key");
        await File.WriteAllTextAsync(key, new string('a', 64) + "\n");

        var (exit, output) = await StartAsync(scratch["resultstore.json"], scratch.Path);
        Assert.Equal(78, exit);
        Assert.Equal(
            "ResultStore does not start: code.key is not the one this database was filled with. Restore it from "
            + "its backup.",
            output.Split('\n')[^2]);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);

        var (run, _, error) = await Tool.TryRunAsync(
            "dotnet", [Repository.Program("Cli", "tthc.dll"), "run", "--lang", "en", "--data", scratch.Path]);
        Assert.Equal(5, run);
        Assert.Contains("Restore it from its backup.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_whose_paths_lead_elsewhere_make_no_empty_store_there()
    {
        using var scratch = new Scratch();
        Make(scratch["data"]);
        foreach (var name in (string[])[SettingsFiles.Store, SettingsFiles.Verifier])
        {
            // As `tthc init --data data` writes them.
            var path = Path.Combine(scratch["data"], name);
            var text = await File.ReadAllTextAsync(path);
            await File.WriteAllTextAsync(path, text.Replace(scratch["data"], "data", StringComparison.Ordinal));
        }

        Directory.CreateDirectory(scratch["elsewhere"]);
        var settings = Path.Combine(scratch["data"], SettingsFiles.Store);

        var (exit, output) = await StartAsync(settings, scratch["elsewhere"]);
        Assert.Equal(78, exit);
        Assert.Contains("Relative paths in the settings count from", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch["elsewhere"]));

        var (_, found) = await RunAsync(
            [Repository.Program("Cli", "tthc.dll"), "doctor", "--data", scratch["data"], "--json"],
            scratch["elsewhere"]);
        var finding = Assert.Single(JsonNode.Parse(found)!["findings"]!.AsArray());
        Assert.Equal(("settings", "fault"), ((string)finding!["check"]!, (string)finding["severity"]!));
    }

    [Theory]
    [InlineData("Verifier", "Page", "Hosts", "[]", "Hosts needs")]
    [InlineData("ResultStore", "Listen", "Grpc", "\"0.0.0.0:5080\"", "which others can reach")]
    [InlineData(
        "ResultStore", "Storage", "Readers", "0",
        "ResultStore does not start: Storage:Readers must be between 1 and 512; it is 0, the default is 16.")]
    [InlineData(
        "ResultStore", "Grpc", "MaxReceiveMessageBytes", "\"many\"",
        "resultstore.json: Grpc:MaxReceiveMessageBytes is 'many'; set a whole number.")]
    [InlineData(
        "ResultStore", "Sealing", "Levl", "\"B-LTA\"",
        "resultstore.json: there is no setting Sealing:Levl; the nearest is Sealing:Level.")]
    [InlineData(
        "ResultStore", "Revocaton", "Policy", "\"Required\"",
        "resultstore.json: there is no setting Revocaton; the nearest is Revocation.")]
    [InlineData(
        "Verifier", "Store", "Adress", "\"http://127.0.0.1\"",
        "verifier.json: there is no setting Store:Adress; the nearest is Store:Address.")]
    public async Task A_setting_that_cannot_be_is_told_without_a_trace(
        string server, string section, string name, string value, string sentence)
    {
        using var scratch = new Scratch();
        Make(scratch.Path);
        var path = scratch[server == "Verifier" ? SettingsFiles.Verifier : SettingsFiles.Store];
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        (settings[section] ??= new JsonObject())[name] = JsonNode.Parse(value);
        await File.WriteAllTextAsync(path, settings.ToJsonString());

        var (exit, output) = await RunAsync(
            [Repository.Program(server, $"{server}.dll"), "--settings", path], scratch.Path);

        Assert.Equal(78, exit);
        Assert.Contains($"{server} does not start: ", output, StringComparison.Ordinal);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_counts_before_the_file_and_doctor_reads_the_same_or_says_what_it_did_not_see()
    {
        using var scratch = new Scratch();
        Make(scratch.Path);
        var environment = new Dictionary<string, string>
        {
            ["LANG"] = "C",
            ["Storage__Engine"] = "Postgresql", // beside the file's path of an SQLite file
        };
        const string Sentence = "Storage:Database is a connection string for PostgreSQL";
        string[] doctor = [Repository.Program("Cli", "tthc.dll"), "doctor", "--data", scratch.Path];
        await File.WriteAllTextAsync(
            scratch["service.env"], "# of the service\nStorage__Engine=\"Postgresql\"\nOTHER=1\n");

        var (exit, _, error) = await Tool.TryRunAsync(
            "dotnet",
            [Repository.Program("ResultStore", "ResultStore.dll"), "--settings", scratch["resultstore.json"]],
            environment);
        Assert.True(exit == 78 && error.Contains(Sentence, StringComparison.Ordinal), error);

        var (_, same, _) = await Tool.TryRunAsync("dotnet", doctor, environment);
        Assert.Contains($"resultstore.json, Storage__Engine: the store does not start with it: {Sentence}", same,
            StringComparison.Ordinal);
        var (_, unseen, _) = await Tthc.SayAsync(doctor[1..]);
        Assert.Contains("where the service has one of its own: --environment FILE", unseen, StringComparison.Ordinal);
        Assert.DoesNotContain(Sentence, unseen, StringComparison.Ordinal);
        var (_, named, _) = await Tthc.SayAsync([.. doctor[1..], "--environment", scratch["service.env"]]);
        Assert.Contains(Sentence, named, StringComparison.Ordinal);
        Assert.DoesNotContain("OTHER", named, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_variable_stops_a_start_and_one_that_may_be_another_program_s_is_told_and_let_be()
    {
        using var scratch = new Scratch();
        Make(scratch.Path);
        string[] server =
            [Repository.Program("ResultStore", "ResultStore.dll"), "--settings", scratch["resultstore.json"]];
        const string Misspelt = "the environment, Sealing__Levl: there is no setting Sealing:Levl; the nearest is";
        const string Foreign = "the environment, Log__LEVEL: there is no setting Log:LEVEL; there are Log:BeatMs,";
        const string Section = "the environment, Revocaton__Policy: there is no setting Revocaton; the nearest is";
        var environment = new Dictionary<string, string>
        {
            ["LANG"] = "C",
            ["LOG__LEVEL"] = "debug",
            ["Revocaton__Policy"] = "Required",
            ["Storag__Of__Another"] = "1",
            ["TRUST"] = "/etc/ssl",
            ["Logging__LogLevel__Default"] = "Warning",
        };

        var (_, output) = await StartAsync(
            server[2], scratch.Path, untilListening: true,
            environment.Where(each => each.Key != "Logging__LogLevel__Default"));
        Assert.Contains(Foreign, output, StringComparison.Ordinal);
        Assert.Contains(Section, output, StringComparison.Ordinal);
        Assert.DoesNotContain("Storag:", output, StringComparison.Ordinal);

        environment["Sealing__Levl"] = "B-LTA";
        var (exit, _, error) = await Tool.TryRunAsync("dotnet", server, environment);
        Assert.Equal(78, exit);
        Assert.Contains(Misspelt, error, StringComparison.Ordinal);
        var (_, same, _) = await Tool.TryRunAsync(
            "dotnet", [Repository.Program("Cli", "tthc.dll"), "doctor", "--data", scratch.Path], environment);
        Assert.Contains($"store does not start with it: {Misspelt}", same, StringComparison.Ordinal);
        Assert.Contains($"NOTE   settings     {Foreign}", same, StringComparison.Ordinal);
        Assert.Contains($"NOTE   settings     {Section}", same, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Postgresql", "Host=127.0.0.1;Password=geheim;Prt=3", "driver does not take")]
    [InlineData("Sqlite", "Host=127.0.0.1;Password=geheim", "no connection string")]
    public async Task A_connection_string_that_is_none_is_told_without_what_stands_in_it(
        string engine, string database, string words)
    {
        using var scratch = new Scratch();
        Make(scratch.Path);
        var environment = new Dictionary<string, string>
        {
            ["Storage__Engine"] = engine,
            ["Storage__Database"] = database,
        };

        var (exit, output) = await StartAsync(
            scratch["resultstore.json"], scratch.Path, environment: environment);
        Assert.Equal(78, exit);
        Assert.Contains(words, output, StringComparison.Ordinal);
        var (_, told, _) = await Tool.TryRunAsync(
            "dotnet", [Repository.Program("Cli", "tthc.dll"), "doctor", "--data", scratch.Path], environment);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", output + told, StringComparison.Ordinal);
        Assert.Contains(words, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_are_no_JSON_and_a_misspelt_argument_are_told_by_their_place()
    {
        using var scratch = new Scratch();
        Make(scratch.Path);
        string[] server =
            [Repository.Program("ResultStore", "ResultStore.dll"), "--settings", scratch["resultstore.json"]];
        var (exit, _, error) = await Tool.TryRunAsync("dotnet", [.. server, "--Storag:Readers", "8"]);
        Assert.Equal(78, exit);
        Assert.Contains("the command line: there is no setting Storag; the nearest is Storage.", error,
            StringComparison.Ordinal);

        await File.WriteAllTextAsync(scratch["resultstore.json"], "{\n  \"Storage\": }\n");
        (exit, _, error) = await Tool.TryRunAsync("dotnet", server);
        Assert.Equal(78, exit);
        Assert.Contains("resultstore.json'. Line 2, byte 14: ", error, StringComparison.Ordinal);
    }

    private static void Make(string data) => MadeStore.Make(data, new Addresses(
        FreePort.Address(), FreePort.Address(), FreePort.Address(), FreePort.Address(), FreePort.Address()));

    private static Task<(int Exit, string Output)> StartAsync(
        string settings,
        string folder,
        bool untilListening = false,
        IEnumerable<KeyValuePair<string, string>>? environment = null) => RunAsync(
            [Repository.Program("ResultStore", "ResultStore.dll"), "--settings", settings], folder, untilListening,
            environment);

    /// <returns>Exit code, and both outputs one after the other.</returns>
    private static async Task<(int Exit, string Output)> RunAsync(
        string[] arguments,
        string folder,
        bool untilListening = false,
        IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        start.Environment["LANG"] = "C";
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = "";
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                output += line + "\n";
                if (untilListening && line.Contains("Application started", StringComparison.Ordinal))
                {
                    await Tool.RunAsync("kill", "-TERM", $"{process.Id}");
                }
            }

            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
