using System.Globalization;
using System.Text;
using Proof.Pdf;

namespace Proof.Pades;

/// <summary>Dates as <c>D:YYYYMMDDHHmmSSOHH'mm'</c>.</summary>
/// <remarks>ISO 32000-2, 7.9.4.</remarks>
internal static class PdfDate
{
    private const int LongestDate = 32;

    /// <summary>Null for anything that is not a full date; without an offset it counts as UTC.</summary>
    public static DateTimeOffset? Parse(PdfView view, PdfObject? value)
    {
        if (view.Resolve(value) is not PdfString text || text.Bytes.Length is < 10 or > LongestDate)
        {
            return null;
        }

        var date = Encoding.Latin1.GetString(text.Bytes.Span);
        date = date.StartsWith("D:", StringComparison.Ordinal) ? date[2..] : date;
        var digits = date.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is not (8 or 10 or 12 or 14))
        {
            return null;
        }

        var format = "yyyyMMddHHmmss"[..digits];
        if (!DateTime.TryParseExact(
            date[..digits], format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || Offset(date.AsSpan(digits)) is not { } offset)
        {
            return null;
        }

        var utc = local.Ticks - offset.Ticks;
        return utc >= DateTime.MinValue.Ticks && utc <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(utc, TimeSpan.Zero)
            : null;
    }

    private static TimeSpan? Offset(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] == 'Z')
        {
            return TimeSpan.Zero;
        }

        if (text[0] is not ('+' or '-') || text.Length < 3 || !Digits(text[1..3], out var hours) || hours > 23)
        {
            return null;
        }

        var minutes = 0;
        if (text.Length >= 6 && (text[3] != '\'' || !Digits(text[4..6], out minutes) || minutes > 59))
        {
            return null;
        }

        var offset = new TimeSpan(hours, minutes, 0);
        return text[0] == '-' ? -offset : offset;
    }

    private static bool Digits(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
