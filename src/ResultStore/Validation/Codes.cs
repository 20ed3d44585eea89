using System.Globalization;
using System.Text.RegularExpressions;
using ResultStore.Access;

namespace ResultStore.Validation;

/// <summary>The forms of the codes in a result's metadata.</summary>
internal static partial class Codes
{
    /// <summary><c>1.004194</c> or <c>1.004194.000.00.00.H17</c>.</summary>
    public static bool IsProcedure(string text) => text.Length <= 40 && Procedure.IsMatch(text);

    /// <summary><c>KQ.H17.000001</c>, or a procedure code: live systems use both.</summary>
    public static bool IsResultType(string text) =>
        text.Length <= 40 && (ResultType.IsMatch(text) || IsProcedure(text));

    /// <summary>Agency code in either form, <c>-YYMMDD-</c>, sequence of the day (TT 01/2018, Đ.19).</summary>
    public static bool IsDossier(string text)
    {
        if (text.Length > 60 || Dossier.Match(text) is not { Success: true } match)
        {
            return false;
        }

        return AgencyCode.TryParse(match.Groups["agency"].Value, out _)
            && DateOnly.TryParseExact(
                match.Groups["day"].Value,
                "yyMMdd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out _);
    }

    public static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    [GeneratedRegex(
        @"\A[0-9]\.[0-9]{6}(\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Y][0-9]{2})?\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 50)]
    private static partial Regex Procedure { get; }

    [GeneratedRegex(@"\AKQ\.[A-Y][0-9]{2}\.[0-9]{6}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 50)]
    private static partial Regex ResultType { get; }

    [GeneratedRegex(
        @"\A(?<agency>[0-9A-Z.]{3,35})-(?<day>[0-9]{6})-[0-9]{4,8}\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 50)]
    private static partial Regex Dossier { get; }
}
