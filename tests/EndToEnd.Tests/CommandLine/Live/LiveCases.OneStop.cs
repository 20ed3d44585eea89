using Cli.Setup;
using EndToEnd.Tests.Site;

namespace EndToEnd.Tests.CommandLine.Live;

/// <content>What a one-stop system does: sign, push, read what it pushed; and what anybody verifies.</content>
internal static partial class LiveCases
{
    private static async Task AddOneStopAsync(LiveSite live, Dictionary<string, CommandCase> all)
    {
        var (code, _) = await live.PaperAsync();
        var scratch = live.Scratch;
        var store = live.As("one-stop");
        string[] unknown = [LiveSite.NoCode, .. store];
        var plain = await scratch.KeepAsync("plain.pdf", Papers.Unsigned());
        var text = await scratch.KeepAsync("text.pdf", "No PDF at all."u8.ToArray());
        var unsigned = await scratch.KeepAsync("unsigned.pdf", Papers.Unsigned());
        File.Copy(Repository.PathTo("samples", "tro-cap-xa-hoi.json"), scratch["unsigned.json"]);

        all["sign"] = new(
            [plain, "--data", live.Site.Data, "--out", scratch["signed.pdf"], "--force"],
            ["file", "signers"], DevelopmentAuthorities.Mark,
            [text, "--data", live.Site.Data], 2, "USAGE", "not a PDF");
        all["submit"] = new(
            [await live.SignedAsync("paper"), "--attempts", "1", .. store],
            ["stored", "items.code", "items.link"], "1 in the store, 0 refused",
            [unsigned, .. store], 1, "NOT_SIGNED", "unsigned.pdf: NOT_SIGNED")
        {
            At = "items.refused.reason",
            InParts = true,
        };
        all["get"] = new(
            [code, .. store], ["metadata.result_name", "receipt.code", "status"], "in force",
            unknown, 1, "RESULT_UNKNOWN", "result");
        all["revalidate"] = new(
            [code, .. store], ["outcome", "report.verdict"], "The same verdict.",
            unknown, 1, "RESULT_UNKNOWN", "result");
        all["report"] = new(
            [code, "--out", scratch["report.xml"], "--force", .. store],
            ["file", "form", "sha256"], scratch["report.xml"],
            unknown, 1, "RESULT_UNKNOWN", "result");
        all["download"] = new(
            [code, "--out", scratch["sealed.pdf"], "--force", .. store],
            ["file", "sha256", "length"], scratch["sealed.pdf"],
            ["not-a-code", .. store], 2, "CODE_MALFORMED", "code");
        all["verify"] = new(
            [code, "--verifier", live.VerifierAddress],
            ["state", "genuineness.genuine", "result.code"], "VALID",
            ["0000-0000-0000-0000-1", "--verifier", live.VerifierAddress], 2, "CODE_MALFORMED", "is not a code");
        all["history"] = new(
            [code, .. store], ["entries.kind", "status", "version"], "STORED",
            unknown, 1, "RESULT_UNKNOWN", "result");
    }
}
