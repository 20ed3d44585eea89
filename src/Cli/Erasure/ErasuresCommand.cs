using System.CommandLine;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Erasure;

/// <summary><c>tthc erasures</c>: orders to erase and how far each is, never of whom.</summary>
internal static class ErasuresCommand
{
    public static Command Make(Language language, StandingOptions standing)
    {
        var store = StoreOptions.ForStore(language);
        var open = new Option<bool>("--open")
        {
            Description = language.Say("Chỉ các yêu cầu chưa xong", "Only those that are not finished"),
        };
        var command = new Verb(
            "erasures",
            language.Say(
                "Các yêu cầu xóa dữ liệu cá nhân và tiến độ; mã thoát 1 khi có yêu cầu chưa xong.",
                "Orders to erase personal data and how far they are; exit code 1 where one is not finished."),
            "tthc erasures --open --key-file data/clients/administrator.key")
        {
            open,
        };
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var answer = await new Erasures.ErasuresClient(connection.Channel).ListErasuresAsync(
                new ListErasuresRequest(), connection.Options(ct));
            var shown = new ListErasuresResponse();
            shown.Erasures.Add(answer.Erasures.Where(
                one => !parsed.GetValue(open) || one.State != ErasureState.Done));
            foreach (var one in shown.Erasures)
            {
                screen.Line($"{Messages.Instant(one.AtUnixMs)}  {one.OrderReference}  {StateOf(one, screen)}");
                screen.Line(
                    "  " + screen.Say(
                        $"{one.Results} kết quả, {one.Rows} dòng", $"{one.Results} results, {one.Rows} rows")
                    + $"; {one.LegalBasis}; {one.Officer}; {one.ClientId}; {one.Id}");
            }

            screen.Answer(Messages.ToJson(shown));
            return answer.Erasures.All(one => one.State == ErasureState.Done) ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static string StateOf(ResultStore.V1.Erasure one, Screen screen) => one.State switch
    {
        ErasureState.Done => screen.Say("xong lúc ", "done at ") + Messages.Instant(one.FinishedAtUnixMs),
        ErasureState.Damaged => screen.Say(
            $"còn {one.Damaged} dòng hỏng không đọc được, thử lại lúc ",
            $"{one.Damaged} damaged rows cannot be read, tried again at ") + Messages.Instant(one.NextAttemptAtUnixMs),
        _ => screen.Say(
            $"chưa xong, lần thử {one.Attempts}, kho tự làm tiếp lúc ",
            $"not finished, try {one.Attempts}, the store goes on at ") + Messages.Instant(one.NextAttemptAtUnixMs),
    };
}
