using System.CommandLine;
using System.Text.Json.Nodes;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Access;

/// <summary><c>tthc access</c>: who read what, when, for what.</summary>
internal sealed class AccessCommand(Language language, StandingOptions standing)
{
    public Command Make() => new(
        "access", language.Say("Nhật ký khai thác kết quả.", "The log of who read what."))
    {
        MakeSearch(), new AccessExport(language, standing).Make(), MakeAlerts(),
    };

    private Verb MakeSearch()
    {
        var filter = new AccessFilterOptions(language);
        var most = new Option<int>("--most")
        {
            Description = language.Say("Số dòng tối đa", "Most lines"),
            DefaultValueFactory = _ => 100,
        };
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "search",
            language.Say("Tra cứu, mới nhất trước.", "Looks up reads, the latest first."),
            "tthc access search --code 7K3M-9QWX-2FHT-5ZRD-V --officer nva --key-file data/clients/administrator.key")
        {
            most,
        };
        filter.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var audit = new AccessAudit.AccessAuditClient(connection.Channel);
            var (left, token, all) = (parsed.GetValue(most), "", new JsonArray());
            do
            {
                var page = await audit.SearchAccessAsync(
                    new SearchAccessRequest
                    {
                        Filter = filter.Filter(parsed),
                        Context = filter.Context(parsed),
                        PageSize = Math.Clamp(left, 1, 1_000),
                        PageToken = token,
                    },
                    connection.Options(ct));
                if (all.Count == 0 && page.Records.Count > 0)
                {
                    screen.Line(AccessLine.Head(screen.Language));
                }

                foreach (var record in page.Records)
                {
                    all.Add(Messages.ToJson(record));
                    screen.Line(AccessLine.Text(record, screen.Language));
                }

                (left, token) = (left - page.Records.Count, page.NextPageToken);
            }
            while (left > 0 && token.Length > 0);
            screen.Answer(all);
            if (all.Count == 0)
            {
                screen.Line("Không có lượt đọc nào khớp.", "No read on record matches.");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private Verb MakeAlerts()
    {
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "alerts",
            language.Say("Các lần dò mã bất thường đã phát hiện.", "Bursts of guessing that were noticed."),
            "tthc access alerts --key-file data/clients/administrator.key");
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var answer = await new AccessAudit.AccessAuditClient(connection.Channel).ListAlertsAsync(
                new ListAlertsRequest { PageSize = 1_000 }, connection.Options(ct));
            foreach (var alert in answer.Alerts)
            {
                var who = alert.ClientId.Length > 0 ? alert.ClientId : alert.Address;
                screen.Line(
                    $"{Messages.Instant(alert.AtUnixMs)}  {EnumNames.Of(alert.Kind)["ALERT_KIND_".Length..],-14} "
                    + $"{who}: {alert.Seen} / {alert.WindowSeconds} s");
            }

            screen.Answer(new JsonArray([.. answer.Alerts.Select(Messages.ToJson)]));
            return ExitCode.Done;
        });
        return command;
    }
}
