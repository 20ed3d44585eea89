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
        var response = new ListOwnResultsResponse { NextPageToken = next };
        response.Results.Add(rows.Select(row => terms.Listed(row, clock.GetUtcNow())));
        await record.WriteAsync(portal, holder, "ListOwnResults", rows, "listed", address);
        return new HolderOutcome<ListOwnResultsResponse>.Done(response);
    }

    /// <summary>Finds one, makes what leaves, records how that ended, and hands it over.</summary>
    /// <param name="reading">Who reads which.</param>
    /// <param name="session">For whom.</param>
    /// <param name="items">Which parts, for the record.</param>
    /// <param name="make">Makes what leaves.</param>
    /// <param name="ct">Ends the search, not the record.</param>
    /// <exception cref="StorageUnavailableException">Not read, or not recorded: nothing may be answered.</exception>
    /// <exception cref="DocumentLostException">Its file is lost; that is on record.</exception>
    public async Task<HolderOutcome<T>> ReadAsync<T>(
        OwnReading reading,
        HolderSession? session,
        string items,
        Func<ResultRow, T> make,
        CancellationToken ct) => await GoOnAsync<T>(
            reading,
            sessions.ToRead(session),
            async (holder, row) => new HolderOutcome<T>.Done(
                await record.HandOverAsync(reading, holder, row, items, () => make(row))),
            ct);

    /// <summary>Goes on with one of the holder's own results, where the session and the code lead to it.</summary>
    /// <param name="reading">Who reads which.</param>
    /// <param name="session">As it was judged for what is to be done.</param>
    /// <param name="goOn">What is to be done.</param>
    /// <param name="ct">Ends the search.</param>
    /// <exception cref="StorageUnavailableException">Not read, or not recorded.</exception>
    public async Task<HolderOutcome<T>> GoOnAsync<T>(
        OwnReading reading,
        SessionOutcome session,
        Func<OwnHolder, ResultRow, Task<HolderOutcome<T>>> goOn,
        CancellationToken ct)
    {
        if (session is not SessionOutcome.Known { Holder: var holder })
        {
            return HolderOutcome<T>.Of(session);
        }

        switch (await FindAsync(holder, reading.Code, ct))
        {
            case OwnOutcome.Found { Row: var row }:
                return await goOn(holder, row);
            case OwnOutcome.Unknown unknown:
                await record.RefusedAsync(reading, holder, null, ErrorReason.ResultUnknown);
                return HolderOutcome<T>.Of(unknown);
            case var malformed:
                return HolderOutcome<T>.Of(malformed);
        }
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

/// <summary>A portal's call about one result of the holder it acts for.</summary>
/// <param name="Portal">Who calls.</param>
/// <param name="Code">Which.</param>
/// <param name="Operation">The call, for the record.</param>
/// <param name="Address">From where.</param>
internal sealed record OwnReading(Caller Portal, string Code, string Operation, string Address);

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
