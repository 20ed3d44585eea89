using Google.Protobuf;
using ResultStore.V1;

namespace EndToEnd.Tests.CommandLine.Live;

/// <content>Decisions about a result: each has a paper of its own, and a second time the same decision changes
/// nothing.</content>
internal static partial class LiveCases
{
    private static async Task AddChangesAsync(LiveSite live, Dictionary<string, CommandCase> all)
    {
        var agency = live.As("agency");
        foreach (var kind in (string[])["revoke", "change revoke", "change annul", "change suspend"])
        {
            all[kind] = await ChangeAsync(kind, _ => Task.CompletedTask);
        }

        all["change resume"] = await ChangeAsync(
            "change resume", code => live.ChangeAsync(code, ResultChangeKind.Suspend, "880/QĐ"));
        all["change reinstate"] = await ChangeAsync(
            "change reinstate", code => live.ChangeAsync(code, ResultChangeKind.Revoke, "881/QĐ"));
        all["change cancel"] = await ChangeAsync(
            "change cancel",
            code => live.ChangeAsync(
                code, ResultChangeKind.Revoke, "882/QĐ", TimeProvider.System.GetUtcNow().AddDays(3)),
            "--cancels", "882/QĐ");
        var (old, metadata) = await live.PaperAsync();
        var (successor, _) = await live.PaperAsync(change: next => next.Holders[0].Id = metadata.Holders[0].Id);
        all["change replace"] = CaseOf("change replace", old, "--by", successor);
        all["change correct"] = await MetadataAsync("change correct");
        all["change amend"] = await MetadataAsync("change amend");
        await AddManyAsync(live, all);

        var (disputed, _) = await live.PaperAsync();
        all["dispute"] = new(
            [disputed, "--text", "Sai năm sinh", .. agency], ["dispute_id", "disputed"], "The dispute is recorded.",
            [LiveSite.NoCode, "--text", "Sai năm sinh", .. agency], 1, "RESULT_UNKNOWN", "result");

        async Task<CommandCase> ChangeAsync(string kind, Func<string, Task> before, params string[] more)
        {
            var (code, _) = await live.PaperAsync();
            await before(code);
            return CaseOf(kind, code, more);
        }

        async Task<CommandCase> MetadataAsync(string kind)
        {
            var (code, right) = await live.PaperAsync();
            right.Summary += " (bản đúng)";
            var file = live.Scratch[$"{kind}.json"];
            await File.WriteAllTextAsync(file, JsonFormatter.Default.Format(right));
            return CaseOf(kind, code, "--metadata", file);
        }

        CommandCase CaseOf(string kind, string code, params string[] more)
        {
            string[] decision = [.. more, .. DecisionOf(kind), "--yes", .. agency];
            return new(
                [code, .. decision], ["status", "effective_at_unix_ms", "dry_run"], code,
                [LiveSite.NoCode, .. decision], 1, "RESULT_UNKNOWN", "result");
        }
    }

    private static async Task AddManyAsync(LiveSite live, Dictionary<string, CommandCase> all)
    {
        await live.PaperAsync(change: paper => paper.ResultTypeCode = "KQ.H99.990088");
        var agency = live.As("agency");
        string[] decision = [.. DecisionOf("change many"), "--yes", .. agency];
        all["change many"] = new(
            ["revoke", "--type", "KQ.H99.990088", "--from", "2020-01-01", .. decision],
            ["selected", "changed", "dry_run"], "There was nothing to change.",
            ["revoke", .. decision], 1, "FIELDS_INVALID", "selector");
    }

    private static string[] DecisionOf(string kind) =>
        ["--reason", "Cấp sai", "--legal-basis", "NĐ 61/2018/NĐ-CP", "--decision", $"{kind}/QĐ"];
}
