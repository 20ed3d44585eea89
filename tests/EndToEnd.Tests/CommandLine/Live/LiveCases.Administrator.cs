using EndToEnd.Tests.Site;
using Grpc.Core;
using ResultStore.V1;

namespace EndToEnd.Tests.CommandLine.Live;

/// <content>What administrators do: systems, the catalogue, who read what, keys of personal data, erasures.</content>
internal static partial class LiveCases
{
    private static async Task AddAdministratorAsync(LiveSite live, Dictionary<string, CommandCase> all)
    {
        var administrator = live.As("administrator");
        AddClients(live, all);
        AddCatalogue(live, all);
        await AddAccessAsync(live, all);

        all["data-key rotate"] = new(
            ["--again", .. administrator], ["rotation.id", "rotation.to_version"], "DATA -> 1",
            live.As("agency"), 4, "NOT_ALLOWED", "may not do this");
        all["data-key status"] = new(
            administrator, ["data_key_version", "newest_data_key_version"], "data: 1/1",
            live.As("agency"), 4, "NOT_ALLOWED", "may not do this");
        all["seals due"] = new(
            ["--within-days", "30", .. administrator], ["seals", "late"], "0 late",
            live.As("agency"), 4, "NOT_ALLOWED", "may not do this");

        var (_, erased) = await live.PaperAsync();
        var (_, counted) = await live.PaperAsync();
        string[] order = ["--order", "88/QĐ-TA", "--legal-basis", "Luật 91/2025/QH15", .. administrator];
        all["erase"] = new(
            [$"person:{erased.Holders[0].Id}", "--carry-out", .. order], ["results", "rows", "erasure.id"],
            "Would erase", ["people:12", .. order], 2, "USAGE", "'people:12'")
        {
            Again = [$"person:{counted.Holders[0].Id}", .. order],
        };
        all["erasures"] = new(
            administrator, ["erasures.order_reference", "erasures.state"], "88/QĐ-TA",
            live.As("agency"), 4, "NOT_ALLOWED", "may not do this")
        {
            Last = true, // until the one above is carried out, the answer is no
        };
    }

    private static void AddClients(LiveSite live, Dictionary<string, CommandCase> all)
    {
        var administrator = live.As("administrator");
        string[] system = ["--name", "Sở Xây dựng", "--role", "one-stop", "--agency", "H99.11", .. administrator];
        all["client add"] = new(
            ["live-one", .. system], ["client.id", "api_key"], "API key",
            ["X", .. system], 1, "FIELDS_INVALID", "id")
        {
            Again = ["live-two", "--key-out", live.Scratch["two.key"], .. system],
        };
        all["client list"] = new(
            administrator, ["id", "roles"], "administrator",
            live.As("agency"), 4, "NOT_ALLOWED", "may not do this");
        all["client disable"] = new(
            ["inspector", "--enable", .. administrator], ["id", "disabled"], "inspector",
            ["nobody-here", .. administrator], 1, "CLIENT_UNKNOWN", "No system has this id.");
        all["client rotate"] = new(
            ["portal", .. administrator], ["api_key"], "told only now",
            ["nobody-here", .. administrator], 1, "CLIENT_UNKNOWN", "No system has this id.");
    }

    private static void AddCatalogue(LiveSite live, Dictionary<string, CommandCase> all)
    {
        var administrator = live.As("administrator");
        string[] files =
            [.. Directory.EnumerateFiles(Repository.PathTo("samples", "catalogue"), "*.json"), .. administrator];
        var faulty = live.Scratch["faulty.json"];
        File.WriteAllText(faulty, """{ "procedures": [{ "code": "" }] }""");
        all["catalogue import"] = new(
            files, ["summary.read", "summary.version"], "0 new, 0 differ",
            [faulty, .. administrator], 1, "", "faulty.json:1")
        {
            At = "faults.sentence_en",
        };
        all["catalogue diff"] = new(
            files, ["summary.unchanged"], "0 new, 0 differ",
            [live.Scratch["none.json"], .. administrator], 2, "USAGE", "none.json");
        all["catalogue export"] = new(
            ["--out", live.Scratch["catalogue.json"], "--force", .. administrator], ["file", "length"],
            live.Scratch["catalogue.json"],
            ["--on", "someday", .. administrator], 1, "FIELDS_INVALID", "on");
    }

    private static async Task AddAccessAsync(LiveSite live, Dictionary<string, CommandCase> all)
    {
        var administrator = live.As("administrator");
        var (code, _) = await live.PaperAsync();
        await live.Site.Reuse.GetResultAsync(
            new GetResultRequest { Code = code, Context = Lifecycle.ChangeSteps.Why }, live.Site.As("agency"));
        await GuessAsync(live);
        var kept = await live.Scratch.KeepAsync("kept.csv", "mine"u8.ToArray());
        all["access search"] = new(
            ["--code", code, .. administrator], ["operation", "client_id", "at_unix_ms"], "GetResult",
            ["--holder", "079", .. administrator], 2, "USAGE", "'079'");
        all["access export"] = new(
            ["--from", "2026-01-01", "--out", live.Scratch["log.csv"], "--force", .. administrator],
            ["file", "records"], live.Scratch["log.csv"],
            ["--out", kept, .. administrator], 2, "USAGE", "--force");
        all["access alerts"] = new(
            administrator, ["kind", "client_id", "seen"], "inspector",
            live.As("agency"), 4, "NOT_ALLOWED", "may not do this");
    }

    /// <summary>As many unknown codes as raise an alert.</summary>
    private static async Task GuessAsync(LiveSite live)
    {
        var context = new ReadContext { Purpose = Purpose.Inspection, Officer = "nva" };
        await Parallel.ForAsync(0, 55, async (_, ct) => await Assert.ThrowsAsync<RpcException>(async () =>
            await live.Site.Reuse.GetResultAsync(
                new GetResultRequest { Code = LiveSite.NoCode, Context = context }, live.Site.As("inspector"),
                cancellationToken: ct)));
    }
}
