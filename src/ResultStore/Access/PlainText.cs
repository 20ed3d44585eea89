using System.Globalization;
using ResultStore.V1;

namespace ResultStore.Access;

/// <summary>Texts that are kept to be read by people later, in terminals and tables: nothing in them may move a cursor,
/// ring, hide or turn the text around it.</summary>
internal static class PlainText
{
    /// <summary>Line breaks and tabs are plain; every other control character and what overrides the direction of
    /// writing is not.</summary>
    public static bool Is(string text)
    {
        foreach (var letter in text)
        {
            if ((char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'))
                || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')
                || char.GetUnicodeCategory(letter) is UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator)
            {
                return false;
            }
        }

        return true;
    }

    public static FieldFault Fault(string path) => new()
    {
        Path = path,
        Reason = FieldReason.Malformed,
        SentenceVi = "Không được chứa ký tự điều khiển.",
        SentenceEn = "Control characters are not allowed.",
    };
}
