using System.CommandLine;
using Cli.Reading;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Reuse;

/// <summary><c>tthc reuse decline CODE</c>: asks for the paper all the same, and says what is wrong with the
/// result.</summary>
internal static class DeclineCommand
{
    private static readonly string[] Faults =
    [
        "illegible", "incomplete", "data-differ", "other-person", "other-kind", "out-of-date", "doubted", "other",
    ];

    public static Command Make(Language language, StandingOptions standing)
    {
        var code = GetCommand.CodeArgument(language);
        var procedure = ReuseCommand.ProcedureOption(language);
        var component = ReuseCommand.ComponentOption(language);
        var fault = new Option<string>("--fault")
        {
            Description = language.Say(
                "Lỗi chất lượng của kết quả (NĐ 47/2020, Điều 5); other: nêu trong --note",
                "What is wrong with it (NĐ 47/2020, Đ.5); other: say it in --note"),
            Required = true,
        };
        fault.AcceptOnlyFromAmong(Faults);
        var context = new ReadContextOptions(language, "dossier");
        var store = StoreOptions.ForStore(language);
        var command = new Verb(
            "decline",
            language.Say(
                "Không dùng kết quả trong kho cho một thành phần, hoặc rút lại việc đã dùng; phải nêu lỗi chất lượng.",
                "Does not take a stored result for a component, or takes an earlier use back; a fault must be named."),
            "tthc reuse decline 7K3M-9QWX-2FHT-5ZRD-V --procedure 1.004194 --component TP01 --fault illegible "
                + "--dossier H99.18.41-261122-0001 --key-file data/clients/agency.key")
        {
            code, procedure, component, fault,
        };
        context.AddTo(command);
        store.AddTo(command);
        command.Runs(standing, async (parsed, screen, ct) =>
        {
            EnumNames.TryParse<QualityFault>(parsed.GetRequiredValue(fault), "QUALITY_FAULT_", out var wrong);
            using var connection = store.Open(parsed);
            var answer = await new ResultReuse.ResultReuseClient(connection.Channel).DeclineReuseAsync(
                new DeclineReuseRequest
                {
                    Code = parsed.GetRequiredValue(code),
                    ProcedureCode = parsed.GetRequiredValue(procedure),
                    ComponentCode = parsed.GetRequiredValue(component),
                    Fault = wrong,
                    Context = context.Read(parsed),
                },
                connection.Options(ct));
            screen.Answer(Messages.ToJson(answer));
            screen.Line("Đã ghi nhận không dùng.", "Recorded as not taken.");
            screen.Fact("Mã ghi nhận", "Record", answer.RelianceId);
            screen.Fact("Lúc", "At", Messages.Instant(answer.DeclinedAtUnixMs));
            return ExitCode.Done;
        });
        return command;
    }
}
