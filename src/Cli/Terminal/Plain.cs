using System.Globalization;
using System.Text;

namespace Cli.Terminal;

/// <summary>Text of others, safe to show: what steers a terminal, hides letters or turns the direction of writing is
/// written out.</summary>
internal static class Plain
{
    /// <summary>One line of it.</summary>
    public static string Line(string text) => Escape(text, keepLines: false);

    /// <summary>Text whose lines and tabs are the program's own.</summary>
    public static string Lines(string text) => Escape(text, keepLines: true);

    private static string Escape(string text, bool keepLines)
    {
        if (!text.Any(letter => Steers(letter, keepLines)))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            if (Steers(letter, keepLines))
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}");
            }
            else
            {
                safe.Append(letter);
            }
        }

        return safe.ToString();
    }

    private static bool Steers(char letter, bool keepLines) =>
        char.IsControl(letter) ? !(keepLines && letter is '\n' or '\t')
        : letter is '\u061C' or '\u200E' or '\u200F' or '\u2028' or '\u2029'
            or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
