using System.Text;
using ResultStore.Access;
using ResultStore.Storage;
using ResultStore.Storage.PersonalData;
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

    /// <summary>Who asks about many people is noticed.</summary>
    public void Asked(Caller caller, HolderId holder, string address) =>
        watch.Asked(caller, address, Encoding.UTF8.GetBytes(holder.Canonical));

    /// <summary>Someone looked at what is known of a holder, not at a result: which ids belong together, how many
    /// results there are.</summary>
    /// <exception cref="StorageUnavailableException">Not recorded: nothing may be answered.</exception>
    public Task WriteAsync(Caller caller, ReadContext context, string operation, string items, string address) =>
        access.AppendAsync(Row(caller, "", operation, null, items, address) with
        {
            AgencyCode = AgencyCode.OfDossier(context.DossierCode) is { } agency && caller.ActsFor(agency)
                ? agency.Canonical
                : caller.OnlyAgency,
            Officer = context.Officer.Trim(),
            Purpose = context.Purpose.ToString(),
            DossierCode = context.DossierCode,
            Outcome = "OK",
        });

    /// <summary>A holder looked at records about a result: who read it, what was shown and shared. It stands in the log
    /// without the result, as it is no reading of it and none that other holders of it are told of.</summary>
    /// <exception cref="StorageUnavailableException">Not recorded: nothing may be answered.</exception>
    public Task WriteOwnRecordsAsync(
        Caller portal, OwnHolder holder, string operation, string items, string address) =>
        access.AppendAsync(Row(portal, holder.Session, operation, null, items, address) with { Outcome = "OK" });

    /// <summary>Someone who was given a link, whom nobody knows.</summary>
    /// <exception cref="StorageUnavailableException">Not recorded: nothing may be answered.</exception>
    public Task WriteSharedAsync(
        Caller verifier, ShareLinkRow link, ResultRow row, string operation, string items, string address) =>
        access.AppendAsync(Row(verifier, $"share link {link.Id}", operation, row, items, address));

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
