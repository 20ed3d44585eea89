using Cli.Setup;
using EndToEnd.Tests.Site;
using Google.Protobuf;

namespace EndToEnd.Tests.CommandLine;

/// <summary>tthc as operators and scripts use it: exit codes, JSON, sentences, resume.</summary>
[Collection(SharedSite.Name)]
public sealed class CommandLineTests(DevelopmentSite site)
{
    private readonly Papers _papers = new(site);

    [Fact]
    public async Task A_folder_is_pushed_refusals_are_told_and_a_second_run_skips_what_is_done()
    {
        using var scratch = new Scratch();
        await MakeItemAsync(scratch, "a", signed: true);
        await MakeItemAsync(scratch, "b", signed: false);
        await MakeItemAsync(scratch, "c", signed: true);
        string[] submit = ["submit", scratch.Path, "--json", "--store", site.StoreAddress, "--key-file",
            site.KeyFile("one-stop")];

        var (exit, first, error) = await Tthc.RunAsync([.. submit, "--lang", "vi"]);
        Assert.Equal(1, exit);
        Assert.Equal((2, 1), ((int)first["stored"]!, (int)first["refused"]!));
        Assert.Equal("NOT_SIGNED", (string)first["items"]![1]!["refused"]!["reason"]!);
        Assert.Contains("b.pdf", error, StringComparison.Ordinal);

        var (_, second, _) = await Tthc.RunAsync(submit);
        Assert.Equal((string)first["items"]![0]!["code"]!, (string)second["items"]![0]!["code"]!);
        Assert.True((bool)second["items"]![0]!["repeated"]!);
        Assert.Null(second["items"]![0]!["sealedSha256"]); // asked whether it is there, not pushed again

        // A note of a code that this store never gave is not believed.
        var notes = scratch[".tthc-submit.jsonl"];
        await File.WriteAllTextAsync(notes, (await File.ReadAllTextAsync(notes)).Replace(
            (string)first["items"]![0]!["code"]!, "0000-0000-0000-0000-0", StringComparison.Ordinal));
        var (_, doubted, _) = await Tthc.RunAsync(submit);
        Assert.Equal((string)first["items"]![0]!["code"]!, (string)doubted["items"]![0]!["code"]!);
        Assert.NotNull(doubted["items"]![0]!["sealedSha256"]);

        var (again, third, _) = await Tthc.RunAsync([.. submit, "--again"]);
        Assert.Equal(1, again);
        Assert.True((bool)third["items"]![0]!["repeated"]!);
        Assert.NotNull(third["items"]![0]!["sealedSha256"]);
    }

    [Fact]
    public async Task A_stored_result_is_read_downloaded_and_verified_by_code_link_and_file()
    {
        using var scratch = new Scratch();
        await MakeItemAsync(scratch, "paper", signed: true);
        string[] store = ["--json", "--store", site.StoreAddress, "--key-file", site.KeyFile("one-stop")];
        string[] verifier = ["--json", "--verifier", $"http://{site.Addresses.VerifierGrpc}"];
        var (_, pushed, _) = await Tthc.RunAsync(["submit", scratch["paper.pdf"], .. store]);
        var code = (string)pushed["items"]![0]!["code"]!;
        var link = (string)pushed["items"]![0]!["link"]!;

        Assert.False(File.Exists(scratch[".tthc-submit.jsonl"]), "a single PDF leaves no notes beside it");

        var (got, result, _) = await Tthc.RunAsync(["get", code, .. store]);
        Assert.Equal((0, "RESULT_STATUS_VALID"), (got, (string)result["status"]!));

        var (saved, file, _) = await Tthc.RunAsync(["download", code, "--out", scratch["sealed.pdf"], .. store]);
        Assert.Equal((0, (string)pushed["items"]![0]!["sealedSha256"]!), (saved, (string)file["sha256"]!));
        Assert.Equal("B-T", (string?)file["sealLevel"]);

        foreach (var what in (string[])[code, link, scratch["sealed.pdf"], scratch["paper.pdf"]])
        {
            var (exit, answer, _) = await Tthc.RunAsync(["verify", what, .. verifier]);
            Assert.Equal((0, "VERIFICATION_STATE_VALID"), (exit, (string)answer["state"]!));
        }

        var (offline, token, _) = await Tthc.RunAsync(
            ["verify", link, "--offline", "--save-bundle", scratch["bundle.json"], .. verifier]);
        Assert.Equal((3, "VERIFICATION_STATE_STATUS_UNAVAILABLE"), (offline, (string)token["state"]!));
        Assert.True((bool)token["genuineness"]!["genuine"]!);
        var (_, said, _) = await Tthc.SayAsync(["verify", link, "--offline", "--lang", "vi", .. verifier[1..]]);
        Assert.Contains("không hỏi kho, theo yêu cầu (--offline)", said, StringComparison.Ordinal);

        // With the keys saved and nobody to ask, the same answer; with a digit changed, a clear no.
        string[] alone = ["--json", "--bundle", scratch["bundle.json"], "--verifier", "http://127.0.0.1:9"];
        var (away, unasked, _) = await Tthc.RunAsync(["verify", link, .. alone]);
        Assert.Equal((3, "VERIFICATION_STATE_STATUS_UNAVAILABLE"), (away, (string)unasked["state"]!));
        var forged = Papers.WithAnotherDigit(link);
        var (no, judged, _) = await Tthc.RunAsync(["verify", forged, .. alone]);
        Assert.Equal((1, "VERIFICATION_STATE_ALTERED"), (no, (string)judged["state"]!));
    }

    [Fact]
    public async Task A_result_is_revoked_after_a_look_ahead_and_its_history_tells()
    {
        using var scratch = new Scratch();
        await MakeItemAsync(scratch, "paper", signed: true);
        var (_, pushed, _) = await Tthc.RunAsync(
            ["submit", scratch["paper.pdf"], "--json", "--store", site.StoreAddress, "--key-file",
                site.KeyFile("one-stop")]);
        var code = (string)pushed["items"]![0]!["code"]!;
        string[] store = ["--json", "--store", site.StoreAddress, "--key-file", site.KeyFile("agency")];
        string[] purpose = ["--purpose", "dossier", "--dossier", "H99.18.41-250905-0001"];
        string[] decision = ["--reason", "Cấp sai", "--legal-basis", "NĐ 61/2018/NĐ-CP", "--decision", "12/QĐ-TTHC"];

        var (looked, ahead, _) = await Tthc.RunAsync(["change", "suspend", code, "--dry-run", .. decision, .. store]);
        Assert.Equal(
            (0, true, "RESULT_STATUS_SUSPENDED"), (looked, (bool)ahead["dry_run"]!, (string)ahead["status"]!));
        var (impossible, why, _) = await Tthc.RunAsync(["change", "resume", code, "--dry-run", .. decision, .. store]);
        Assert.Equal((1, "CHANGE_NOT_ALLOWED"), (impossible, (string)why["refused"]!["reason"]!));

        var (unsaid, _, error) = await Tthc.RunAsync(["revoke", code, .. decision, .. store], silent: true);
        Assert.Equal(2, unsaid);
        Assert.Contains("--yes", error, StringComparison.Ordinal);
        Assert.Equal(["STORED"], await KindsAsync());

        var (done, revoked, _) = await Tthc.RunAsync(["revoke", code, "--yes", .. decision, .. store]);
        Assert.Equal((0, "RESULT_STATUS_REVOKED"), (done, (string)revoked["status"]!));
        Assert.Equal(["STORED", "REVOKED"], await KindsAsync());

        async Task<string[]> KindsAsync()
        {
            var (_, history, _) = await Tthc.RunAsync(["history", code, .. purpose, .. store]);
            return [.. history["entries"]!.AsArray().Select(entry => (string)entry!["kind"]!)];
        }
    }

    [Fact]
    public async Task Many_results_are_changed_by_one_decision_only_after_they_were_counted()
    {
        using var scratch = new Scratch();
        await MakeItemAsync(scratch, "a", signed: true, "KQ.H99.990003");
        await MakeItemAsync(scratch, "b", signed: true, "KQ.H99.990003");
        var (_, pushed, _) = await Tthc.RunAsync(["submit", scratch.Path, "--json", "--store", site.StoreAddress,
            "--key-file", site.KeyFile("one-stop")]);
        string[] codes = [.. pushed["items"]!.AsArray().Select(item => (string)item!["code"]!)];
        string[] store = ["--json", "--store", site.StoreAddress, "--key-file", site.KeyFile("agency")];
        string[] purpose = ["--purpose", "dossier", "--dossier", "H99.18.41-250905-0001"];
        string[] many = ["change", "many", "revoke", "--type", "KQ.H99.990003", "--from", "2020-01-01",
            "--signer", Path.Combine(site.Data, "pki", $"{DevelopmentStore.Officer}.chain.pem"),
            "--reason", "Khóa ký bị lộ", "--legal-basis", "NĐ 61/2018/NĐ-CP", "--decision", "77/QĐ-TTHC", .. store];

        var (unsaid, _, error) = await Tthc.RunAsync(many, silent: true);
        Assert.True(unsaid == 2 && error.Contains("--yes", StringComparison.Ordinal), error);
        var (looked, ahead, _) = await Tthc.RunAsync([.. many, "--dry-run"]);
        Assert.Equal((0, true, "2"), (looked, (bool)ahead["dry_run"]!, (string)ahead["changed"]!));
        Assert.Equal("RESULT_STATUS_VALID", await StatusAsync(codes[0]));

        var unsigned = await scratch.KeepAsync("decision.pdf", Papers.Unsigned());
        var (unproved, whyNot, _) = await Tthc.RunAsync([.. many, "--dry-run", "--decision-file", unsigned]);
        Assert.Equal((1, "NOT_SIGNED"), (unproved, (string)whyNot["refused"]!["reason"]!));
        Assert.Contains("decision", whyNot["refused"]!.ToJsonString(), StringComparison.Ordinal);

        var (done, made, _) = await Tthc.RunAsync([.. many, "--yes"]);
        Assert.Equal((0, false, "2"), (done, (bool)made["dry_run"]!, (string)made["changed"]!));
        Assert.Equal("RESULT_STATUS_REVOKED", await StatusAsync(codes[1]));

        // No decision at all is told before anything is counted.
        many[Array.IndexOf(many, "77/QĐ-TTHC")] = " ";
        var (refused, why, _) = await Tthc.RunAsync([.. many, "--dry-run"]);
        Assert.Equal((1, "FIELDS_INVALID"), (refused, (string)why["refused"]!["reason"]!));

        string[] dispute = ["dispute", codes[0], "--text", "Sai năm sinh", .. store];
        Assert.True((bool)(await Tthc.RunAsync(dispute)).Answer["disputed"]!);
        Assert.False((bool)(await Tthc.RunAsync([.. dispute, "--settled"])).Answer["disputed"]!);

        async Task<string> StatusAsync(string code) =>
            (string)(await Tthc.RunAsync(["history", code, .. purpose, .. store])).Answer["status"]!;
    }

    [Fact]
    public async Task A_system_is_registered_pushes_is_shut_out_and_let_in_again()
    {
        using var scratch = new Scratch();
        string[] administrator = ["--json", "--store", site.StoreAddress, "--key-file", site.KeyFile("administrator")];
        var (added, _, _) = await Tthc.RunAsync(
            [
                "client", "add", "phuong-son-tra", "--name", "UBND phường Sơn Trà", "--role", "one-stop", "--agency",
                "H99.43.22",
                "--key-out", scratch["key"], .. administrator,
            ]);
        Assert.Equal(0, added);
        Assert.True(
            OperatingSystem.IsWindows()
            || File.GetUnixFileMode(scratch["key"]) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

        await MakeItemAsync(scratch, "own", signed: true);
        string[] push = ["submit", scratch["own.pdf"], "--json", "--store", site.StoreAddress, "--key-file",
            scratch["key"]];
        Assert.Equal(0, (await Tthc.RunAsync(push)).Exit);

        // A key file that is there is never written over by accident, and then nobody is registered either.
        string[] second =
            [
                "client", "add", "phuong-hai-chau", "--name", "UBND phường Hải Châu", "--role", "one-stop", "--agency",
                "H99.41.18", "--key-out", scratch["key"], .. administrator,
            ];
        var before = await File.ReadAllTextAsync(scratch["key"]);
        Assert.Equal((2, true), ((await Tthc.RunAsync(second, silent: true)).Exit, File.Exists(scratch["key"])));
        Assert.Equal(before, await File.ReadAllTextAsync(scratch["key"]));
        second[Array.IndexOf(second, scratch["key"])] = scratch["key3"];
        Assert.Equal(0, (await Tthc.RunAsync(second)).Exit);

        var (twice, again, _) = await Tthc.RunAsync(
            [
                "client", "add", "phuong-son-tra", "--name", "x", "--role", "one-stop", "--agency", "*",
                .. administrator,
            ]);
        Assert.Equal((1, "CLIENT_EXISTS"), (twice, (string)again["refused"]!["reason"]!));

        Assert.Equal(0, (await Tthc.RunAsync(["client", "disable", "phuong-son-tra", .. administrator])).Exit);
        var (shut, refused, _) = await Tthc.RunAsync([.. push, "--again"]);
        Assert.Equal((4, "CALLER_UNKNOWN"), (shut, (string)refused["items"]![0]!["refused"]!["reason"]!));

        Assert.Equal(
            0, (await Tthc.RunAsync(["client", "disable", "phuong-son-tra", "--enable", .. administrator])).Exit);
        Assert.Equal(0, (await Tthc.RunAsync([.. push, "--again"])).Exit);

        var (rotated, _, _) = await Tthc.RunAsync(
            ["client", "rotate", "phuong-son-tra", "--overlap-hours", "0", "--key-out", scratch["key2"],
                .. administrator]);
        Assert.Equal(0, rotated);
        Assert.NotEqual(await File.ReadAllTextAsync(scratch["key"]), await File.ReadAllTextAsync(scratch["key2"]));

        var (denied, _, _) = await Tthc.RunAsync(
            ["client", "list", "--json", "--store", site.StoreAddress, "--key-file", site.KeyFile("one-stop")]);
        Assert.Equal(4, denied);
    }

    [Fact]
    public async Task Doctor_finds_no_fault_in_a_running_development_site_and_names_the_missing_backups()
    {
        var (exit, answer, _) = await Tthc.RunAsync(["doctor", "--data", site.Data, "--json"]);
        Assert.True(exit == 0, answer.ToString());
        var findings = answer["findings"]!.AsArray().Select(finding => (string)finding!["sentence"]!).ToList();
        Assert.Contains(findings, sentence => sentence.Contains("code.key: no backup", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, "submit")]
    [InlineData(2, "submit", "no/such/folder")]
    [InlineData(2, "verify", "--no-such-option")]
    [InlineData(2, "sign", "README.md")]
    [InlineData(2, "get", "0000-0000-0000-0000-0", "--key-file", "no/such.key")]
    [InlineData(2, "verify", "0000-0000-0000-0000-1", "--json")]
    [InlineData(2, "verify", "no-such-file.pdf")]
    [InlineData(2, "submit", "samples/tro-cap-xa-hoi.pdf", "--metadata", "no-such.json")]
    [InlineData(3, "get", "0000-0000-0000-0000-0", "--store", "http://127.0.0.1:9")]
    [InlineData(2, "get", "0000-0000-0000-0000-0", "--store", "not an address")]
    [InlineData(0, "--help")]
    [InlineData(0, "submit", "--help")]
    public async Task The_exit_code_says_what_kind_of_end_it_was(int expected, params string[] arguments)
    {
        var (exit, _, error) = await Tool.TryRunAsync("dotnet", [Repository.Program("Cli", "tthc.dll"), .. arguments]);
        Assert.True(exit == expected, $"{exit}: {error}");
    }

    private async Task MakeItemAsync(Scratch scratch, string name, bool signed, string? type = null)
    {
        var pdf = Papers.Unsigned();
        var metadata = Papers.Metadata();
        metadata.ResultTypeCode = type ?? metadata.ResultTypeCode;
        await scratch.KeepAsync($"{name}.pdf", signed ? await _papers.SignedByBothAsync(pdf) : pdf);
        await File.WriteAllTextAsync(scratch[$"{name}.json"], JsonFormatter.Default.Format(metadata));
    }
}
