using ResultStore.Storage;
using ResultStore.V1;

namespace ResultStore.Access;

/// <summary>Writes who read what, for what, before the answer leaves (NĐ 47/2020, Đ.45; frozen.md, 7).</summary>
internal sealed class ReadRecorder(AccessTable access, TimeProvider clock)
{
    /// <summary>Records one read of a result; returns when that is durable.</summary>
    /// <param name="caller">Who reads.</param>
    /// <param name="context">What it says of officer, purpose and dossier.</param>
    /// <param name="operation">The call.</param>
    /// <param name="row">What is read.</param>
    /// <param name="items">Which parts of it.</param>
    /// <param name="address">Where the call came from.</param>
    /// <exception cref="StorageUnavailableException">It could not be recorded: nothing may be answered.</exception>
    public Task RecordAsync(
        Caller caller, ReadContext context, string operation, ResultRow row, string items, string address) =>
        access.AppendAsync(Row(caller, context, operation, row, address) with { Items = items, Outcome = ReadEnd.Ok });

    /// <summary>Makes what leaves, then records that it does. A file that is lost is a refusal on record; any other
    /// fault ends the call before anything was read.</summary>
    /// <param name="read">Who reads which, for what.</param>
    /// <param name="row">What is read.</param>
    /// <param name="make">Makes what leaves.</param>
    /// <exception cref="StorageUnavailableException">It could not be recorded: nothing may be answered.</exception>
    /// <exception cref="DocumentLostException">Its file is lost; that is on record.</exception>
    public async Task<T> HandOverAsync<T>(Reading read, ResultRow row, Func<Task<T>> make)
    {
        T made;
        try
        {
            made = await make();
        }
        catch (DocumentLostException)
        {
            await RefusedAsync(
                read.Caller, read.Context, read.Operation, row, ErrorReason.DocumentLost, read.Address);
            throw;
        }

        try
        {
            await RecordAsync(read.Caller, read.Context, read.Operation, row, read.Items, read.Address);
            return made;
        }
        catch
        {
            // A file that was opened for an answer that does not leave.
            await (made is IAsyncDisposable opened ? opened.DisposeAsync() : ValueTask.CompletedTask);
            throw;
        }
    }

    /// <summary>Records that a reader was told no more than why not.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="context">What it says of officer, purpose and dossier.</param>
    /// <param name="operation">The call.</param>
    /// <param name="row">What was asked for; null where the reader is not to know whether there is such a one.</param>
    /// <param name="reason">What it hears.</param>
    /// <param name="address">Where the call came from.</param>
    /// <exception cref="StorageUnavailableException">It could not be recorded: nothing may be answered.</exception>
    public Task RefusedAsync(
        Caller caller,
        ReadContext context,
        string operation,
        ResultRow? row,
        ErrorReason reason,
        string address) =>
        access.AppendAsync(
            Row(caller, context, operation, row, address) with { Outcome = ReadEnd.Of(reason) });

    private AccessRow Row(Caller caller, ReadContext context, string operation, ResultRow? row, string address)
    {
        var id = ResultId.New(clock);
        return new AccessRow
        {
            Bucket = row?.Bucket ?? Buckets.OfId(id),
            Id = id,
            Result = row?.Id,
            At = clock.GetUtcNow(),
            ClientId = caller.Id,
            AgencyCode = AgencyCode.OfDossier(context.DossierCode) is { } agency && caller.ActsFor(agency)
                ? agency.Canonical
                : caller.OnlyAgency,
            OwnerAgency = row?.AgencyCode ?? "",
            Officer = context.Officer.Trim(),
            Operation = operation,
            Purpose = context.Purpose.ToString(),
            DossierCode = context.DossierCode,
            Outcome = "",
            Address = address,
        };
    }
}

/// <summary>One read of one result.</summary>
/// <param name="Caller">Who reads.</param>
/// <param name="Code">Which, as printed or typed.</param>
/// <param name="Context">For what.</param>
/// <param name="Operation">The call, for the record.</param>
/// <param name="Items">Which parts of it, for the record.</param>
/// <param name="Address">Where the call came from.</param>
internal sealed record Reading(
    Caller Caller, string Code, ReadContext Context, string Operation, string Items, string Address);
