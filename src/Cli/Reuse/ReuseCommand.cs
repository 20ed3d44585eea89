using System.CommandLine;
using Cli.Terminal;

namespace Cli.Reuse;

/// <summary><c>tthc reuse</c>: stored results in place of papers, as an officer asks for them.</summary>
internal static class ReuseCommand
{
    public static Command Make(Language language, StandingOptions standing) => new(
        "reuse", language.Say("Dùng kết quả trong kho thay giấy tờ phải nộp.", "Stored results in place of papers."))
    {
        CheckCommand.Make(language, standing),
        FindCommand.Make(language, standing),
        UseCommand.Make(language, standing),
        DeclineCommand.Make(language, standing),
    };

    public static Argument<string> ProcedureArgument(Language language) => StandingOptions.Text(
        "procedure", language.Say("Mã thủ tục của hồ sơ, ví dụ 1.004194", "Procedure of the dossier, e.g. 1.004194"));

    public static Option<string> ProcedureOption(Language language) => new("--procedure")
    {
        Description = language.Say("Mã thủ tục của hồ sơ, ví dụ 1.004194", "Procedure of the dossier, e.g. 1.004194"),
        Required = true,
    };

    public static Option<string> ComponentOption(Language language) => new("--component")
    {
        Description = language.Say("Mã thành phần hồ sơ, ví dụ TP01", "Component of the dossier, e.g. TP01"),
        Required = true,
    };
}
