using System.CommandLine;
using Cli.Reading;
using Cli.Store;
using Cli.Terminal;
using Cli.Verification;
using ResultStore.V1;

namespace Cli.Changes;

/// <summary><c>tthc history CODE</c>: everything that happened to a result, oldest first.</summary>
internal static class HistoryCommand
{
    public static Command Make(Language language, StandingOptions standing)
    {
        var code = GetCommand.CodeArgument(language);
        var context = new ReadContextOptions(language);
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "history",
            language.Say(
                "Xem mọi việc đã xảy ra với một kết quả, cũ trước.",
                "Shows everything that happened to a result, oldest first."),
            "tthc history 7K3M-9QWX-2FHT-5ZRD-V --purpose dossier --dossier H99.18.41-250905-0001 "
                + "--key-file data/clients/agency.key")
        {
            code,
        };
        context.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var history = await new ResultLifecycle.ResultLifecycleClient(connection.Channel).GetHistoryAsync(
                new GetHistoryRequest { Code = parsed.GetRequiredValue(code), Context = context.Read(parsed) },
                connection.Options(ct));
            screen.Answer(Messages.ToJson(history));
            Tell(history, screen);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tell(GetHistoryResponse history, Screen screen)
    {
        foreach (var entry in history.Entries)
        {
            screen.Line($"{Messages.Instant(entry.RecordedAtUnixMs)}  "
                + $"{StatusWords.OfHistory(entry.Kind, screen.Language)}  {entry.SystemId}");
            if (entry.EffectiveAtUnixMs != entry.RecordedAtUnixMs)
            {
                screen.Fact(
                "   Thay đổi từ",
                "   Change holds from",
                Messages.Instant(entry.EffectiveAtUnixMs));
            }

            screen.Fact("   Quyết định số", "   Decision no.", entry.DecisionNumber);
            screen.Fact("   Căn cứ", "   Legal basis", entry.LegalBasis);
            screen.Fact("   Lý do", "   Reason", entry.Reason);
            screen.Fact("   Cán bộ", "   Officer", entry.Officer);
            screen.Fact("   Không hiển thị", "   Not shown", entry.Withheld
                ? screen.Say("cán bộ hoặc nội dung khiếu nại", "officer or words of the dispute")
                : "");
            screen.Fact("   Hủy quyết định", "   Cancels decision", entry.CancelledDecisionNumber);
            foreach (var field in entry.ChangedFields)
            {
                screen.Fact("   Đổi trường", "   Changed field", field.Before.Length + field.After.Length == 0
                    ? field.Path
                    : $"{field.Path}: \"{field.Before}\" → \"{field.After}\"");
            }

            screen.Fact("   Khiếu nại", "   Dispute", entry.DisputeId);
            screen.Fact("   Thay bằng", "   Replaced by", entry.SuccessorCode);
        }

        screen.Line();
        screen.Fact("Tình trạng", "Status", StatusWords.Of(history.Status, screen.Language));
        screen.Fact("Phiên bản", "Version", Text(history.Version));
        screen.Fact("Đang khiếu nại", "Disputed", history.Disputed ? screen.Say("có", "yes") : "");
        VerdictText.TellUnprovedTime(history.SigningTimeUnproved, "", screen);
        screen.Fact("Thay cho", "In place of", history.PredecessorCode);
        screen.Fact("Hiện thay bằng", "Now replaced by", history.CurrentCode);
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
