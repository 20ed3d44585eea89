using Proof.Qr;
using ResultStore.Access;
using ResultStore.Catalogue;
using ResultStore.Sealing;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>Who read a holder's results, for what (NĐ 47/2020, Đ.45). Agencies by name, officers not.</summary>
internal sealed class OwnReads(
    Sessions sessions,
    OwnResults own,
    HolderKeys keys,
    AccessTable access,
    ResultTable results,
    ShareOwners owners,
    HolderRecord record,
    CallerDirectory systems,
    CatalogueNames names,
    PageToken tokens)
{
    private const int StandardPage = 100;
    private const int MostPage = 500;

    /// <exception cref="StorageUnavailableException">Not read, or not recorded: nothing may be answered.</exception>
    public async Task<HolderOutcome<ListReadsResponse>> ListAsync(
        Caller portal, ListReadsRequest request, string address, CancellationToken ct)
    {
        var checkedSession = sessions.ToRead(request.Session);
        if (checkedSession is not SessionOutcome.Known { Holder: var holder })
        {
            return HolderOutcome<ListReadsResponse>.Of(checkedSession);
        }

        var size = request.PageSize <= 0 ? StandardPage : Math.Min(request.PageSize, MostPage);
        if (OwnPage.Of(tokens, $"reads {request.Code}", holder, request.PageToken, size) is not { } page)
        {
            return new HolderOutcome<ListReadsResponse>.WrongToken();
        }

        var before = page.Before?.ToBytes();
        var rows = new List<FoundAccess>();
        if (request.Code.Length > 0)
        {
            var found = await own.FindAsync(holder, request.Code, ct);
            if (found is not OwnOutcome.Found { Row: var row })
            {
                if (found is OwnOutcome.Unknown)
                {
                    await record.RefusedAsync(
                        new OwnReading(portal, request.Code, "ListReads", address),
                        holder,
                        null,
                        ErrorReason.ResultUnknown);
                }

                return HolderOutcome<ListReadsResponse>.Of(found);
            }

            rows.AddRange(await access.LatestOfResultAsync(row.Bucket, row.Id, null, before, page.Most, ct));
        }
        else
        {
            foreach (var key in await keys.OfAsync(holder.Id, ct))
            {
                rows.AddRange(await access.LatestOfHolderAsync(key, null, before, page.Most, ct));
            }
        }

        var (newest, next) = page.Cut(rows, row => row.Row.Id);
        var response = new ListReadsResponse { NextPageToken = next };
        response.Reads.Add((await WithoutOthersLinksAsync(holder, newest, ct)).Select(Read));
        await record.WriteOwnRecordsAsync(portal, holder, "ListReads", "reads", address);
        return new HolderOutcome<ListReadsResponse>.Done(response);
    }

    /// <summary>What another holder of the result shared, and who opened that, is theirs alone to know.</summary>
    private async Task<List<FoundAccess>> WithoutOthersLinksAsync(
        OwnHolder holder, List<FoundAccess> page, CancellationToken ct)
    {
        var own = new Dictionary<ResultId, HashSet<string>?>();
        var shown = new List<FoundAccess>();
        foreach (var found in page)
        {
            if (found.Row.Result is { } id && IsOfShareLink(found.Row))
            {
                if (!own.TryGetValue(id, out var links))
                {
                    links = await results.FindByIdAsync(found.Row.Bucket, id, ct) is { } row
                        ? await owners.ListIdsAsync(holder, row, ct)
                        : [];
                    own.Add(id, links);
                }

                var text = found.Row.Operation is "CreateShareLink" or "RevokeShareLink"
                    ? found.Row.Items
                    : found.Row.Session;
                if (links is not null && !links.Contains(text.Split(' ')[^1]))
                {
                    continue;
                }
            }

            shown.Add(found);
        }

        return shown;
    }

    private static bool IsOfShareLink(AccessRow row) =>
        row.Operation is "CreateShareLink" or "RevokeShareLink" or "OpenShareLink" or "DownloadShared";

    private OwnRead Read(FoundAccess found) => new()
    {
        AtUnixMs = found.Row.At.ToUnixTimeMilliseconds(),
        Code = found.Code is not null && ResultCode.TryFromBytes(found.Code, out var code) ? code.ToString() : "",
        AgencyCode = found.Row.AgencyCode,
        AgencyName = found.Row.AgencyCode.Length == 0
            ? ""
            : names.OfAgency(found.Row.AgencyCode, StatusRules.DayOf(found.Row.At)),
        SystemName = systems.NameOf(found.Row.ClientId),
        Purpose = Enum.TryParse<Purpose>(found.Row.Purpose, out var purpose) ? purpose : Purpose.Unspecified,
        DossierCode = found.Row.DossierCode,
        Items = found.Row.Items,
        Operation = found.Row.Operation,
        Outcome = found.Row.Outcome,
    };
}
