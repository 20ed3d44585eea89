using EndToEnd.Tests.Lifecycle;
using ResultStore.V1;

namespace EndToEnd.Tests.CommandLine.Live;

/// <content>What a portal shows a holder, and which ids are one holder's.</content>
internal static partial class LiveCases
{
    private static async Task AddHolderAsync(LiveSite live, Dictionary<string, CommandCase> all)
    {
        var (code, metadata) = await live.PaperAsync();
        var holder = $"person:{metadata.Holders[0].Id}";
        var stranger = $"person:{live.NewPerson()}";
        string[] session = ["--session", "phien-88", "--level", "2", .. live.As("portal")];
        string[] stale = ["--authenticated-at", "2026-01-01T08:00:00+07:00", .. session];
        await live.Site.Reuse.GetResultAsync(
            new GetResultRequest { Code = code, Context = ChangeSteps.Why }, live.Site.As("agency"));

        all["holder list"] = new(
            [holder, .. session], ["code", "status"], code,
            [holder, .. stale], 1, "AUTHENTICATION_TOO_WEAK", "authenticat");
        all["holder get"] = new(
            [code, holder, .. session], ["metadata.holders.id", "receipt.code"], code,
            [code, stranger, .. session], 1, "RESULT_UNKNOWN", "result");
        all["holder download"] = new(
            [code, holder, "--out", live.Scratch["own.pdf"], "--force", .. session],
            ["file", "sha256"], live.Scratch["own.pdf"],
            [code, stranger, .. session], 1, "RESULT_UNKNOWN", "result");
        all["holder reads"] = new(
            [holder, .. session], ["operation", "at_unix_ms"], "GetResult",
            [holder, .. stale], 1, "AUTHENTICATION_TOO_WEAK", "authenticat");

        string[] proof = ["--evidence", "CC-17", "--legal-basis", "Luật Căn cước", .. live.As("administrator")];
        all["holder link"] = new(
            [Person(live), OldIdOf(live), .. proof], ["link.id", "link.told.holder.id"], "person:",
            [holder, holder, .. proof], 1, "FIELDS_INVALID", "earlier")
        {
            Again = [Person(live), OldIdOf(live), .. proof],
        };
        var (_, link) = await LinkAsync(live);
        var (_, another) = await LinkAsync(live);
        var (linked, _) = await LinkAsync(live);
        string[] why = ["--reason", "nhầm người", "--legal-basis", "Luật Căn cước", .. live.As("administrator")];
        all["holder unlink"] = new(
            [link, .. why], ["link.id", "link.undone_at_unix_ms"], "ended",
            ["0190a0b0-0000-7000-8000-000000000000", .. why], 1, "HOLDER_LINK_UNKNOWN", "link")
        {
            Again = [another, .. why],
        };
        all["holder links"] = new(
            [linked, .. live.As("administrator")], ["id", "told.holder.id"], linked,
            [linked, .. live.As("portal")], 4, "NOT_ALLOWED", "may not do this");
    }

    private static string Person(LiveSite live) => $"person:{live.NewPerson()}";

    /// <summary>Of nine digits, as identity cards had them.</summary>
    private static string OldIdOf(LiveSite live) => $"person:{live.NewPerson()[3..]}";

    private static async Task<(string Holder, string Link)> LinkAsync(LiveSite live)
    {
        var today = live.NewPerson();
        var answer = await new HolderLinks.HolderLinksClient(live.Site.StoreCalls).LinkHolderIdsAsync(
            new LinkHolderIdsRequest
            {
                Holder = new AccessHolder { Kind = HolderKind.Person, Id = today },
                Earlier = new AccessHolder { Kind = HolderKind.Person, Id = live.NewPerson()[3..] },
                Kind = HolderLinkKind.Same,
                EvidenceReference = "CC-18",
                LegalBasis = "Luật Căn cước",
                Officer = "nva",
            },
            live.Site.As("administrator"));
        return ($"person:{today}", answer.Link.Id);
    }
}
