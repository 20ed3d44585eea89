using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Proof.Qr;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Access;

/// <summary>Looks through the access log for those who watch the readers. The log is only ever read here.</summary>
internal sealed class AccessSearch(
    AccessTable access,
    ResultTable results,
    CodeIssuer codes,
    HolderKeys holders,
    PageToken tokens,
    IOptions<AccessOptions> options,
    TimeProvider clock)
{
    private const int StandardPage = 100;
    private const int MostPage = 1_000;
    private const int Piece = 500;

    /// <exception cref="StorageUnavailableException">Not read, or not recorded that it was.</exception>
    public async Task<AccessSearchOutcome> SearchAsync(
        Caller caller, SearchAccessRequest request, string address, CancellationToken ct)
    {
        var faults = new List<FieldFault>();
        if (AccessQuestion.Check(caller, request.Filter, request.Context, faults) is not { } question)
        {
            return new AccessSearchOutcome.FieldsInvalid(faults);
        }

        byte[]? before = null;
        if (request.PageToken.Length > 0)
        {
            if (!tokens.TryRead(request.PageToken, question.Binding, out var last))
            {
                return new AccessSearchOutcome.WrongToken();
            }

            before = last.ToBytes();
        }
        else if (question.Before is { } end)
        {
            before = AccessTable.FirstIdAt(end);
        }

        await RecordAsync(caller, request.Context, "SearchAccess", address);
        var size = request.PageSize <= 0 ? StandardPage : Math.Min(request.PageSize, MostPage);
        var (found, next) = await PageAsync(question, before, size, ct);
        var response = new SearchAccessResponse
        {
            NextPageToken = next is { } at ? tokens.Make(at, question.Binding) : "",
        };
        response.Records.Add(found.Select(MessageOf));
        return new AccessSearchOutcome.Found(response);
    }

    /// <summary>Everything asked for, in pieces, the earliest first.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="request">What.</param>
    /// <param name="address">Where the call came from.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="StorageUnavailableException">Broken off: the last token takes it up again.</exception>
    public async Task<AccessExportOutcome> ExportAsync(
        Caller caller, ExportAccessRequest request, string address, CancellationToken ct)
    {
        var faults = new List<FieldFault>();
        if (AccessQuestion.Check(caller, request.Filter, request.Context, faults) is not { } question)
        {
            return new AccessExportOutcome.FieldsInvalid(faults);
        }

        // Behind the row seen last; else from the first that a row of that instant could have.
        var after = question.From is { } from ? AccessTable.FirstIdAt(from.AddMilliseconds(-1)) : null;
        if (request.ResumeToken.Length > 0)
        {
            if (!tokens.TryRead(request.ResumeToken, question.Binding, out var last))
            {
                return new AccessExportOutcome.WrongToken();
            }

            after = last.ToBytes();
        }

        await RecordAsync(caller, request.Context, "ExportAccess", address);
        var settled = clock.GetUtcNow().AddSeconds(-options.Value.ExportSettlingSeconds);
        var end = question.Before is { } before && before < settled ? before : settled;
        var wanted = await ResultsOfAsync(question, ct);
        return new AccessExportOutcome.Exporting(PiecesAsync(question, wanted, after, AccessTable.FirstIdAt(end), ct));
    }

    private async IAsyncEnumerable<ExportAccessResponse> PiecesAsync(
        AccessQuestion question,
        HashSet<ResultId>? wanted,
        byte[]? after,
        byte[] end,
        [EnumeratorCancellation] CancellationToken ct)
    {
        long looked = 0;
        while (true)
        {
            var rows = await access.EarliestAsync(question.ClientId, after, end, Piece, ct);
            if (rows.Count == 0)
            {
                yield break;
            }

            looked += rows.Count;
            var last = rows[^1].Row;
            after = last.Id.ToBytes();
            var piece = new ExportAccessResponse
            {
                ResumeToken = tokens.Make(last.Id, question.Binding),
                LookedAt = looked,
                ReachedUnixMs = last.At.ToUnixTimeMilliseconds(),
            };
            piece.Records.Add(rows
                .Where(found => (question.From is not { } from || found.Row.At >= from)
                    && (wanted is null || (found.Row.Result is { } result && wanted.Contains(result)))
                    && question.Wants(found.Row))
                .Select(MessageOf));
            yield return piece;
        }
    }

    private async Task<(List<FoundAccess> Found, ResultId? Next)> PageAsync(
        AccessQuestion question, byte[]? before, int size, CancellationToken ct)
    {
        var from = question.From is { } start ? AccessTable.FirstIdAt(start) : null;
        var source = await SourceAsync(question, from, size + 1, ct);
        var found = new List<FoundAccess>();
        for (var looked = 0; ;)
        {
            var rows = await source(before);
            foreach (var row in rows.Take(size))
            {
                looked++;
                before = row.Row.Id.ToBytes();
                if (question.Wants(row.Row))
                {
                    found.Add(row);
                    if (found.Count == size)
                    {
                        break;
                    }
                }
            }

            var more = rows.Count > 0 && !rows[^1].Row.Id.ToBytes().AsSpan().SequenceEqual(before);
            if (!more || found.Count == size || looked >= options.Value.MaxScannedPerPage)
            {
                return (found, more ? ResultId.FromBytes(before) : null);
            }
        }
    }

    /// <summary>The narrowest way into the log that the question allows.</summary>
    private async ValueTask<Func<byte[]?, Task<List<FoundAccess>>>> SourceAsync(
        AccessQuestion question, byte[]? from, int limit, CancellationToken ct)
    {
        if (question.Code is { } code)
        {
            var row = await results.FindByCodeAsync(codes.BucketOf(code), code.ToBytes(), ct);
            return async before => row is null
                ? []
                : await access.LatestOfResultAsync(row.Bucket, row.Id, from, before, limit, ct);
        }

        if (question.Holder is { } holder)
        {
            var keys = await holders.OfAsync(holder, ct);
            return before => LatestOfHolderAsync(keys, from, before, limit, ct);
        }

        return async before => await access.LatestAsync(question.ClientId, from, before, limit, ct);
    }

    private async Task<List<FoundAccess>> LatestOfHolderAsync(
        List<HolderKey> keys, byte[]? from, byte[]? before, int limit, CancellationToken ct)
    {
        var rows = new List<FoundAccess>();
        foreach (var key in keys)
        {
            rows.AddRange(await access.LatestOfHolderAsync(key, from, before, limit, ct));
        }

        return [.. rows.DistinctBy(row => row.Row.Id).OrderByDescending(row => row.Row.Id.ToBytes(), ByteOrder.Instance)
            .Take(limit)];
    }

    /// <summary>For an export by code or holder: which results; null: all.</summary>
    private async Task<HashSet<ResultId>?> ResultsOfAsync(AccessQuestion question, CancellationToken ct)
    {
        if (question.Code is { } code)
        {
            var row = await results.FindByCodeAsync(codes.BucketOf(code), code.ToBytes(), ct);
            return row is null ? [] : [row.Id];
        }

        if (question.Holder is not { } holder)
        {
            return null;
        }

        var ids = new HashSet<ResultId>();
        foreach (var key in await holders.OfAsync(holder, ct))
        {
            ids.UnionWith(await access.ResultsOfHolderAsync(key, ct));
        }

        return ids;
    }

    /// <summary>Who watches the readers is on record as well.</summary>
    private Task RecordAsync(Caller caller, ReadContext context, string operation, string address)
    {
        var id = ResultId.New(clock);
        return access.AppendAsync(new AccessRow
        {
            Bucket = Buckets.OfId(id),
            Id = id,
            At = clock.GetUtcNow(),
            ClientId = caller.Id,
            Officer = context.Officer.Trim(),
            Operation = operation,
            Purpose = context.Purpose.ToString(),
            DossierCode = context.DossierCode.Trim() is { Length: <= 60 } dossier ? dossier : "",
            Items = "access log",
            Outcome = ReadEnd.Ok,
            Address = address,
        });
    }

    private static AccessRecord MessageOf(FoundAccess found) => new()
    {
        Id = found.Row.Id.ToString(),
        AtUnixMs = found.Row.At.ToUnixTimeMilliseconds(),
        ClientId = found.Row.ClientId,
        AgencyCode = found.Row.AgencyCode,
        Officer = found.Row.Officer,
        Operation = found.Row.Operation,
        Purpose = found.Row.Purpose,
        DossierCode = found.Row.DossierCode,
        Items = found.Row.Items,
        Outcome = found.Row.Outcome,
        Address = found.Row.Address,
        Code = found.Code is not null && ResultCode.TryFromBytes(found.Code, out var code) ? code.ToString() : "",
        OwnerAgencyCode = found.Row.OwnerAgency,
        Session = found.Row.Session,
    };
}

/// <summary>Every way a search can end.</summary>
internal abstract record AccessSearchOutcome
{
    private AccessSearchOutcome()
    {
    }

    public sealed record Found(SearchAccessResponse Response) : AccessSearchOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : AccessSearchOutcome;

    public sealed record WrongToken : AccessSearchOutcome;
}

/// <summary>Every way an export can begin.</summary>
internal abstract record AccessExportOutcome
{
    private AccessExportOutcome()
    {
    }

    public sealed record Exporting(IAsyncEnumerable<ExportAccessResponse> Pieces) : AccessExportOutcome;

    public sealed record FieldsInvalid(IReadOnlyList<FieldFault> Faults) : AccessExportOutcome;

    public sealed record WrongToken : AccessExportOutcome;
}
