using System.Globalization;
using System.Text.RegularExpressions;

namespace ResultStore.Catalogue;

/// <summary>The forms of codes and days in catalogue files.</summary>
internal static partial class CatalogueCodes
{
    /// <summary><c>1.004194</c> or <c>1.004194.000.00.00.H17</c>.</summary>
    public static bool IsProcedure(string text) => text.Length <= 40 && Procedure.IsMatch(text);

    /// <summary><c>KQ.H17.000001</c>, or a procedure code.</summary>
    public static bool IsResultType(string text) =>
        text.Length <= 40 && (ResultType.IsMatch(text) || IsProcedure(text));

    public static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\A[0-9]\.[0-9]{6}(\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Y][0-9]{2})?\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 50)]
    private static partial Regex Procedure { get; }

    [GeneratedRegex(@"\AKQ\.[A-Y][0-9]{2}\.[0-9]{6}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 50)]
    private static partial Regex ResultType { get; }
}
