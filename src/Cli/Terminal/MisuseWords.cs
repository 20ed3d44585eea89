using System.Text.RegularExpressions;

namespace Cli.Terminal;

/// <summary>What the parser of command lines says, in Vietnamese; it speaks English alone.</summary>
internal static partial class MisuseWords
{
    private static readonly (Regex English, string Vietnamese)[] Table =
    [
        (OptionMissing, "Thiếu tùy chọn $1."),
        (ArgumentMissing, "Lệnh $2 thiếu $1."),
        (ValueMissing, "Tùy chọn $1 thiếu giá trị."),
        (FileMissing, "Không có tệp '$1'."),
        (NotUnderstood, "Không hiểu '$1'."),
        (NotAmong, "'$1' không được nhận; chỉ một trong: "),
        (CommandMissing, "Thiếu tên lệnh con."),
    ];

    /// <returns>The message as it was where it is none of the parser's usual ones.</returns>
    public static string Of(string message)
    {
        foreach (var (english, vietnamese) in Table)
        {
            if (english.IsMatch(message))
            {
                return english.Replace(message, vietnamese);
            }
        }

        return message;
    }

    /// <summary>The suggestions that stand before the messages.</summary>
    public static string OfSuggestions(string text) => NotMatched.Replace(text, "Không hiểu '$1'. Có phải là:");

    [GeneratedRegex(@"\AOption '([^']+)' is required\.", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex OptionMissing { get; }

    [GeneratedRegex(
        @"\ARequired argument '([^']+)' missing for command: '([^']+)'\.", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex ArgumentMissing { get; }

    [GeneratedRegex(@"\ARequired argument missing for option: '([^']+)'\.", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex ValueMissing { get; }

    [GeneratedRegex(@"\AFile does not exist: '(.*)'\.", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex FileMissing { get; }

    [GeneratedRegex(@"\AUnrecognized command or argument '(.*)'\.", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex NotUnderstood { get; }

    [GeneratedRegex(@"'([^'\n]*)' was not matched\. Did you mean[^?\n]*\?", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex NotMatched { get; }

    [GeneratedRegex(@"\AArgument '(.*)' not recognized\. Must be one of:\s*", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex NotAmong { get; }

    [GeneratedRegex(@"\ARequired command was not provided\.", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex CommandMissing { get; }
}
