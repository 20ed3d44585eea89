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
            ? [Row(portal, holder.Session, operation, null, items, address) with { Outcome = ReadEnd.NothingFound }]
            : [.. rows.Select(row => Row(portal, holder.Session, operation, row, items, address))]);
    }

    /// <summary>Makes what leaves, then records that it does; a file that is lost is a refusal on record.</summary>
    /// <exception cref="StorageUnavailableException">Not recorded: nothing may be answered.</exception>
    /// <exception cref="DocumentLostException">Its file is lost; that is on record.</exception>
    public async Task<T> HandOverAsync<T>(
        OwnReading reading, OwnHolder holder, ResultRow row, string items, Func<T> make)
    {
        T made;
        try
        {
            made = make();
        }
        catch (DocumentLostException)
        {
            await RefusedAsync(reading, holder, row, ErrorReason.DocumentLost);
            throw;
        }

        try
        {
            await WriteAsync(reading.Portal, holder, reading.Operation, [row], items, reading.Address);
            return made;
        }
        catch
        {
            // A file that was opened for an answer that does not leave.
            await (made is IAsyncDisposable opened ? opened.DisposeAsync() : ValueTask.CompletedTask);
            throw;
        }
    }

    /// <summary>A holder was told no more than why not.</summary>
    /// <param name="reading">Who asked for which.</param>
    /// <param name="holder">For whom.</param>
    /// <param name="row">The holder's own; null where it is nobody's, or not the holder's.</param>
    /// <param name="reason">What is told.</param>
    /// <exception cref="StorageUnavailableException">Not recorded: nothing may be answered.</exception>
    public Task RefusedAsync(OwnReading reading, OwnHolder holder, ResultRow? row, ErrorReason reason)
    {
        watch.Asked(reading.Portal, reading.Address, Encoding.UTF8.GetBytes(holder.Id.Canonical));
        return access.AppendAsync(
            Row(reading.Portal, holder.Session, reading.Operation, row, "", reading.Address) with
            {
                Outcome = ReadEnd.Of(reason),
            });
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
        });

    /// <summary>A holder looked at records about a result: who read it, what was shown and shared. It stands in the log
    /// without the result, as it is no reading of it and none that other holders of it are told of.</summary>
    /// <exception cref="StorageUnavailableException">Not recorded: nothing may be answered.</exception>
    public Task WriteOwnRecordsAsync(
        Caller portal, OwnHolder holder, string operation, string items, string address) =>
        access.AppendAsync(Row(portal, holder.Session, operation, null, items, address));

    /// <summary>Someone who was given a link, whom nobody knows.</summary>
    /// <exception cref="StorageUnavailableException">Not recorded: nothing may be answered.</exception>
    public Task WriteSharedAsync(
        Caller verifier, ShareLinkRow link, ResultRow row, string operation, string items, string address) =>
        access.AppendAsync(Row(verifier, $"share link {link.Id}", operation, row, items, address));

    /// <summary>Someone came with a link that opens nothing any more, or whose file is lost.</summary>
    /// <exception cref="StorageUnavailableException">Not recorded: nothing may be answered.</exception>
    public Task RefusedSharedAsync(
        Caller verifier, ShareLinkRow link, ResultRow row, string operation, string outcome, string address) =>
        access.AppendAsync(
            Row(verifier, $"share link {link.Id}", operation, row, "", address) with { Outcome = outcome });

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
            Outcome = ReadEnd.Ok,
            Address = address,
            OwnerAgency = read?.AgencyCode ?? "",
            Session = session,
        };
    }
}
