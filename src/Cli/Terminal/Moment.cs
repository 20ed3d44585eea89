using System.Globalization;

namespace Cli.Terminal;

/// <summary>An instant as people type it: a day in Vietnam, or ISO 8601.</summary>
internal static class Moment
{
    /// <returns>Milliseconds since 1970; 0 for an empty text.</returns>
    /// <param name="text">As typed.</param>
    /// <param name="endOfDay">Whether a day stands for its end.</param>
    /// <exception cref="InvalidDataException">Neither.</exception>
    public static long Of(string text, bool endOfDay = false)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            var start = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.FromHours(7));
            return (endOfDay ? start.AddDays(1) : start).ToUnixTimeMilliseconds();
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant.ToUnixTimeMilliseconds()
            : throw new SaidException(
                $"'{text}': không phải thời điểm; ví dụ 2026-01-31 hoặc 2026-01-31T08:00:00+07:00.",
                $"'{text}' is no time; write it as 2026-01-31 or 2026-01-31T08:00:00+07:00.");
    }
}
