using System.CommandLine;
using Cli.Reading;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Changes;

/// <summary><c>tthc dispute CODE</c>: records that a holder disputes a result, or that it is settled.</summary>
internal static class DisputeCommand
{
    public static Command Make(Language language, StandingOptions standing)
    {
        var code = GetCommand.CodeArgument(language);
        var text = new Option<string>("--text")
        {
            Description = language.Say("Nội dung khiếu nại, hoặc cách giải quyết", "What is disputed, or how it ended"),
            Required = true,
        };
        var settled = new Option<bool>("--settled")
        {
            Description = language.Say("Khiếu nại đã giải quyết xong", "The dispute is settled"),
        };
        var which = new Option<string>("--id")
        {
            Description = language.Say(
                "Khiếu nại nào, khi có nhiều khiếu nại đang mở", "Which dispute to settle, where several are open"),
            DefaultValueFactory = _ => "",
        };
        var officer = new Option<string>("--officer")
        {
            Description = language.Say("Người ghi nhận", "The officer who records it"),
            DefaultValueFactory = _ => Environment.UserName,
        };
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "dispute",
            language.Say(
                "Ghi nhận chủ hồ sơ khiếu nại một kết quả; tình trạng của nó không đổi.",
                "Records that a holder disputes a result; its status stays."),
            "tthc dispute 7K3M-9QWX-2FHT-5ZRD-V --text \"Sai năm sinh\" --key-file data/clients/agency.key")
        {
            code, text, settled, which, officer,
        };
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            using var connection = store.Open(parsed);
            var answer = await new ResultLifecycle.ResultLifecycleClient(connection.Channel).RecordDisputeAsync(
                new RecordDisputeRequest
                {
                    Code = parsed.GetRequiredValue(code),
                    Text = parsed.GetRequiredValue(text),
                    Officer = parsed.GetRequiredValue(officer),
                    Settled = parsed.GetValue(settled),
                    DisputeId = parsed.GetRequiredValue(which),
                },
                connection.Options(ct));
            screen.Answer(Messages.ToJson(answer));
            var isSettled = parsed.GetValue(settled);
            screen.Line(
                !isSettled ? "Đã ghi nhận khiếu nại."
                    : answer.Disputed ? "Khiếu nại này đã khép lại; còn khiếu nại khác đang mở."
                    : "Khiếu nại đã khép lại.",
                !isSettled ? "The dispute is recorded."
                    : answer.Disputed ? "This dispute is closed; another is still open."
                    : "The dispute is closed.");
            screen.Fact("Mã khiếu nại", "Dispute", answer.DisputeId);
            return ExitCode.Done;
        });
        return command;
    }
}
