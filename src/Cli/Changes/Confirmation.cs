using Cli.Terminal;

namespace Cli.Changes;

/// <summary>Nothing is changed before someone has said yes.</summary>
internal static class Confirmation
{
    /// <returns>Null: someone said yes; else what the command ends with.</returns>
    public static int? Refused(string vi, string en, Screen screen)
    {
        if (Console.IsInputRedirected || screen.Json)
        {
            screen.Error(
                "Không có ai để hỏi lại: thêm --yes để thay đổi, hoặc --dry-run để xem trước.",
                "Nobody is there to confirm: add --yes to change it, or --dry-run to look ahead.");
            return ExitCode.Usage;
        }

        screen.Line($"{vi} Gõ \"co\" để đồng ý:", $"{en} Type \"yes\" to agree:");
        var said = Console.ReadLine()?.Trim() ?? "";
        if (said.Equals("yes", StringComparison.OrdinalIgnoreCase)
            || said.Equals("co", StringComparison.OrdinalIgnoreCase)
            || said.Equals("có", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        screen.Line("Không thay đổi gì.", "Nothing was changed.");
        return ExitCode.Refused;
    }
}
