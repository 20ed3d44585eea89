using Proof.Qr;
using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>A holder's own results: which there are, what they say.</summary>
internal sealed class OwnResults(
    Sessions sessions,
    HolderKeys keys,
    CodeIssuer codes,
    ResultTable results,
    HolderResultTable holders,
    MetadataVault metadata,
    ReceiptWriter receipts,
    HolderRecord record,
    PageToken tokens,
    PaperTerms terms)
{
    private const int StandardPage = 50;
    private const int MostPage = 200;

    /// <exception cref="StorageUnavailableException">Not read, or not recorded: nothing may be answered.</exception>
    public async Task<HolderOutcome<ListOwnResultsResponse>> ListAsync(
        Caller portal, ListOwnResultsRequest request, string address, CancellationToken ct)
    {
        var checkedSession = sessions.ToRead(request.Session);
        if (checkedSession is not SessionOutcome.Known { Holder: var holder })
        {
            return HolderOutcome<ListOwnResultsResponse>.Of(checkedSession);
        }

        var question = QuestionOf("own", holder);
        ResultId? before = null;
        if (request.PageToken.Length > 0)
        {
            if (!tokens.TryRead(request.PageToken, question, out var last))
            {
                return new HolderOutcome<ListOwnResultsResponse>.WrongToken();
            }

            before = last;
        }

        var size = request.PageSize <= 0 ? StandardPage : Math.Min(request.PageSize, MostPage);
        var found = new List<ResultRow>();
        foreach (var key in await keys.OfAsync(holder.Id, ct))
        {
            found.AddRange(await holders.PageAsync(key, before, size + 1, ct));
        }

        var page = found.DistinctBy(row => row.Id).OrderByDescending(row => row.Id.ToBytes(), ByteOrder.Instance)
            .Take(size + 1).ToList();
        await record.WriteAsync(portal, holder, "ListOwnResults", [.. page.Take(size)], "listed", address);
        var response = new ListOwnResultsResponse
        {
            NextPageToken = page.Count > size ? tokens.Make(page[size - 1].Id, question) : "",
        };
        response.Results.Add(page.Take(size).Select(Found));
        return new HolderOutcome<ListOwnResultsResponse>.Done(response);
    }

    /// <summary>Finds one, records that it is read, and hands it over.</summary>
    /// <param name="portal">Who calls.</param>
    /// <param name="session">For whom.</param>
    /// <param name="code">Which.</param>
    /// <param name="operation">The call, for the record.</param>
    /// <param name="items">Which parts, for the record.</param>
    /// <param name="address">From where.</param>
    /// <param name="ct">Ends the search, not the record.</param>
    /// <exception cref="StorageUnavailableException">Not read, or not recorded: nothing may be answered.</exception>
    public async Task<HolderOutcome<ResultRow>> ReadAsync(
        Caller portal,
        HolderSession? session,
        string code,
        string operation,
        string items,
        string address,
        CancellationToken ct)
    {
        var checkedSession = sessions.ToRead(session);
        if (checkedSession is not SessionOutcome.Known { Holder: var holder })
        {
            return HolderOutcome<ResultRow>.Of(checkedSession);
        }

        var found = await FindAsync(holder, code, ct);
        if (found is not OwnOutcome.Found { Row: var row })
        {
            return HolderOutcome<ResultRow>.Of(found);
        }

        await record.WriteAsync(portal, holder, operation, [row], items, address);
        return new HolderOutcome<ResultRow>.Done(row);
    }

    /// <summary>Everything its paper says.</summary>
    public GetOwnResultResponse Show(ResultRow row) => new()
    {
        Metadata = metadata.Show(row),
        Receipt = receipts.Of(row, repeated: false),
        Status = terms.StatusOf(row),
        Disputed = row.DisputedAt is not null,
        ValidUntil = terms.LastDayText(row),
        ValidUntilByKind = terms.IsByKind(row),
    };

    /// <summary>The result with this code, if it is the holder's.</summary>
    public async Task<OwnOutcome> FindAsync(OwnHolder holder, string code, CancellationToken ct)
    {
        if (!ResultCode.TryParse(code, out var parsed))
        {
            return new OwnOutcome.CodeMalformed();
        }

        var row = await results.FindByCodeAsync(codes.BucketOf(parsed), parsed.ToBytes(), ct);
        foreach (var key in row is null ? [] : await keys.OfAsync(holder.Id, ct))
        {
            if (await holders.HoldsAsync(key, row!.Id, ct))
            {
                return new OwnOutcome.Found(row);
            }
        }

        return new OwnOutcome.Unknown();
    }

    /// <summary>What a page token is bound to.</summary>
    public static byte[] QuestionOf(string what, OwnHolder holder) =>
        System.Text.Encoding.UTF8.GetBytes($"{what}\u001f{holder.Id.Canonical}");

    private FoundResult Found(ResultRow row) => new()
    {
        Code = ResultCode.TryFromBytes(row.Code, out var code) ? code.ToString() : "",
        Status = terms.StatusOf(row),
        ResultTypeCode = row.ResultTypeCode,
        ResultName = ResultMetadata.Parser.ParseFrom(row.Metadata).ResultName,
        ResultNumber = row.ResultNumber,
        ProcedureCode = row.ProcedureCode,
        AgencyCode = row.AgencyCode,
        IssuedOn = CatalogueCodes.Text(row.IssuedOn),
        ValidUntil = terms.LastDayText(row),
        ValidUntilByKind = terms.IsByKind(row),
        ValueClass = (V1.ValueClass)row.ValueClass,
        StoredAtUnixMs = row.CreatedAt.ToUnixTimeMilliseconds(),
    };
}

/// <summary>Every way the search for one's own result can end.</summary>
internal abstract record OwnOutcome
{
    private OwnOutcome()
    {
    }

    public sealed record Found(ResultRow Row) : OwnOutcome;

    public sealed record CodeMalformed : OwnOutcome;

    public sealed record Unknown : OwnOutcome;
}
