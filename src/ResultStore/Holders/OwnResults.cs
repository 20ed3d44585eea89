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
    PaperTerms terms,
    TimeProvider clock)
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

        var size = request.PageSize <= 0 ? StandardPage : Math.Min(request.PageSize, MostPage);
        if (OwnPage.Of(tokens, "own", holder, request.PageToken, size) is not { } page)
        {
            return new HolderOutcome<ListOwnResultsResponse>.WrongToken();
        }

        var found = new List<ResultRow>();
        foreach (var key in await keys.OfAsync(holder.Id, ct))
        {
            found.AddRange(await holders.PageAsync(key, page.Before, page.Most, ct));
        }

        var (rows, next) = page.Cut(found, row => row.Id);
        await record.WriteAsync(portal, holder, "ListOwnResults", rows, "listed", address);
        var response = new ListOwnResultsResponse { NextPageToken = next };
        response.Results.Add(rows.Select(row => terms.Listed(row, clock.GetUtcNow())));
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
        CancellationToken ct) => await GoOnAsync<ResultRow>(
            sessions.ToRead(session),
            code,
            async (holder, row) =>
            {
                await record.WriteAsync(portal, holder, operation, [row], items, address);
                return new HolderOutcome<ResultRow>.Done(row);
            },
            ct);

    /// <summary>Goes on with one of the holder's own results, where the session and the code lead to it.</summary>
    /// <param name="session">As it was judged for what is to be done.</param>
    /// <param name="code">Which.</param>
    /// <param name="goOn">What is to be done.</param>
    /// <param name="ct">Ends the search.</param>
    /// <exception cref="StorageUnavailableException">Not read.</exception>
    public async Task<HolderOutcome<T>> GoOnAsync<T>(
        SessionOutcome session,
        string code,
        Func<OwnHolder, ResultRow, Task<HolderOutcome<T>>> goOn,
        CancellationToken ct)
    {
        if (session is not SessionOutcome.Known { Holder: var holder })
        {
            return HolderOutcome<T>.Of(session);
        }

        var found = await FindAsync(holder, code, ct);
        return found is OwnOutcome.Found { Row: var row } ? await goOn(holder, row) : HolderOutcome<T>.Of(found);
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
