using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;
using ResultStore.Validation;

namespace ResultStore.Reuse;

/// <summary>Results of one holder, the last stored first, page by page.</summary>
internal sealed class FindResults(
    HolderResults holders,
    HolderResultTable table,
    CatalogueCache catalogue,
    AccessTable access,
    PageToken tokens,
    EnumerationWatch watch,
    IOptions<ReuseOptions> options,
    PaperTerms terms,
    TimeProvider clock)
{
    private const int StandardPage = 50;
    private const int MostPage = 200;

    /// <exception cref="StorageUnavailableException">Not found out, or not recorded: nothing may be
    /// answered.</exception>
    public async Task<FindOutcome> FindAsync(
        Caller caller, FindResultsRequest request, string address, CancellationToken ct)
    {
        // 1. What is asked, and for what.
        var context = request.Context ?? new ReadContext();
        var check = new DossierCheck();
        var holder = check.Holder("holder", request.Holder);
        var (from, to) = (check.Day("issued_from", request.IssuedFrom), check.Day("issued_to", request.IssuedTo));
        CheckFilters(request, from, to, check);
        var agency = Agency(request.AgencyCode, check);
        var question = Question(caller, request);
        ResultId? after = null;
        if (request.PageToken.Length > 0)
        {
            if (tokens.TryRead(request.PageToken, question, out var last))
            {
                after = last;
            }
            else
            {
                check.Add(
                    "page_token", FieldReason.Malformed,
                    "Mã trang không phải do chính câu hỏi này cấp.", "The page token is not of this very question.");
            }
        }

        if (check.Faults.Concat(ReadingRules.Check(caller, context)).ToList() is { Count: > 0 } faults)
        {
            return new FindOutcome.FieldsInvalid(faults);
        }

        watch.Asked(caller, address, Encoding.UTF8.GetBytes(holder!.Value.Id.Canonical));

        // 2. The page. A one-stop system that is not an agency's sees what it pushed itself.
        var now = clock.GetUtcNow();
        var types = Types(request.ResultTypeCodes);
        bool Wanted(ResultRow row) => ReadingRules.MaySee(caller, row)
            && (types.Count == 0 || types.Contains(TypeCode(row.ResultTypeCode)))
            && (request.ProcedureCode.Length == 0 || row.ProcedureCode == request.ProcedureCode)
            && (agency is not { } above
                || (AgencyCode.TryParse(row.AgencyCode, out var issuer) && above.Covers(issuer)))
            && (from is null || row.IssuedOn >= from)
            && (to is null || row.IssuedOn <= to)
            && (request.Statuses.Count == 0 || request.Statuses.Contains(terms.StatusOf(row, now)));
        var (rows, next) = await PageAsync(holder!.Value, after, request.PageSize, Wanted, ct);

        // 3. On record before it leaves.
        var response = new FindResultsResponse { NextPageToken = next is { } end ? tokens.Make(end, question) : "" };
        response.Results.Add(rows.Select(row => terms.Listed(row, now)));
        await RecordAsync(caller, context, rows, address);
        return new FindOutcome.Answered(response);
    }

    private async Task<(List<ResultRow> Rows, ResultId? Next)> PageAsync(
        AskedHolder holder, ResultId? after, int asked, Func<ResultRow, bool> wanted, CancellationToken ct)
    {
        var size = asked <= 0 ? StandardPage : Math.Min(asked, MostPage);
        var keys = await holders.KeysOfAsync(holder.Id, ct);
        var found = new List<ResultRow>();
        for (var looked = 0; ;)
        {
            // While keys rotate a result may stand under two versions: once is enough.
            var rows = new List<ResultRow>();
            foreach (var key in keys)
            {
                rows.AddRange(await table.PageAsync(key, after, size + 1, ct));
            }

            rows = [.. rows.DistinctBy(row => row.Id).OrderByDescending(row => row.Id.ToBytes(), ByteOrder.Instance)
                .Take(size + 1)];
            foreach (var row in rows.Take(size))
            {
                after = row.Id;
                looked++;
                if (wanted(row))
                {
                    found.Add(row);
                    if (found.Count == size)
                    {
                        break;
                    }
                }
            }

            var more = rows.Count > 0 && !rows[^1].Id.Equals(after);
            if (!more || found.Count == size || looked >= options.Value.MaxScannedPerPage)
            {
                return (found, more ? after : null);
            }
        }
    }

    private Task RecordAsync(Caller caller, ReadContext context, List<ResultRow> rows, string address)
    {
        var agency = DossierCheck.AgencyOf(context.DossierCode)?.Canonical ?? "";
        var record = new ReadOnRecord(clock, caller, context, "FindResults", agency, address);
        var read = rows.Where(row => !ReadingRules.IsOwner(caller, row))
            .Select(row => record.Of(row.Bucket, row.Id, row.AgencyCode, "listed")).ToList();
        return rows.Count == 0 ? access.AppendAsync(record.OfNothing()) : access.AppendAsync(read);
    }

    private static AgencyCode? Agency(string code, DossierCheck check)
    {
        if (code.Length == 0)
        {
            return null;
        }

        if (AgencyCode.TryParse(code, out var agency))
        {
            return agency;
        }

        var (vietnamese, english) = WrittenForms.Agency(code);
        check.Add("agency_code", FieldReason.Malformed, vietnamese, english);
        return null;
    }

    private static void CheckFilters(FindResultsRequest request, DateOnly? from, DateOnly? to, DossierCheck check)
    {
        if (from > to)
        {
            check.Add(
                "issued_to", FieldReason.Contradicts,
                "Ngày cuối trước ngày đầu.", "The last day is before the first.");
        }

        for (var i = 0; i < request.Statuses.Count; i++)
        {
            if (request.Statuses[i] == V1.ResultStatus.Unspecified || !Enum.IsDefined(request.Statuses[i]))
            {
                check.Add(
                    $"statuses[{i}]", FieldReason.UnknownValue,
                    "Tình trạng không có trong danh mục.", "Not a known status.");
            }
        }
    }

    /// <summary>What a page token is bound to: who asks, and for what.</summary>
    private static byte[] Question(Caller caller, FindResultsRequest request)
    {
        var question = request.Clone();
        (question.PageToken, question.PageSize, question.Context) = ("", 0, null);
        return [.. Encoding.UTF8.GetBytes(caller.Id), 0, .. question.ToByteArray()];
    }

    private HashSet<string> Types(IEnumerable<string> codes) => [.. codes.Select(TypeCode)];

    private string TypeCode(string code) => catalogue.Today?.TypeCode(code) ?? code;
}

/// <summary>Every way a search can end.</summary>
internal abstract record FindOutcome
{
    private FindOutcome()
    {
    }

    public sealed record Answered(FindResultsResponse Response) : FindOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : FindOutcome;
}
