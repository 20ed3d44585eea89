using System.Text.Json.Nodes;
using EndToEnd.Tests.Site;
using ResultStore.V1;

namespace EndToEnd.Tests.CommandLine;

/// <summary>An officer's day at the command line: ask, take, decline, hear what becomes of it; and a portal's
/// holder.</summary>
[Collection(SharedSite.Name)]
public sealed class OfficerTests(DevelopmentSite site)
{
    private const string Procedure = "2.001827"; // of the sample catalogue
    private const string Dossier = "H99.18.41-261122-0044";

    private readonly Papers _papers = new(site);

    private string[] Agency => ["--store", site.StoreAddress, "--key-file", site.KeyFile("agency")];

    private string[] Portal =>
    [
        "--session", "phien-44", "--level", "2", "--store", site.StoreAddress, "--key-file", site.KeyFile("portal"),
    ];

    [Fact]
    public async Task An_officer_asks_takes_and_declines_and_scripts_see_which_by_the_exit_code()
    {
        using var scratch = new Scratch();
        await SampleCatalogue.ImportAsync(site);
        var holder = await HolderAsync("079044000001");
        string[] dossier = ["--holder", $"person:{holder.Id}", "--dossier", Dossier, .. Agency];

        var (asked, answer, _) = await Tthc.RunAsync(
            ["reuse", "check", Procedure, "--component", "TP02", "--due", "2099-12-31", "--json", .. dossier]);
        var component = Assert.Single(answer["components"]!.AsArray())!;
        var (missing, _, _) = await Tthc.RunAsync(
            [
                "reuse", "check", Procedure, "--json", "--holder", "person:079044000099", "--dossier", Dossier,
                .. Agency,
            ]);
        Assert.Equal((0, "REUSE_STATE_COVERED"), (asked, (string)component["state"]!));
        Assert.Equal(holder.Code, (string)component["results"]![0]!["code"]!);
        Assert.Equal(1, missing);
        var (unknown, _, _) = await Tthc.RunAsync(["reuse", "check", "9.999999", "--json", .. dossier]);
        Assert.Equal(2, unknown);

        string[] use = ["reuse", "use", holder.Code, "--procedure", Procedure, "--component", "TP02", "--json"];
        var (used, taken, _) = await Tthc.RunAsync([.. use, "--out", scratch["taken.pdf"], .. dossier]);
        var (again, repeated, _) = await Tthc.RunAsync([.. use, .. dossier]);
        Assert.Equal((0, false), (used, (bool)taken["repeated"]!));
        Assert.Equal((0, true), (again, (bool)repeated["repeated"]!));
        Assert.Equal(
            await Documents.FetchAsync(site, holder.Code, DocumentForm.Sealed),
            await File.ReadAllBytesAsync(scratch["taken.pdf"]));

        string[] other = ["reuse", "use", holder.Code, "--procedure", Procedure, "--component", "TP02", "--json"];
        var (refused, why, _) = await Tthc.RunAsync(
            [.. other, "--holder", "person:079044000099", "--dossier", Dossier, .. Agency]);
        Assert.Equal((1, "REUSE_NOT_COVERED"), (refused, (string)why["refused"]!["reason"]!));
        var (nowhere, _, error) = await Tthc.RunAsync(
            [.. use, "--out", scratch["none/taken.pdf"], .. dossier], silent: true);
        Assert.Equal(2, nowhere);
        Assert.Contains("--out", error, StringComparison.Ordinal);

        string[] decline =
        [
            "reuse", "decline", holder.Code, "--procedure", Procedure, "--component", "TP02", "--fault", "illegible",
            "--dossier", Dossier, "--json", .. Agency,
        ];
        Assert.Equal(0, (await Tthc.RunAsync(decline)).Exit);
    }

    [Fact]
    public async Task An_officer_reads_in_their_own_language_what_is_covered_and_why()
    {
        await SampleCatalogue.ImportAsync(site);
        var holder = await HolderAsync("079044000002");
        string[] dossier = ["--holder", $"person:{holder.Id}", "--dossier", Dossier, .. Agency];

        var (others, vietnamese, _) = await Tthc.SayAsync(
            ["reuse", "check", Procedure, "--due", "2099-12-31", "--lang", "vi", .. dossier]);
        var (_, found, _) = await Tthc.SayAsync(
            ["reuse", "find", $"person:{holder.Id}", "--dossier", Dossier, .. Agency]);
        var (help, text, _) = await Tthc.SayAsync("reuse", "check", "--help", "--lang", "vi");

        Assert.Equal(1, others);
        Assert.Contains("TP02  đã có trong kho, không yêu cầu nộp", vietnamese, StringComparison.Ordinal);
        Assert.Contains(holder.Code, vietnamese, StringComparison.Ordinal);
        Assert.Contains($"{holder.Code}  in force", found, StringComparison.Ordinal);
        Assert.Equal(0, help);
        Assert.Contains("tthc reuse check", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_feed_is_read_once_followed_and_taken_up_where_it_was_left()
    {
        using var scratch = new Scratch();
        var holder = await HolderAsync("079044000003");
        string[] mine = ["--code", holder.Code, "--position", scratch["position"], "--json", .. Agency];

        var stored = Lines(await Tthc.SayAsync(["feed", .. mine]));
        var nothing = Lines(await Tthc.SayAsync(["feed", .. mine]));
        var following = Tthc.SayAsync(["feed", "--follow", "--most", "2", .. mine]);
        await ChangeAsync(holder.Code, ResultChangeKind.Suspend, "44/QĐ");
        await ChangeAsync(holder.Code, ResultChangeKind.Resume, "45/QĐ");

        var followed = Lines(await following);
        var kept = long.Parse(
            await File.ReadAllTextAsync(scratch["position"]), System.Globalization.CultureInfo.InvariantCulture);
        var (whole, text, _) = await Tthc.SayAsync(["feed", "--code", holder.Code, "--lang", "vi", .. Agency]);

        Assert.Equal(["FEED_EVENT_KIND_STORED"], stored.Select(line => (string)line["kind"]!));
        Assert.Empty(nothing);
        Assert.Equal(
            ["FEED_EVENT_KIND_SUSPENDED", "FEED_EVENT_KIND_RESUMED"], followed.Select(line => (string)line["kind"]!));
        Assert.Equal((string)followed[1]["number"]!, $"{kept}");
        Assert.Equal(0, whole);
        Assert.Contains("tạm đình chỉ", text, StringComparison.Ordinal);
        Assert.Equal(2, (await Tthc.SayAsync(["feed", "--from", "0", .. Agency])).Exit);
        Assert.Equal(1, (await Tthc.SayAsync(["feed", "--from", "900000000", .. Agency])).Exit);
    }

    [Fact]
    public async Task A_follower_whose_stream_breaks_goes_on_where_it_was()
    {
        using var scratch = new Scratch();
        using var wire = new Wire(site.Addresses.Store);
        var holder = await HolderAsync("079044000006");
        var following = Tthc.SayAsync(
            "feed", "--follow", "--from", "1", "--most", "2", "--code", holder.Code, "--position", scratch["position"],
            "--json", "--store", wire.Address, "--key-file", site.KeyFile("agency"));
        while (!File.Exists(scratch["position"]))
        {
            Assert.False(following.IsCompleted, "it ended before it told anything");
            await Task.Delay(100);
        }

        wire.Cut();
        await ChangeAsync(holder.Code, ResultChangeKind.Revoke, "46/QĐ");
        var (exit, output, error) = await following;

        Assert.Equal(
            ["FEED_EVENT_KIND_STORED", "FEED_EVENT_KIND_REVOKED"],
            Lines((exit, output, error)).Select(line => (string)line["kind"]!));
        Assert.Contains("going on from event", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_officer_works_off_what_became_of_results_that_dossiers_rely_on()
    {
        await SampleCatalogue.ImportAsync(site);
        var holder = await HolderAsync("079044000007");
        var dossier = "H99.18.41-261122-0047";
        await Tthc.RunAsync(
            ["reuse", "use", holder.Code, "--procedure", Procedure, "--component", "TP02", "--json",
                "--holder", $"person:{holder.Id}", "--dossier", dossier, .. Agency]);
        await ChangeAsync(holder.Code, ResultChangeKind.Revoke, "47/QĐ");

        string[] list = ["notices", "list", "--dossier", dossier, "--json", .. Agency];
        var open = new JsonArray();
        for (var tries = 0; open.Count == 0 && tries < 30; tries++)
        {
            open = (await Tthc.RunAsync(list)).Answer.AsArray();
        }

        var notice = Assert.Single(open)!;
        var (_, text, _) = await Tthc.SayAsync(
            ["notices", "list", "--dossier", dossier, "--lang", "vi", .. Agency]);
        var (done, acknowledged, _) = await Tthc.RunAsync(
            ["notices", "done", (string)notice["notice_id"]!, "--officer", "can-bo-7", "--json", .. Agency]);
        var left = (await Tthc.RunAsync(list)).Answer.AsArray();
        var all = (await Tthc.RunAsync([.. list, "--all"])).Answer.AsArray();
        var (unknown, why, _) = await Tthc.RunAsync(["notices", "done", "bm8", "--json", .. Agency]);

        Assert.Equal("FEED_EVENT_KIND_REVOKED", (string)notice["event"]!["kind"]!);
        Assert.Contains("thu hồi", text, StringComparison.Ordinal);
        Assert.Contains(dossier, text, StringComparison.Ordinal);
        Assert.Equal((0, 1), (done, (int)acknowledged["acknowledged"]!));
        Assert.Empty(left);
        Assert.Equal("agency: can-bo-7", (string)Assert.Single(all)!["acknowledged_by"]!);
        Assert.Equal((1, "NOTICE_UNKNOWN"), (unknown, (string)why["refused"]!["reason"]!));
    }

    [Fact]
    public async Task A_portal_lists_reads_and_fetches_what_is_its_holders_and_nothing_else()
    {
        using var scratch = new Scratch();
        var holder = await HolderAsync("079044000004");
        var stranger = await HolderAsync("079044000005");
        var id = $"person:{holder.Id}";

        var (listed, own, _) = await Tthc.RunAsync(["holder", "list", id, "--json", .. Portal]);
        var (got, result, _) = await Tthc.RunAsync(["holder", "get", holder.Code, id, "--json", .. Portal]);
        var (saved, file, _) = await Tthc.RunAsync(
            ["holder", "download", holder.Code, id, "--out", scratch["own.pdf"], "--json", .. Portal]);
        var (read, reads, _) = await Tthc.RunAsync(["holder", "reads", id, "--json", .. Portal]);
        var (not, why, _) = await Tthc.RunAsync(["holder", "get", stranger.Code, id, "--json", .. Portal]);
        var (old, late, _) = await Tthc.RunAsync(
            ["holder", "list", id, "--authenticated-at", "2026-01-01T08:00:00+07:00", "--json", .. Portal]);
        var (_, text, _) = await Tthc.SayAsync(["holder", "list", id, "--lang", "vi", .. Portal]);

        Assert.Equal((0, holder.Code), (listed, (string)Assert.Single(own.AsArray())!["code"]!));
        Assert.Equal((0, holder.Id), (got, (string)result["metadata"]!["holders"]![0]!["id"]!));
        Assert.Equal((0, scratch["own.pdf"]), (saved, (string)file["file"]!));
        Assert.Equal(0, read);
        Assert.Contains(reads.AsArray(), each => (string)each!["operation"]! == "DownloadOwnDocument");
        Assert.Equal((1, "RESULT_UNKNOWN"), (not, (string)why["refused"]!["reason"]!));
        Assert.Equal((1, "AUTHENTICATION_TOO_WEAK"), (old, (string)late["refused"]!["reason"]!));
        Assert.Contains($"{holder.Code}  còn hiệu lực", text, StringComparison.Ordinal);
    }

    private async Task ChangeAsync(string code, ResultChangeKind kind, string decision) =>
        await site.Lifecycle.ChangeResultAsync(
            new ChangeResultRequest { Code = code, Change = Lifecycle.ChangeSteps.ChangeOf(kind, decision) },
            site.As("agency"));

    private static List<JsonNode> Lines((int Exit, string Output, string Error) run)
    {
        Assert.True(run.Exit == 0, run.Error);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    /// <summary>Somebody of one test alone, with one paper.</summary>
    private async Task<(string Id, string Code)> HolderAsync(string id)
    {
        var request = await _papers.RequestAsync("ho-kinh-doanh");
        request.Metadata.Holders[0].Id = id;
        var answer = await site.Intake.SubmitResultAsync(request, site.As("one-stop"), DevelopmentSite.In(60));
        return (id, answer.Receipt.Code);
    }
}
