using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Feed;

/// <summary>An agency's to-do list: what happened to results that its dossiers rely on.</summary>
internal sealed class Notices(NoticeTable notices, EventTerms terms, TimeProvider clock)
{
    private const int StandardPage = 100;
    private const int MostPage = 500;
    private const int MostOfficer = 200;

    /// <exception cref="StorageUnavailableException"/>
    public async Task<FeedOutcome> ListAsync(Caller caller, ListNoticesRequest request, CancellationToken ct)
    {
        var wanted = caller.Agencies;
        if (request.AgencyCode.Length > 0)
        {
            if (!AgencyCode.TryParse(request.AgencyCode, out var agency))
            {
                return new FeedOutcome.FieldsInvalid([Fault(
                    "agency_code", FieldReason.Malformed, "Mã đơn vị sai.", "Not an agency code.")]);
            }

            if (!caller.ActsFor(agency))
            {
                return new FeedOutcome.NotAllowed();
            }

            wanted = [agency.Canonical];
        }

        // An agency above holds those below it: each notice comes once.
        NoticeKey? after = null;
        if (request.PageToken.Length > 0 && !TryRead(request.PageToken, out after))
        {
            return new FeedOutcome.WrongToken();
        }

        var size = request.PageSize <= 0 ? StandardPage : Math.Min(request.PageSize, MostPage);
        var rows = new List<NoticeRow>();
        foreach (var agency in InOrder(wanted))
        {
            if (rows.Count > size)
            {
                break;
            }

            if (after is null || IsNotBefore(agency, after))
            {
                var begin = after is not null && Covers(agency, after.AgencyCode) ? after : null;
                rows.AddRange(await notices.ListAsync(
                    agency, !request.IncludeAcknowledged, request.DossierCode, begin, size + 1 - rows.Count, ct));
            }
        }

        var response = new ListNoticesResponse { NextPageToken = rows.Count > size ? IdOf(rows[size - 1].Key) : "" };
        response.Notices.AddRange(rows.Take(size).Select(Shown));
        return new FeedOutcome.Answered<ListNoticesResponse>(response);
    }

    /// <exception cref="StorageUnavailableException">Not acknowledged; the same again is safe.</exception>
    public async Task<FeedOutcome> AcknowledgeAsync(Caller caller, AcknowledgeNoticesRequest request)
    {
        var faults = new List<FieldFault>();
        if (request.Officer.Trim().Length is 0 or > MostOfficer)
        {
            faults.Add(Fault("officer", FieldReason.Missing, "Phải nêu cán bộ xử lý.", "Name the officer."));
        }

        if (request.NoticeIds.Count is 0 or > MostPage)
        {
            faults.Add(Fault(
                "notice_ids",
                FieldReason.Missing,
                $"Từ 1 đến {MostPage} thông báo.",
                $"From 1 to {MostPage} notices."));
        }

        if (faults.Count > 0)
        {
            return new FeedOutcome.FieldsInvalid(faults);
        }

        var keys = new List<NoticeKey>();
        foreach (var id in request.NoticeIds.Distinct())
        {
            // Another agency's notice is as good as none.
            if (!TryRead(id, out var key)
                || !AgencyCode.TryParse(key!.AgencyCode, out var agency) || !caller.ActsFor(agency))
            {
                return new FeedOutcome.NoticeUnknown();
            }

            keys.Add(key);
        }

        var count = await notices.AcknowledgeAsync(keys, clock.GetUtcNow(), caller.Id, request.Officer.Trim());
        return count is { } made
            ? new FeedOutcome.Answered<AcknowledgeNoticesResponse>(
                new AcknowledgeNoticesResponse { Acknowledged = made })
            : new FeedOutcome.NoticeUnknown();
    }

    private Notice Shown(NoticeRow row) => new()
    {
        NoticeId = IdOf(row.Key),
        Event = terms.Told(row.Body),
        Reliance = new RelianceNotice
        {
            RelianceId = row.Key.Reliance.ToString(),
            AgencyCode = row.Key.AgencyCode,
            DossierCode = row.DossierCode,
            ProcedureCode = row.ProcedureCode,
            ComponentCode = row.ComponentCode,
        },
        AcknowledgedAtUnixMs = row.AcknowledgedAt?.ToUnixTimeMilliseconds() ?? 0,
        AcknowledgedBy = row.AcknowledgedAt is null ? "" : $"{row.AcknowledgedBy}: {row.Officer}",
    };

    /// <summary>The order of the table, and none that lies below another; <c>*</c> alone where it is there.</summary>
    private static List<string> InOrder(IReadOnlyList<string> agencies) => agencies.Contains("*")
        ? [""]
        : [.. agencies
            .Where(agency => !agencies.Any(above => above != agency && Covers(above, agency))).Distinct()
            .OrderBy(Buckets.OfAgency).ThenBy(agency => agency, StringComparer.Ordinal)];

    private static bool Covers(string above, string agency) => above.Length == 0 || above == agency
        || agency.StartsWith(above + ".", StringComparison.Ordinal);

    /// <summary>Whether an agency's notices come with or after the last one told.</summary>
    private static bool IsNotBefore(string agency, NoticeKey last)
    {
        if (Covers(agency, last.AgencyCode))
        {
            return true;
        }

        var bucket = Buckets.OfAgency(agency);
        return bucket > last.Bucket
            || (bucket == last.Bucket && string.CompareOrdinal(agency, last.AgencyCode) > 0);
    }

    private static string IdOf(NoticeKey key) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{key.Number}/{key.Reliance.Value:N}/{key.AgencyCode}")));

    private static bool TryRead(string id, out NoticeKey? key)
    {
        key = null;
        Span<byte> bytes = stackalloc byte[150];
        if (id.Length > 200 || !Base64Url.IsValid(id) || !Base64Url.TryDecodeFromChars(id, bytes, out var written))
        {
            return false;
        }

        var parts = Encoding.ASCII.GetString(bytes[..written]).Split('/');
        if (parts.Length != 3
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !Guid.TryParseExact(parts[1], "N", out var reliance)
            || !AgencyCode.TryParse(parts[2], out var agency))
        {
            return false;
        }

        key = new NoticeKey(Buckets.OfAgency(agency.Canonical), agency.Canonical, number, new ResultId(reliance));
        return true;
    }

    private static FieldFault Fault(string path, FieldReason reason, string vietnamese, string english) =>
        new() { Path = path, Reason = reason, SentenceVi = vietnamese, SentenceEn = english };
}
