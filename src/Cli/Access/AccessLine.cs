using System.Text;
using Cli.Store;
using Cli.Terminal;
using ResultStore.V1;

namespace Cli.Access;

/// <summary>One read as a line: for people, or as CSV.</summary>
internal static class AccessLine
{
    public const string CsvHead =
        "id,time,client,agency,officer,operation,purpose,dossier,items,outcome,address,code,owner_agency,session";

    /// <summary>What stands in the columns of <see cref="Text"/>.</summary>
    public static string Head(Language language) => language.Say(
        $"{"Lúc",-28}{"Hệ thống",-20} {"Cơ quan",-10} {"Cán bộ",-16} {"Lời gọi",-16} {"Mục đích",-18} Mã hồ sơ, mã kết "
            + "quả, đã đọc gì, kết cục",
        $"{"Time",-28}{"System",-20} {"Agency",-10} {"Officer",-16} {"Call",-16} {"Purpose",-18} Dossier, code, items, "
            + "outcome");

    public static string Text(AccessRecord record, Language language) =>
        Plain.Line($"{Messages.Instant(record.AtUnixMs),-28}{record.ClientId,-20} {record.AgencyCode,-10} "
        + $"{record.Officer,-16} {record.Operation,-16} {StatusWords.OfPurpose(record.Purpose, language),-18} "
        + $"{record.DossierCode} {record.Code} {Items(record.Items, language)} {Outcome(record.Outcome, language)}");

    public static string Csv(AccessRecord record)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(record.AtUnixMs)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        string[] cells =
        [
            record.Id, time, record.ClientId, record.AgencyCode, record.Officer, record.Operation, record.Purpose,
            record.DossierCode, record.Items, record.Outcome, record.Address, record.Code, record.OwnerAgencyCode,
            record.Session,
        ];
        return string.Join(',', cells.Select(Cell));
    }

    /// <summary>Names of calls and refusals are the contract's own words and stay.</summary>
    private static string Items(string items, Language language) => items switch
    {
        "listed" => language.Say("có trong danh sách", items),
        "access log" => language.Say("nhật ký khai thác", items),
        _ => items,
    };

    private static string Outcome(string outcome, Language language) =>
        outcome == "NOTHING_FOUND" ? language.Say("không có gì", outcome) : outcome;

    /// <summary>RFC 4180. What a caller wrote must not become a formula where the file is opened, nor steer a terminal
    /// that shows it.</summary>
    private static string Cell(string text)
    {
        var safe = Plain.Line(text);
        safe = safe.TrimStart() is ['=' or '+' or '-' or '@', ..] ? "'" + safe : safe;
        return safe.AsSpan().ContainsAny("\",\r\n")
            ? new StringBuilder(safe).Replace("\"", "\"\"").Insert(0, '"').Append('"').ToString()
            : safe;
    }
}
