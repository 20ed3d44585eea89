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

    public static string Text(AccessRecord record) =>
        Plain.Line($"{Messages.Instant(record.AtUnixMs)}  {record.ClientId,-20} {record.AgencyCode,-10} "
        + $"{record.Officer,-16} {record.Operation,-16} {record.Purpose,-14} {record.DossierCode} {record.Code} "
        + $"{record.Items} {record.Outcome}");

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
