using System.Text;
using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Holders;

/// <summary>Writes what was read for a holder, before it leaves.</summary>
internal sealed class HolderRecord(AccessTable access, EnumerationWatch watch, TimeProvider clock)
{
    /// <exception cref="StorageUnavailableException">Not recorded: nothing may be answered.</exception>
    public Task WriteAsync(
        Caller portal,
        OwnHolder holder,
        string operation,
        IReadOnlyList<ResultRow> rows,
        string items,
        string address)
    {
        watch.Asked(portal, address, Encoding.UTF8.GetBytes(holder.Id.Canonical));
        return access.AppendAsync(rows.Count == 0
            ? [Row(portal, holder.Session, operation, null, items, address)]
            : [.. rows.Select(row => Row(portal, holder.Session, operation, row, items, address))]);
    }

    /// <summary>Someone looked at which ids belong together.</summary>
    /// <exception cref="StorageUnavailableException">Not recorded: nothing may be answered.</exception>
    public Task WriteLinksAsync(Caller caller, string address) =>
        access.AppendAsync(Row(caller, "", "ListHolderLinks", null, "linked ids", address) with
        {
            Purpose = "",
            Outcome = "OK",
        });

    /// <summary>Someone who was given a link, whom nobody knows.</summary>
    /// <exception cref="StorageUnavailableException">Not recorded: nothing may be answered.</exception>
    public Task WriteSharedAsync(Caller verifier, ShareLinkRow link, ResultRow row, string items, string address) =>
        access.AppendAsync(Row(verifier, $"share link {link.Id}", "OpenShareLink", row, items, address));

    private AccessRow Row(
        Caller caller, string session, string operation, ResultRow? read, string items, string address)
    {
        var id = ResultId.New(clock);
        return new AccessRow
        {
            Bucket = read?.Bucket ?? Buckets.OfId(id),
            Id = id,
            Result = read?.Id,
            At = clock.GetUtcNow(),
            ClientId = caller.Id,
            AgencyCode = caller.OnlyAgency,
            Operation = operation,
            Purpose = Purpose.HolderRequest.ToString(),
            Items = items,
            Outcome = read is null ? "NOTHING_FOUND" : "OK",
            Address = address,
            OwnerAgency = read?.AgencyCode ?? "",
            Session = session,
        };
    }
}
