using System.CommandLine;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Seals;

/// <summary><c>tthc seals</c>: what is to be done to sealed files.</summary>
internal sealed class SealsCommand(Language language, StandingOptions standing)
{
    public Command Make() => new(
        "seals",
        language.Say("Mức bằng chứng của con dấu.", "The level of evidence of seals."))
    {
        MakeDue(),
    };

    private Verb MakeDue()
    {
        var within = new Option<int>("--within-days")
        {
            Description = language.Say("Cả những gì đến hạn trong số ngày này", "Also what comes due in so many days"),
        };
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "due",
            language.Say(
                "Liệt kê con dấu chờ nâng mức hoặc gia hạn dấu thời gian; mã thoát 1 khi có việc quá hạn.",
                "Lists seals to be raised or renewed; exit code 1 where one is late."),
            "tthc seals due --within-days 90 --key-file data/clients/administrator.key")
        {
            within,
        };
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var answer = await new Administration.AdministrationClient(connection.Channel).ListDueSealsAsync(
                new ListDueSealsRequest { WithinDays = parsed.GetValue(within), PageSize = 1_000 },
                connection.Options(ct));
            screen.Answer(Messages.ToJson(answer));
            foreach (var seal in answer.Seals)
            {
                Tell(seal, screen);
            }

            screen.Line(
                $"{answer.Seals.Count} trong danh sách. Cả kho: {answer.Raising} chờ nâng mức, {answer.Renewing} "
                    + $"đã đến lúc gia hạn, {answer.Late} quá hạn, "
                    + $"{answer.Failing} thử chưa được, {answer.Abandoned} không thể nâng nữa.",
                $"{answer.Seals.Count} listed. In the whole store: {answer.Raising} to raise, {answer.Renewing} to "
                    + $"renew by now, {answer.Late} late, "
                    + $"{answer.Failing} failing, {answer.Abandoned} that can never be raised.");
            if (answer.OlderPartsLeft > 0)
            {
                screen.Line(
                    $"Con dấu cũ: còn {answer.OlderPartsLeft}/4096 phần kho chưa xem.",
                    $"Older seals: {answer.OlderPartsLeft} of 4096 parts of the store not looked through yet.");
            }

            return answer.Late > 0 ? ExitCode.Refused : ExitCode.Done;
        });
        return command;
    }

    private static void Tell(DueSeal seal, Screen screen)
    {
        var what = seal.Level == seal.Target
            ? screen.Say("gia hạn", "renew")
            : $"{Name(seal.Level)} -> {Name(seal.Target)}";
        var copy = seal.CopyNumber > 1 ? $" ({seal.CopyNumber})" : "";
        var by = seal.AbandonedAtUnixMs > 0
            ? $"{screen.Say("không thể nữa, từ", "never, since")} {Messages.Instant(seal.AbandonedAtUnixMs)}"
            : $"{screen.Say("hạn", "by")} {Messages.Instant(seal.DoneByUnixMs)}";
        screen.Line($"{seal.Code}{copy}  {what,-14} {by}"
            + (seal.Attempts > 0 ? $"  {seal.Attempts}: {seal.Fault}" : ""));
    }

    /// <summary>As the standard writes it: B-LTA.</summary>
    public static string Name(SealLevel level) => EnumNames.Of(level)["SEAL_LEVEL_".Length..].Replace('_', '-');
}
