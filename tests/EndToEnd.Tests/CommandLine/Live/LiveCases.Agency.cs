using ResultStore.V1;

namespace EndToEnd.Tests.CommandLine.Live;

/// <content>An agency's officer: stored results in place of papers, and what becomes of them.</content>
internal static partial class LiveCases
{
    private const string Procedure = "2.001827"; // of the sample catalogue
    private const string NoticeDossier = "H99.18.41-261122-0089";

    private static async Task AddAgencyAsync(LiveSite live, Dictionary<string, CommandCase> all)
    {
        var agency = live.As("agency");
        string[] part = ["--procedure", Procedure, "--component", "TP02"];
        var (code, metadata) = await live.PaperAsync();
        var holder = $"person:{metadata.Holders[0].Id}";
        string[] dossier = ["--holder", holder, "--dossier", LiveSite.Dossier, .. agency];

        all["reuse check"] = new(
            [Procedure, "--component", "TP02", "--due", "2099-12-31", .. dossier],
            ["state", "components.component_code", "components.results.code"], "TP02  covered",
            [Procedure, "--holder", "person", "--dossier", LiveSite.Dossier, .. agency], 2, "USAGE", "'person'");
        all["reuse find"] = new(
            [holder, "--dossier", LiveSite.Dossier, .. agency], ["code", "status", "result_name"], code,
            [holder, .. agency], 1, "FIELDS_INVALID", "context.dossier_code");
        all["reuse use"] = new(
            [code, .. part, .. dossier], ["reliance_id", "state", "repeated"], "Recorded before.",
            [LiveSite.NoCode, .. part, .. dossier], 1, "RESULT_UNKNOWN", "result");
        all["reuse decline"] = new(
            [(await live.PaperAsync()).Code, .. part, "--fault", "illegible", "--dossier", LiveSite.Dossier, .. agency],
            ["reliance_id", "declined_at_unix_ms"], "Recorded as not taken.",
            [LiveSite.NoCode, .. part, "--fault", "illegible", "--dossier", LiveSite.Dossier, .. agency],
            1, "RESULT_UNKNOWN", "result");
        all["feed"] = new(
            ["--code", code, .. agency], ["number", "kind", "code"], "stored",
            ["--from", "900000000", .. agency], 1, "EVENT_NUMBER_AHEAD", "does not reach that number");

        var notice = await NoticeAsync(live);
        all["notices list"] = new(
            ["--all", "--dossier", NoticeDossier, .. agency],
            ["notice_id", "event.kind", "reliance.dossier_code"], notice,
            ["--all", "--agency", "Z\u0007", .. agency], 1, "FIELDS_INVALID", "agency");
        all["notices done"] = new(
            [notice, .. agency], ["acknowledged"], "recorded as dealt with",
            ["bm8", .. agency], 1, "NOTICE_UNKNOWN", "notice");
    }

    /// <summary>A paper that a dossier relies on is revoked: the agency has to be told.</summary>
    private static async Task<string> NoticeAsync(LiveSite live)
    {
        var (code, metadata) = await live.PaperAsync();
        using (var use = live.Site.Reuse.UseResult(
            new UseResultRequest
            {
                Code = code,
                ProcedureCode = Procedure,
                ComponentCode = "TP02",
                Holders =
                {
                    new DossierHolder
                    {
                        Kind = HolderKind.Person,
                        Id = metadata.Holders[0].Id,
                        Role = HolderRole.Applicant,
                    },
                },
                Context = new ReadContext { Purpose = Purpose.Dossier, DossierCode = NoticeDossier, Officer = "nva" },
            },
            live.Site.As("agency")))
        {
            while (await use.ResponseStream.MoveNext(CancellationToken.None))
            {
                // To its end, so that it is on record.
            }
        }

        await live.ChangeAsync(code, ResultChangeKind.Revoke, "883/QĐ");
        for (var tries = 0; ; tries++)
        {
            var list = await live.Site.Feed.ListNoticesAsync(
                new ListNoticesRequest { DossierCode = NoticeDossier, PageSize = 10 }, live.Site.As("agency"));
            if (list.Notices is [{ NoticeId: var id }])
            {
                return id;
            }

            Assert.True(tries < 300, "nobody was told");
            await Task.Delay(100);
        }
    }
}
